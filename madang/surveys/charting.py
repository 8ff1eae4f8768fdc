"""Results as the pages draw them: bars with their intervals, and tables by group, with labels."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from madang.surveys.models import Survey
from madang.surveys.questionnaire import Question, Questionnaire
from madang.surveys.wording import here, row_label, value_label

ROW, TEXT, THICK = 36, 15, 10
"""Heights in the picture's units: of an answer with its label, of the label, of the bar."""
WIDTH = 420


@dataclass(frozen=True)
class Bar:
    """An answer. share: what is drawn, weighted if there are weights; all shares from 0 to 100."""

    label: str
    count: int
    share: float
    plain: float
    margin: float
    low: float
    high: float
    points: float | None
    y: int

    @property
    def text_y(self) -> int:
        return self.y + TEXT

    @property
    def bar_y(self) -> int:
        return self.y + TEXT + 5

    @property
    def middle_y(self) -> int:
        return self.bar_y + THICK // 2

    @property
    def width(self) -> str:
        return f"{self.share * WIDTH / 100:.1f}"

    @property
    def low_x(self) -> str:
        return f"{self.low * WIDTH / 100:.1f}"

    @property
    def high_x(self) -> str:
        return f"{self.high * WIDTH / 100:.1f}"


@dataclass(frozen=True)
class Panel:
    """The bars of a question, or of one row of a table question."""

    title: str
    bars: list[Bar]

    @property
    def height(self) -> int:
        return len(self.bars) * ROW + 4


@dataclass(frozen=True)
class Shown:
    """The result of one question. base: people who answered it."""

    question: Question
    number: int
    text: str
    base: int
    withheld: int
    mean: float | None
    panels: list[Panel]
    is_weighted: bool
    words: list[str]
    width: int = WIDTH
    thick: int = THICK


def shown_results(
    questionnaire: Questionnaire, results: list[Mapping[str, Any]], words: Mapping[str, list[str]] | None = None
) -> list[Shown]:
    """Results in the order of the questions; questions that were answered in words alone stand with what is shown."""
    words = words or {}
    by_key = {str(result["question"]): result for result in results}
    found = []
    for number, question in enumerate(questionnaire.questions, 1):
        written = words.get(question.key, []) + words.get(f"{question.key}__other", [])
        result = by_key.get(question.key)
        if result or written:
            found.append(_shown(question, number, result or {"base": 0, "items": []}, written))
    return found


def _shown(question: Question, number: int, result: Mapping[str, Any], written: list[str]) -> Shown:
    rows = dict.fromkeys(item.get("row", "") for item in result["items"])
    panels = [
        Panel(
            row_label(question, row) if row else "",
            [
                _bar(question, item, place * ROW)
                for place, item in enumerate(one for one in result["items"] if one.get("row", "") == row)
            ],
        )
        for row in rows
    ]
    return Shown(
        question=question,
        number=number,
        text=here(question.text),
        base=result["base"],
        withheld=result.get("withheld", 0),
        mean=result.get("mean"),
        panels=panels,
        is_weighted=any("weighted" in item for item in result["items"]),
        words=written,
    )


def _bar(question: Question, item: Mapping[str, Any], y: int) -> Bar:
    return Bar(
        label=value_label(question, item["key"]),
        count=item["count"],
        share=item.get("weighted", item["share"]) * 100,
        plain=item["share"] * 100,
        margin=item["margin"] * 100,
        low=item["low"] * 100,
        high=item["high"] * 100,
        points=item.get("points"),
        y=y,
    )


@dataclass(frozen=True)
class Table:
    """A question by groups. rows: (name, [count or None where suppressed], total)."""

    title: str
    columns: list[str]
    rows: list[tuple[str, list[int | None], int]]
    totals: list[int]
    grand_total: int
    merged: str


def tables_by(questionnaire: Questionnaire, document: Mapping[str, Any], by: str) -> list[Table]:
    """Every protected table by one question about the person; of several choices one table with a column for each."""
    by_question: dict[str, list[Mapping[str, Any]]] = {}
    for one in document["crosstabs"]:
        if one["by"] == by:
            by_question.setdefault(one["question"], []).append(one)
    about = questionnaire.find(by)
    return [
        _table(question, about, parts)
        for key, parts in by_question.items()
        if (question := questionnaire.find(key)) is not None and about is not None
    ]


def _table(question: Question, by: Question, parts: list[Mapping[str, Any]]) -> Table:
    """The parts of one question side by side: columns nobody is in are left out."""
    columns: list[tuple[str, list[int | None], int]] = []
    for part in parts:
        for place, name in enumerate(part["columns"]):
            total = part["column_totals"][place]
            if part["option"] and name != "yes":
                continue
            label = value_label(question, part["option"] or name)
            if total:
                columns.append((label, [row[place] for row in part["cells"]], total))
    first = parts[0]
    return Table(
        title=here(question.text),
        columns=[label for label, _cells, _total in columns],
        rows=[
            (value_label(by, name), [cells[place] for _label, cells, _total in columns], total)
            for place, (name, total) in enumerate(zip(first["rows"], first["row_totals"], strict=True))
        ],
        totals=[total for _label, _cells, total in columns],
        grand_total=sum(first["row_totals"]),
        merged=", ".join(value_label(by, name) for name in first["merged"]),
    )


@dataclass(frozen=True)
class Group:
    """Who answered, by one question about the person."""

    key: str
    text: str
    rows: list[tuple[str, int, float]]
    merged: str


def groups(survey: Survey, document: Mapping[str, Any]) -> list[Group]:
    questionnaire = survey.questionnaire
    found = []
    for one in document["background"]:
        question = questionnaire.find(one["question"])
        if question is None:
            continue
        total = sum(one["totals"])
        rows = [
            (value_label(question, name), count, count * 100 / total if total else 0.0)
            for name, count in zip(one["rows"], one["totals"], strict=True)
        ]
        merged = ", ".join(value_label(question, name) for name in one["merged"])
        found.append(Group(question.key, here(question.text), rows, merged))
    return found
