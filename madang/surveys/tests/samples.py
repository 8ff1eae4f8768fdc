"""A questionnaire and answers for tests."""

from random import Random
from typing import Any

from madang.surveys.release import Given, receipt_hash

DOCUMENT: dict[str, Any] = {
    "sections": [
        {
            "key": "use",
            "title": {"ko": "이용", "en": "Use"},
            "questions": [
                {
                    "key": "aware",
                    "type": "single",
                    "required": True,
                    "text": {"ko": "공공데이터포털을 알고 있습니까?", "en": "Do you know the public data portal?"},
                    "options": [{"key": "yes", "ko": "예", "en": "Yes"}, {"key": "no", "ko": "아니오", "en": "No"}],
                },
                {
                    "key": "areas",
                    "type": "multiple",
                    "most": 2,
                    "other": True,
                    "text": {"ko": "어떤 분야가 필요합니까?", "en": "Which areas do you need?"},
                    "options": [
                        {"key": "safety", "ko": "안전", "en": "Safety"},
                        {"key": "food", "ko": "식품", "en": "Food"},
                        {"key": "traffic", "ko": "교통", "en": "Traffic"},
                    ],
                },
            ],
        },
        {
            "key": "more",
            "title": {"ko": "이용 경험", "en": "Experience"},
            "show_if": [{"question": "aware", "in": ["yes"]}],
            "questions": [
                {"key": "good", "type": "scale", "text": {"ko": "만족도", "en": "Satisfaction"}, "low": 1, "high": 5},
                {
                    "key": "times",
                    "type": "number",
                    "text": {"ko": "이용 횟수", "en": "Times used"},
                    "smallest": 0,
                    "steps": [1, 10],
                },
                {"key": "why", "type": "long", "text": {"ko": "의견", "en": "Remarks"}},
                {"key": "since", "type": "date", "text": {"ko": "언제부터", "en": "Since when"}},
                {
                    "key": "parts",
                    "type": "matrix",
                    "text": {"ko": "항목별", "en": "By part"},
                    "rows": [
                        {"key": "speed", "ko": "속도", "en": "Speed"},
                        {"key": "help", "ko": "도움", "en": "Help"},
                    ],
                    "options": [{"key": "good", "ko": "좋음", "en": "Good"}, {"key": "bad", "ko": "나쁨", "en": "Bad"}],
                },
                {
                    "key": "order",
                    "type": "ranking",
                    "most": 2,
                    "text": {"ko": "순위", "en": "Rank"},
                    "options": [
                        {"key": "a", "ko": "가", "en": "A"},
                        {"key": "b", "ko": "나", "en": "B"},
                        {"key": "c", "ko": "다", "en": "C"},
                    ],
                },
            ],
        },
        {
            "key": "you",
            "title": {"ko": "응답자", "en": "About you"},
            "questions": [
                {
                    "key": "sex",
                    "type": "single",
                    "background": True,
                    "text": {"ko": "성별", "en": "Sex"},
                    "options": [{"key": "f", "ko": "여", "en": "Female"}, {"key": "m", "ko": "남", "en": "Male"}],
                },
                {
                    "key": "age",
                    "type": "single",
                    "background": True,
                    "text": {"ko": "나이", "en": "Age"},
                    "options": [
                        {"key": "young", "ko": "40세 미만", "en": "Under 40"},
                        {"key": "middle", "ko": "40-64세", "en": "40 to 64"},
                        {"key": "old", "ko": "65세 이상", "en": "65 and over"},
                    ],
                },
            ],
        },
    ]
}
WEIGHTING: dict[str, Any] = {
    "margins": [
        {"question": "sex", "targets": {"f": 0.5, "m": 0.5}, "source": "Census"},
        {"question": "age", "targets": {"young": 0.4, "middle": 0.4, "old": 0.2}, "source": "Census"},
    ]
}
ANSWER: dict[str, Any] = {"aware": "yes", "areas": ["food"], "good": "4", "sex": "f", "age": "young"}


def drawn(count: int, seed: int = 1) -> list[Given]:
    """That many answers, with few old people among them."""
    rng = Random(seed)
    return [Given(receipt_hash(f"{seed}-{number}"), one_answer(rng), number % 10 == 0) for number in range(count)]


def one_answer(rng: Random) -> dict[str, Any]:
    found: dict[str, Any] = {
        "aware": rng.choices(["yes", "no"], [6, 4])[0],
        "areas": rng.sample(["safety", "food", "traffic", "other"], 2),
        "sex": rng.choices(["f", "m"], [3, 7])[0],
        "age": rng.choices(["young", "middle", "old"], [70, 25, 3])[0],
    }
    if found["aware"] == "yes":
        found |= {
            "good": str(rng.randint(1, 5)),
            "times": rng.randint(0, 30),
            "since": f"2025-{rng.randint(1, 9):02}-11",
        }
        found["order"] = rng.sample(["a", "b", "c"], 2)
        found["parts"] = {"speed": rng.choice(["good", "bad"])}
    return found
