"""The lines of a scorecard: which metric, what it means, and how it is shown. Words and order; no numbers."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Line:
    """One number of the card. metric: its key in the registry. is_share: shown with the interval it may lie in.

    is_high_good: None for what says nothing about how well an agency does.
    """

    code: str
    metric: str
    title: str | Promise
    definition: str | Promise
    is_share: bool
    is_high_good: bool | None


LINES = (
    Line(
        "timeliness",
        "disclosure.decided_in_time",
        _("Requests decided in time"),
        _(
            "First decisions made on or before their legal day, of all decisions that were made or were overdue. "
            "The legal day is ten working days after receipt, twenty with an extension (articles 11 and 29)."
        ),
        is_share=True,
        is_high_good=True,
    ),
    Line(
        "refused",
        "disclosure.requests_refused",
        _("Requests refused"),
        _("Decisions to disclose nothing of what was asked for, of all decisions."),
        is_share=True,
        is_high_good=None,
    ),
    Line(
        "overturned",
        "disclosure.objections_upheld",
        _("Objections that changed the decision"),
        _(
            "Objections that were granted in whole or in part, of all objections decided. "
            "Many mean that refusals were hasty."
        ),
        is_share=True,
        is_high_good=False,
    ),
    Line(
        "fees",
        "disclosure.fees_lowered",
        _("Fees that were lowered"),
        _(
            "Decisions to disclose in which the fee was lowered or waived, of all for which the table sets a fee "
            "(Act article 17, Decree article 17)."
        ),
        is_share=True,
        is_high_good=None,
    ),
    Line(
        "promises",
        "disclosure.promises_kept",
        _("Promises of disclosure kept in time"),
        _("Promises on the lists fulfilled by their day, of all that were due (article 7)."),
        is_share=True,
        is_high_good=True,
    ),
    Line(
        "whole",
        "disclosure.published_whole",
        _("Documents published whole"),
        _("Documents first made public whole, of all made public: whole, in part, or as a listing without content."),
        is_share=True,
        is_high_good=True,
    ),
    Line(
        "days",
        "disclosure.days_to_publish",
        _("Days from approval to publication"),
        _("The median of the days from an official's approval to the first publication of the whole document."),
        is_share=False,
        is_high_good=False,
    ),
    Line(
        "audit",
        "disclosure.audited_without_fault",
        _("Audited records without a fault"),
        _("Records drawn by lot and re-examined by the watch group in which no fault was found, of all re-examined."),
        is_share=True,
        is_high_good=True,
    ),
    Line(
        "answers",
        "disclosure.findings_answered_in_time",
        _("Audit findings answered in time"),
        _("Findings of the watch group that the agency answered by the day set, of all whose day has come."),
        is_share=True,
        is_high_good=True,
    ),
)
ITEMS = range(1, 9)
FEWEST = 30
"""Below so many records a share is shown as an interval only, and agencies are not put in order by it."""


def line_of(code: str) -> Line | None:
    return next((line for line in LINES if line.code == code), None)
