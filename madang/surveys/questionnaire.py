"""Questionnaires: what a survey asks, read from a plain document, with every fault and its place.

A document is what JSON or TOML hold: sections (each is a page) with questions. Conditions look back to questions on
earlier pages, so that a form without scripts can follow them page by page.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

KINDS = ("single", "multiple", "scale", "matrix", "ranking", "number", "text", "long", "date")
WITH_OPTIONS = ("single", "multiple", "matrix", "ranking")
DECIDING = ("single", "multiple", "scale")
"""Kinds whose answers conditions may look at."""
COUNTED = ("single", "scale")
"""Kinds that may describe the person who answers, and so be weighted by and broken down by."""
OTHER = "other"
MOST_QUESTIONS, MOST_OPTIONS, LONGEST_TEXT = 100, 100, 2000
_KEY = re.compile(r"[a-z][a-z0-9_-]{0,39}")


@dataclass(frozen=True)
class Text:
    """Words in both languages. English may be empty; then Korean stands for it."""

    ko: str = ""
    en: str = ""

    def within(self, language: str) -> str:
        return self.ko if language.startswith("ko") or not self.en else self.en


@dataclass(frozen=True)
class Option:
    key: str
    text: Text


@dataclass(frozen=True)
class Condition:
    """Holds if the answer to `question` is, or has among it, one of `values`."""

    question: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """kind: one of `KINDS`. background: tells who answers, not what they think; it is never published person by person.

    low, high: ends of a scale. rows: of a matrix. most: how many may be chosen or ranked, 0 for any number.
    smallest, largest: what a number may be. steps: where the classes begin that numbers are published in.
    """

    key: str
    kind: str
    text: Text
    help: Text = Text()
    required: bool = False
    options: tuple[Option, ...] = ()
    rows: tuple[Option, ...] = ()
    other: bool = False
    background: bool = False
    most: int = 0
    low: int = 1
    high: int = 5
    low_text: Text = Text()
    high_text: Text = Text()
    smallest: float | None = None
    largest: float | None = None
    unit: Text = Text()
    steps: tuple[float, ...] = ()
    conditions: tuple[Condition, ...] = ()

    @property
    def values(self) -> tuple[str, ...]:
        """The keys that may be chosen, in their order."""
        if self.kind == "scale":
            return tuple(str(number) for number in range(self.low, self.high + 1))
        return tuple(option.key for option in self.options) + ((OTHER,) if self.other else ())


@dataclass(frozen=True)
class Section:
    """A page of the questionnaire."""

    key: str
    title: Text
    intro: Text = Text()
    conditions: tuple[Condition, ...] = ()
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True)
class Questionnaire:
    sections: tuple[Section, ...]

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(question for section in self.sections for question in section.questions)

    @property
    def background(self) -> tuple[Question, ...]:
        """The questions about the person who answers."""
        return tuple(question for question in self.questions if question.background)

    def find(self, key: str) -> Question | None:
        return next((question for question in self.questions if question.key == key), None)


@dataclass(frozen=True)
class Fault:
    """What is wrong with a document. path: where, like `sections[0].questions[2]`; code and params: worded at doors."""

    path: str
    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)


class FaultyQuestionnaire(ValueError):
    """The document is no questionnaire; `faults` says everything that is wrong with it."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(f"{fault.path}: {fault.code}" for fault in faults))


def read_questionnaire(document: Mapping[str, Any]) -> Questionnaire:
    """The questionnaire that a document describes. Raises `FaultyQuestionnaire`."""
    reader = _Reader()
    sections = tuple(
        reader.section(item, f"sections[{place}]")
        for place, item in enumerate(reader.items(document, "sections", "document"))
    )
    found = Questionnaire(sections)
    reader.faults += _faults_between(found)
    if reader.faults:
        raise FaultyQuestionnaire(reader.faults)
    return found


