from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.functional import Promise
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from madang.disclosure.metadata import Fault
from madang.disclosure.models import RANK_LABELS, IntakeFile, Withholding
from madang.disclosure.ranks import Rank
from madang.disclosure.risk_words import part_sentence, risk_label, risk_tone
from madang.disclosure.withholding_words import (
    CHECK_LABELS,
    COPY_PROBLEMS,
    PROVISO_LETTERS,
    QUESTIONS,
    STANDINGS,
    USUAL_REASONS,
)
from madang.disclosure.wording import manifest_fault_sentence, reason_sentence, retention_sentence
from madang.documents.finding_words import kind_label, proviso_sentence
from madang.documents.redaction.passages import MARK

register = template.Library()
register.filter(risk_label)
register.filter(risk_tone)


@register.filter
def sentence(reason: Mapping[str, Any]) -> str | Promise:
    """A kept reason (code, params) as a sentence."""
    return reason_sentence(reason["code"], reason.get("params", {}))


@register.filter
def fault_sentence(fault: Mapping[str, Any]) -> str | Promise:
    """A kept fault of a manifest as a sentence."""
    return manifest_fault_sentence(Fault(**fault))


@register.filter
def identifier_label(kind: str) -> str | Promise:
    """The kind of a finding in words."""
    return kind_label(kind)


@register.filter
def proviso(letter: str) -> str | Promise | None:
    """The proviso of article 9(1)6 to consider."""
    return proviso_sentence(letter or None)


@register.filter
def retention(written: str) -> str | Promise:
    """How long a record is kept, in words."""
    return retention_sentence(written)


@register.simple_tag
def withheld(text: str) -> SafeString:
    """A kept text with its marks in the language of the page, set apart from the words around them."""
    pieces, position = [], 0
    for mark in MARK.finditer(text):
        pieces.append(escape(text[position : mark.start()]))
        words = _("[withheld, item %(items)s]") % {"items": mark[1]}
        pieces.append(format_html('<span class="withheld">{}</span>', words))
        position = mark.end()
    return mark_safe("".join([*pieces, escape(text[position:])]))  # noqa: S308


@register.filter
def scope_label(scope: str) -> str | Promise:
    """What of a document is withheld: a passage, a page, ..."""
    return Withholding.Scope(scope).label


@register.filter
def proviso_letter(letter: str) -> str | Promise:
    """A proviso's letter as the law of the page's language writes it: 가 or (a)."""
    return PROVISO_LETTERS[letter]


@register.filter
def mark_number(mark: str) -> str:
    """The number of the matter behind a mark in the text, `todo-3`."""
    return mark.rsplit("-", 1)[-1]


@register.filter
def mark_state(mark: str) -> str:
    """The state of the matter behind a mark in the text."""
    return mark.rsplit("-", 1)[0]


@register.filter
def copy_tone(state: str) -> str:
    """The badge tone of a copy's state."""
    return {"ready": "good", "published": "good", "held": "danger", "stale": "warning"}.get(state, "info")


@register.filter
def copy_problem(code: str) -> str | Promise:
    """Why a copy could not be made, in words."""
    return COPY_PROBLEMS.get(code, COPY_PROBLEMS["failed"])


@register.filter
def check_label(name: str) -> str | Promise:
    """A check in words."""
    return CHECK_LABELS.get(name, name)


@register.filter
def risk_part(part: Mapping[str, Any]) -> str:
    """A part of a risk in words: `3 names`."""
    return part_sentence(part)


@register.filter
def standing_label(state: str) -> str | Promise:
    """How an agency stands with its criteria."""
    return STANDINGS[state][0] if state in STANDINGS else state


@register.filter
def standing_tone(state: str) -> str:
    """The badge tone of how an agency stands with its criteria."""
    return STANDINGS[state][1]


@register.filter
def usual_reason(item: int) -> str:
    """A first wording of a reason, in the language of official documents; the officer makes it fit."""
    return USUAL_REASONS[item]


@register.filter
def rule_question(question: str | Promise) -> str | Promise:
    """The question of a rule: those that came with the site in the language of the page, an agency's as written."""
    return QUESTIONS.get(str(question), question)


@register.filter
def tone(state: str) -> str:
    """The badge tone of a fate or state."""
    tones = {"published": "good", "waiting": "info", "held": "warning", "refused": "danger"}
    return tones.get(state, "neutral")


@register.filter
def rank_label(code: str) -> str | Promise:
    """A rank's code in words."""
    return RANK_LABELS[Rank(code)] if code else _("not stated")


@register.filter
def fate_label(state: str) -> str | Promise:
    """A fate as a heading."""
    return _("New versions") if state == "new_version" else IntakeFile.State(state).label


@register.filter
def structured_data(script: SafeString) -> SafeString:
    """Turn `json_script`'s element into one of schema.org data; its content is already escaped."""
    return mark_safe(script.replace('type="application/json"', 'type="application/ld+json"'))  # noqa: S308
