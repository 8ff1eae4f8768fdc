"""Questionnaires to begin with: the four surveys that the plan runs, and an empty one. They are files beside this."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from madang.surveys.questionnaire import Text

FOLDER = Path(__file__).parent / "questionnaires"
EMPTY = "empty"


@dataclass(frozen=True)
class Template:
    title: Text


TEMPLATES = {
    "information-wanted": Template(
        Text("어떤 정보를 원하는지 (열 가지 분야)", "Which information people want (ten areas)")
    ),
    "api-demand": Template(Text("오픈 API 수요", "Demand for APIs")),
    "open-data-awareness": Template(Text("공공데이터 인지도와 이용", "Awareness and use of open data")),
    "flagship-services": Template(Text("대표 맞춤형 서비스 선정", "Choice of flagship services")),
    EMPTY: Template(Text("빈 설문", "An empty questionnaire")),
}


def load_template(key: str) -> dict[str, Any]:
    """What a new survey takes from a template: title, introduction, purpose and form. Raises `KeyError`."""
    if key == EMPTY:
        return {
            "title_ko": "새 설문",
            "title_en": "New survey",
            "form": {
                "sections": [
                    {
                        "key": "page-1",
                        "title": {"ko": "", "en": ""},
                        "questions": [{"key": "q1", "type": "text", "text": {"ko": "첫 질문", "en": "First question"}}],
                    }
                ]
            },
        }
    if key not in TEMPLATES:
        raise KeyError(key)
    found = tomllib.loads((FOLDER / f"{key}.toml").read_text(encoding="utf-8"))
    return {
        "purpose": found["purpose"],
        "title_ko": found["title"]["ko"],
        "title_en": found["title"]["en"],
        "intro_ko": found["intro"]["ko"],
        "intro_en": found["intro"]["en"],
        "form": {"sections": found["sections"]},
    }
