from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from madang.disclosure.metadata import Fault
from madang.disclosure.models import RANK_LABELS, IntakeFile
from madang.disclosure.ranks import Rank
from madang.disclosure.wording import manifest_fault_sentence, reason_sentence, retention_sentence
from madang.documents.finding_words import kind_label, proviso_sentence

register = template.Library()


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
