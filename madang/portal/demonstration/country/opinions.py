"""What the invented people of the country answer in its surveys: drawn by a seed, more of some answers than of others."""

from random import Random
from typing import Any

from madang.surveys.questionnaire import OTHER, Question, Questionnaire

Weights = dict[str, dict[str, float]]
SEX = {"f": 44.0, "m": 56.0}
AGE = {"a18": 24.0, "a30": 27.0, "a40": 24.0, "a50": 17.0, "a60": 8.0}
REGION = {"capital": 58.0, "centre": 13.0, "southwest": 10.0, "southeast": 19.0}
PERSON: Weights = {"sex": SEX, "age": AGE, "region": REGION}
LIKELY: dict[str, Weights] = {
    "open-data-awareness": {
        "aware": {"yes": 82, "no": 18},
        "used": {"yes": 61, "no": 39},
        "areas": {
            "transport": 60,
            "weather": 45,
            "health": 25,
            "culture": 22,
            "land": 15,
            "food": 12,
            "environment": 10,
        },
        "satisfied": {"1": 4, "2": 11, "3": 35, "4": 37, "5": 13},
        "purpose": {"life": 52, "work": 28, "business": 14, "research": 6},
        "income": {"customers": 14, "adverts": 12, "not-yet": 57},
        "invest": {"yes": 50, "no": 22, "unsure": 28},
    },
    "information-wanted": {
        "areas": {"health": 55, "food": 40, "child": 34, "housing": 44, "job": 38, "welfare": 25, "finance": 18},
        "first": {"fees": 50, "cars": 24, "daycare": 30, "trails": 9, "rents": 38},
        "asked": {"yes": 46, "no": 54},
    },
    "flagship-services": {
        "group": {"general": 41, "target": 34, "vulnerable": 15, "business": 10},
        "choice": {"safe-home": 44, "birth": 36, "move": 40, "job-seeker": 33, "elderly": 28, "shop": 14, "rural": 9},
        "need": {"1": 6, "2": 19, "3": 41, "4": 27, "5": 7},
        "channel": {"mobile": 58, "web": 17, "office": 15, "post": 6, "visit": 4},
    },
}
WORDS = (
    "병원별 비급여 진료비를 한눈에 비교하고 싶습니다.",
    "버스 도착 정보가 자주 늦습니다.",
    "파일이 한글 문서로만 올라와서 쓰기 어렵습니다.",
    "우리 동네 공사 일정을 미리 알려 주면 좋겠습니다.",
    "갱신한 날짜를 꼭 적어 주십시오.",
    "어린이집 평가 결과를 지도에서 보고 싶습니다.",
    "읍면 지역 자료가 빠져 있습니다.",
    "전화로도 신청할 수 있으면 좋겠습니다.",
)
SILENT = 0.06
"""The part that leaves a question out that need not be answered."""
WRITING = 0.12


def draw_answer(template: str, questionnaire: Questionnaire, rng: Random) -> dict[str, Any]:
    """One person's answer to every question of a questionnaire; what is not asked on the way is for others to drop."""
    likely = PERSON | LIKELY.get(template, {})
    found: dict[str, Any] = {}
    for question in questionnaire.questions:
        if not question.required and rng.random() < (1 - WRITING if question.kind in {"text", "long"} else SILENT):
            continue
        found[question.key] = _value(question, likely.get(question.key, {}), rng)
    if "aware" in found and found["aware"] == "no":
        found["used"] = "no"
    return found


def _value(question: Question, likely: dict[str, float], rng: Random) -> Any:
    values = [value for value in question.values if value != OTHER]
    weights = [likely.get(value, 6) for value in values]
    if question.kind in {"single", "scale"}:
        return rng.choices(values, weights)[0]
    if question.kind in {"multiple", "ranking"}:
        most = min(question.most or 4, len(values))
        return _several(values, weights, rng.randint(1, most), rng)
    if question.kind == "matrix":
        return {row.key: rng.choices(values, [5, 4, 2][: len(values)])[0] for row in question.rows}
    if question.kind == "number":
        return min(int(rng.expovariate(0.25)) + 1, 40)
    return rng.choice(WORDS)


def _several(values: list[str], weights: list[float], count: int, rng: Random) -> list[str]:
    """Some of the values, each once, the likely ones first."""
    order = sorted(zip(values, weights, strict=True), key=lambda pair: rng.random() ** (1 / pair[1]), reverse=True)
    return [value for value, _weight in order[:count]]
