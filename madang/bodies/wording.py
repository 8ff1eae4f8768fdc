"""Duties and standings as sentences, in the language of the page."""

from collections.abc import Mapping

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext, ngettext_lazy, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from madang.bodies.duties import Standing, State
from madang.bodies.models import DutyRule, Meeting

DUTIES: Mapping[str, str | Promise] = {
    "meetings-a-year": ngettext_lazy(
        "Meets at least once a year.", "Meets at least %(number)s times a year.", "number"
    ),
    "meeting-every-months": ngettext_lazy(
        "Meets at least every month.", "Meets at least every %(number)s months.", "number"
    ),
    "conferences-a-year": ngettext_lazy(
        "Holds at least one conference a year.", "Holds at least %(number)s conferences a year.", "number"
    ),
    "minutes-within-days": ngettext_lazy(
        "Publishes its minutes within one day of a meeting.",
        "Publishes its minutes within %(number)s days of a meeting.",
        "number",
    ),
    "minutes-within-working-days": ngettext_lazy(
        "Publishes its minutes within one working day of a meeting.",
        "Publishes its minutes within %(number)s working days of a meeting.",
        "number",
    ),
    "external-share": _("At least %(number)s of every %(denominator)s members come from outside government."),
}
STATES: Mapping[State, str | Promise] = {
    State.KEPT: pgettext_lazy("duty", "Kept"),
    State.DUE: pgettext_lazy("bodies", "To be done"),
    State.BREACH: _("In breach"),
    State.NOT_IN_FORCE: _("Not in force"),
    State.NOT_JUDGED: _("Nothing to judge yet"),
}
TONES = {State.KEPT: "good", State.DUE: "info", State.BREACH: "danger"}
PROGRESS: Mapping[str, str | Promise] = {
    "meetings-a-year": _("%(have)s of %(need)s meetings held."),
    "conferences-a-year": _("%(have)s of %(need)s conferences held."),
    "minutes-within-days": _("Minutes of %(have)s of %(need)s meetings published."),
    "minutes-within-working-days": _("Minutes of %(have)s of %(need)s meetings published."),
    "external-share": _("%(have)s members from outside; %(need)s are needed."),
}


def duty_sentence(rule: DutyRule) -> str:
    """What the duty demands."""
    return str(DUTIES[rule.kind] % {"number": rule.number, "denominator": rule.denominator})


def standing_sentence(rule: DutyRule, standing: Standing) -> str:
    """How the body stands: what was done of what is owed, since when it is behind or by when it must act."""
    parts = []
    if rule.kind in PROGRESS and standing.state not in (State.NOT_IN_FORCE, State.NOT_JUDGED):
        parts.append(str(PROGRESS[rule.kind] % {"have": standing.have, "need": standing.need}))
    if standing.is_breach and standing.since:
        parts.append(str(_("In breach since %(day)s.") % {"day": date_format(standing.since, "DATE_FORMAT")}))
    elif standing.due_on:
        parts.append(str(_("Due by %(day)s.") % {"day": date_format(standing.due_on, "DATE_FORMAT")}))
    return " ".join(parts)


def closing_sentence(meeting: Meeting) -> str:
    """Why a meeting is closed, by which law and until when; empty for an open one."""
    if meeting.is_open:
        return ""
    said = [gettext("Closed to the public: %(reason)s") % {"reason": meeting.closed_reason}]
    if meeting.closed_basis:
        said.append(gettext("Legal basis: %(law)s") % {"law": meeting.closed_basis})
    if meeting.opened_at:
        day = date_format(localdate(meeting.opened_at), "DATE_FORMAT")
        said.append(gettext("Its records were opened on %(day)s.") % {"day": day})
    elif meeting.closed_until:
        said.append(gettext("Closed until %(day)s.") % {"day": date_format(meeting.closed_until, "DATE_FORMAT")})
    return " · ".join(said)