class _Reader:
    """Turns mappings into dataclasses, and notes what does not fit."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def say(self, path: str, code: str, **params: str | int) -> None:
        self.faults.append(Fault(path, code, params))

    def items(self, document: Any, name: str, path: str) -> list[Mapping[str, Any]]:
        found = document.get(name, []) if isinstance(document, Mapping) else None
        if not isinstance(found, list) or not all(isinstance(item, Mapping) for item in found):
            self.say(path, "not-a-list", name=name)
            return []
        return found

    def text(self, item: Mapping[str, Any], name: str, path: str, *, needed: bool = False) -> Text:
        found = item.get(name, {})
        if isinstance(found, str):
            found = {"ko": found}
        if not isinstance(found, Mapping) or not all(isinstance(one, str) for one in found.values()):
            self.say(path, "not-a-text", name=name)
            return Text()
        text = Text(str(found.get("ko", "")).strip(), str(found.get("en", "")).strip())
        if max(len(text.ko), len(text.en)) > LONGEST_TEXT:
            self.say(path, "too-long", name=name, limit=LONGEST_TEXT)
        if needed and not text.ko:
            self.say(path, "no-text", name=name)
        return text

    def key(self, item: Mapping[str, Any], path: str) -> str:
        found = item.get("key")
        if not isinstance(found, str) or not _KEY.fullmatch(found):
            self.say(path, "bad-key", key=str(found)[:40])
            return ""
        return found

    def number(self, item: Mapping[str, Any], name: str, path: str) -> float | None:
        found = item.get(name)
        if found is None:
            return None
        if isinstance(found, bool) or not isinstance(found, int | float):
            self.say(path, "not-a-number", name=name)
            return None
        return found

    def section(self, item: Mapping[str, Any], path: str) -> Section:
        questions = self.items(item, "questions", path)
        if not questions:
            self.say(path, "no-questions")
        return Section(
            key=self.key(item, path),
            title=self.text(item, "title", path),
            intro=self.text(item, "intro", path),
            conditions=self.conditions(item, path),
            questions=tuple(self.question(one, f"{path}.questions[{place}]") for place, one in enumerate(questions)),
        )

    def conditions(self, item: Mapping[str, Any], path: str) -> tuple[Condition, ...]:
        found = []
        for one in self.items(item, "show_if", path) if "show_if" in item else []:
            values = one.get("in")
            if not isinstance(values, list) or not values or not all(isinstance(value, str) for value in values):
                self.say(path, "bad-condition")
                continue
            found.append(Condition(str(one.get("question", "")), tuple(values)))
        return tuple(found)

    def options(self, item: Mapping[str, Any], name: str, path: str) -> tuple[Option, ...]:
        found = tuple(
            Option(self.key(one, f"{path}.{name}[{place}]"), self.text({"text": dict(one)}, "text", path, needed=True))
            for place, one in enumerate(self.items(item, name, path))
        )
        keys = [option.key for option in found]
        if len(set(keys)) < len(keys):
            self.say(path, "option-twice", name=name)
        if OTHER in keys:
            self.say(path, "other-is-taken")
        if len(found) > MOST_OPTIONS:
            self.say(path, "too-many-options", limit=MOST_OPTIONS)
        return found

    def question(self, item: Mapping[str, Any], path: str) -> Question:
        kind = item.get("type")
        if kind not in KINDS:
            self.say(path, "unknown-type", type=str(kind)[:40])
            kind = "text"
        steps = item.get("steps", [])
        if not isinstance(steps, list) or not all(isinstance(one, int | float) for one in steps):
            self.say(path, "not-a-list", name="steps")
            steps = []
        found = Question(
            key=self.key(item, path),
            kind=kind,
            text=self.text(item, "text", path, needed=True),
            help=self.text(item, "help", path),
            required=bool(item.get("required", False)),
            options=self.options(item, "options", path),
            rows=self.options(item, "rows", path),
            other=bool(item.get("other", False)) and kind in {"single", "multiple"},
            background=bool(item.get("background", False)),
            most=int(self.number(item, "most", path) or 0),
            low=int(self.number(item, "low", path) if item.get("low") is not None else 1),  # type: ignore[arg-type]
            high=int(self.number(item, "high", path) or 5),
            low_text=self.text(item, "low_text", path),
            high_text=self.text(item, "high_text", path),
            smallest=self.number(item, "smallest", path),
            largest=self.number(item, "largest", path),
            unit=self.text(item, "unit", path),
            steps=tuple(sorted(steps)),
            conditions=self.conditions(item, path),
        )
        self.judge(found, path)
        return found

    def judge(self, question: Question, path: str) -> None:
        if question.kind in WITH_OPTIONS and len(question.options) < 2:
            self.say(path, "too-few-options")
        if question.kind == "matrix" and not question.rows:
            self.say(path, "no-rows")
        if question.kind == "scale" and not 1 <= question.high - question.low <= 10:
            self.say(path, "bad-scale")
        if question.kind == "number" and not question.steps:
            self.say(path, "no-steps")
        if question.background and question.kind not in COUNTED:
            self.say(path, "background-kind")
        if question.background and question.other:
            self.say(path, "background-other")


def _faults_between(found: Questionnaire) -> Iterator[Fault]:
    """What is wrong between questions: keys twice, conditions that look at nothing or not back."""
    if not found.questions:
        yield Fault("document", "no-questions")
    if len(found.questions) > MOST_QUESTIONS:
        yield Fault("document", "too-many-questions", {"limit": MOST_QUESTIONS})
    seen: set[str] = set()
    pages: set[str] = set()
    for place, section in enumerate(found.sections):
        path = f"sections[{place}]"
        if section.key in pages:
            yield Fault(path, "key-twice", {"key": section.key})
        pages.add(section.key)
        earlier = {question.key: question for one in found.sections[:place] for question in one.questions}
        yield from _faulty_conditions(section.conditions, earlier, path)
        for number, question in enumerate(section.questions):
            where = f"{path}.questions[{number}]"
            if question.key in seen:
                yield Fault(where, "key-twice", {"key": question.key})
            seen.add(question.key)
            yield from _faulty_conditions(question.conditions, earlier, where)


def _faulty_conditions(conditions: Sequence[Condition], earlier: Mapping[str, Question], path: str) -> Iterator[Fault]:
    for condition in conditions:
        asked = earlier.get(condition.question)
        if asked is None:
            yield Fault(path, "condition-not-earlier", {"question": condition.question})
        elif asked.kind not in DECIDING:
            yield Fault(path, "condition-kind", {"question": condition.question})
        elif asked.background:
            yield Fault(path, "condition-background", {"question": condition.question})
        elif unknown := set(condition.values) - set(asked.values):
            yield Fault(path, "condition-value", {"question": condition.question, "value": sorted(unknown)[0]})
