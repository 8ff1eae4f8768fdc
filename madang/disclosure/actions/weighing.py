"""Weighing what is held, for the order of the review queue. No official act: it changes nothing but the order."""

from datetime import datetime

from django.utils.timezone import localdate

from madang.accounts.models import Organisation
from madang.disclosure.marking import rules_of
from madang.disclosure.models import Version
from madang.disclosure.risk import Risk, risk_of
from madang.disclosure.suggesting import suggestions

AT_ONCE = 100


def weigh_held(*, at: datetime) -> int:
    """Weigh held versions that were not weighed since they, or the rules of suggestions, changed. How many.

    Each is written by itself, and only if it is still not weighed: safe to run twice at once.
    """
    unweighed = Version.objects.filter(state=Version.State.HELD, risk=None)
    for version in unweighed.select_related("document__organisation", "private_text").order_by("pk")[:AT_ONCE]:
        risk = weighed(version, at=at)
        parts = [{"code": part.code, "count": part.count, "kind": part.kind} for part in risk.parts]
        Version.objects.filter(pk=version.pk, risk=None).update(risk=risk.points, risk_parts=parts)
    return min(AT_ONCE, unweighed.count())


def weighed(version: Version, *, at: datetime) -> Risk:
    rules = [rule.as_rule() for rule in rules_of(version.document.organisation)]
    asked = suggestions(version.private_text.text, rules, on=localdate(at))
    return risk_of(
        version.findings.values_list("kind", "confidence"), [reason["code"] for reason in version.reasons], len(asked)
    )


def weigh_anew(organisation: Organisation | None) -> None:
    """Have the held versions of an agency, or of all, weighed again: a rule changed."""
    held = Version.objects.filter(state=Version.State.HELD)
    if organisation is not None:
        held = held.filter(document__organisation=organisation)
    held.update(risk=None)
