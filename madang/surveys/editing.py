"""Changing the document of a questionnaire: what the desk's forms say becomes sections and questions.

Pure: documents in, documents out; whether the result is a questionnaire is for `read_questionnaire` to say.
"""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

Document = dict[str, Any]
Said = Mapping[str, Any]


def with_question(document: Mapping[str, Any], said: Said, *, replaces: str = "") -> Document:
    """The document with a question as a form said it, in the place of `replaces` or at the end of its page."""
    found, question = deepcopy(dict(document)), question_of(said)
    sections = found.setdefault("sections", [])
    if replaces:
        for section in sections:
            for place, old in enumerate(section["questions"]):
                if old["key"] == replaces and section["key"] == said["page"]:
                    section["questions"][place] = question
                    return found
        found = without_question(found, replaces)
        sections = found["sections"]
    section = next((one for one in sections if one["key"] == said["page"]), None)
    if section is None:
        section = {"key": said["page"], "questions": []}
        sections.append(section)
    section["questions"].append(question)
    return found


def without_question(document: Mapping[str, Any], key: str) -> Document:
    """The document without a question, and without its page if that is empty then."""
    found = deepcopy(dict(document))
    for section in found["sections"]:
        section["questions"] = [question for question in section["questions"] if question["key"] != key]
    found["sections"] = [section for section in found["sections"] if section["questions"]]
    return found


def moved_up(document: Mapping[str, Any], key: str) -> Document:
    """The document with a question one place earlier; the first of a page goes to the end of the page before."""
    found = deepcopy(dict(document))
    for number, section in enumerate(found["sections"]):
        questions = section["questions"]
        place = next((place for place, question in enumerate(questions) if question["key"] == key), None)
        if place is None:
            continue
        if place:
            questions[place - 1], questions[place] = questions[place], questions[place - 1]
        elif number:
            found["sections"][number - 1]["questions"].append(questions.pop(0))
        break
    found["sections"] = [section for section in found["sections"] if section["questions"]]
    return found


def with_page(document: Mapping[str, Any], key: str, said: Said) -> Document:
    """The document with the words and conditions of a page as a form said them."""
    found = deepcopy(dict(document))
    for section in found["sections"]:
        if section["key"] == key:
            section["title"] = {"ko": said["title_ko"], "en": said["title_en"]}
            section["intro"] = {"ko": said["intro_ko"], "en": said["intro_en"]}
            section["show_if"] = conditions_of(said["show_if"])
    return found


def question_of(said: Said) -> Document:
    """A question's part of the document, without what its type does not have."""
    kind = said["type"]
    found: Document = {
        "key": said["key"],
        "type": kind,
        "text": {"ko": said["text_ko"], "en": said["text_en"]},
        "help": {"ko": said["help_ko"], "en": said["help_en"]},
        "required": bool(said["required"]),
        "background": bool(said["background"]),
    }
    if said["show_if"].strip():
        found["show_if"] = conditions_of(said["show_if"])
    if kind in {"single", "multiple", "matrix", "ranking"}:
        found["options"] = options_of(said["options"])
    if kind in {"single", "multiple"}:
        found["other"] = bool(said["other"])
    if kind == "matrix":
        found["rows"] = options_of(said["rows"])
    if kind in {"multiple", "ranking"} and said["most"]:
        found["most"] = said["most"]
    if kind == "scale":
        found |= {name: said[name] for name in ("low", "high") if said[name] is not None}
        found |= {name: pair_of(said[name]) for name in ("low_text", "high_text")}
    if kind == "number":
        found |= {name: said[name] for name in ("smallest", "largest") if said[name] is not None}
        found |= {"unit": pair_of(said["unit"]), "steps": numbers_of(said["steps"])}
    return found


def options_of(text: str) -> list[Document]:
    """Lines `key | Korean | English`."""
    found = []
    for line in text.splitlines():
        if line.strip():
            parts = [part.strip() for part in line.split("|")]
            found.append({"key": parts[0], "ko": "".join(parts[1:2]), "en": "".join(parts[2:3])})
    return found


def pair_of(text: str) -> dict[str, str]:
    """`Korean | English`."""
    korean, _bar, english = text.partition("|")
    return {"ko": korean.strip(), "en": english.strip()}


def numbers_of(text: str) -> list[Any]:
    """Numbers separated by commas; what is none stays as it is, for the reader to find."""
    found: list[Any] = []
    for part in text.replace(";", ",").split(","):
        if part.strip():
            try:
                number = float(part)
                found.append(int(number) if number.is_integer() else number)
            except ValueError:
                found.append(part.strip())
    return found


def conditions_of(text: str) -> list[Document]:
    """Lines `question = answer, answer`."""
    found = []
    for line in text.splitlines():
        if line.strip():
            question, _sign, values = line.partition("=")
            chosen = [value.strip() for value in values.split(",") if value.strip()]
            found.append({"question": question.strip(), "in": chosen})
    return found


def as_said(document: Mapping[str, Any], key: str) -> Document | None:
    """What the form of a question begins with; None if there is no such question."""
    for section in document.get("sections", []):
        for question in section["questions"]:
            if question["key"] == key:
                return _said(question) | {"page": section["key"]}
    return None


def _said(question: Said) -> Document:
    found = {name: question.get(name) for name in ("key", "type", "required", "background", "other", "most", "low")}
    found |= {name: question.get(name) for name in ("high", "smallest", "largest")}
    for name in ("text", "help"):
        words = question.get(name) or {}
        found |= {f"{name}_ko": words.get("ko", ""), f"{name}_en": words.get("en", "")}
    for name in ("low_text", "high_text", "unit"):
        words = question.get(name) or {}
        found[name] = " | ".join(part for part in (words.get("ko"), words.get("en")) if part)
    for name in ("options", "rows"):
        lines = [" | ".join([one["key"], one.get("ko", ""), one.get("en", "")]) for one in question.get(name) or []]
        found[name] = "\n".join(lines)
    found["steps"] = ", ".join(f"{step:g}" for step in question.get("steps") or [])
    found["show_if"] = conditions_as_text(question)
    return found


def conditions_as_text(item: Said) -> str:
    return "\n".join(f"{one['question']} = {', '.join(one['in'])}" for one in item.get("show_if") or [])


def page_as_said(section: Said) -> Document:
    """What the form of a page begins with."""
    found = {"show_if": conditions_as_text(section)}
    for name in ("title", "intro"):
        words = section.get(name) or {}
        found |= {f"{name}_ko": words.get("ko", ""), f"{name}_en": words.get("en", "")}
    return found
