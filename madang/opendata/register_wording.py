"""Codes of the open data portal in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from madang.opendata.registerfile import MOST_ROWS, Fault

_FAULTS: dict[str, str | Promise] = {
    "column-missing": _("The column %(column)s is missing."),
    "empty": _("%(column)s is empty."),
    "not-a-day": _("%(column)s: “%(value)s” is not a day like 2026-03-31."),
    "unknown": _("%(column)s: “%(value)s” is not known."),
    "no-reason": _("Closed data needs a reason of article 17(1): 17-1-1 or 17-1-2."),
    "no-item": _("Reason 17-1-1 needs the items of article 9(1), such as 5;6."),
    "no-planned-day": _("Planned data needs the day on which it is to be open."),
    "before-held": _("%(column)s: %(value)s lies before the day from which the data is held or stated."),
    "twice": _("The number %(value)s stands in the file twice; the first line counts."),
    "too-many-rows": _("A file may have at most %(most)s lines; the rest was not read."),
    "agency": _("“%(value)s” is no agency whose register you keep."),
    "future": _("%(value)s has not come yet, or the entry begins or ends later than today."),
    "identifier": _("The text holds what looks like a personal identifier."),
    "not-in-order": _("A later statement stands in the register; what was stated is not rewritten."),
}


def fault_sentence(fault: Fault) -> str:
    """What is wrong in a line of a register file."""
    values = {"column": fault.column, "value": fault.value, "most": MOST_ROWS}
    return str(_FAULTS.get(fault.code, fault.code)) % values
