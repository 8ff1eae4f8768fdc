"""The self-assessment report, as a page and as tagged PDF, in the language of the page."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from madang.accounts.middleware import ViewerRequest
from madang.documents.typesetting import typeset
from madang.plans import queries
from madang.plans.models import in_language
from madang.plans.queries import CommitmentReport, Report, Standing
from madang.plans.views.common import asked_day, day_context, found_version
from madang.plans.wording import SCALE_LABELS, amount, code_label, state_label, target_sentence

TEMPLATE = Path(__file__).parent.parent / "papers" / "report.typ"
Linked = dict[str, str]


@require_safe
def report(request: ViewerRequest, slug: str) -> HttpResponse:
    version, day = found_version(request, slug), asked_day(request)
    context = {"edition": version, "report": queries.report_of(version, request.viewer, on=day), **day_context(day)}
    return render(request, "plans/report.html", context)


@require_safe
def report_pdf(request: ViewerRequest, slug: str) -> HttpResponse:
    version, day = found_version(request, slug), asked_day(request)
    found = queries.report_of(version, request.viewer, on=day)
    response = HttpResponse(typeset(TEMPLATE, paper(found), at=now()), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{slug}-{day}.pdf"'
    return response


def paper(report: Report) -> dict[str, Any]:
    """What the paper says, every figure with the address of what is behind it."""
    version, register = report.version, report.register
    states = [[str(state_label(state)), str(count)] for state, count in report.overview.counts.items()]
    address = settings.SITE_URL + reverse("plans:report", args=[version.plan.slug]) + f"?on={report.on}"
    return {
        "title": _("Self-assessment report: %(plan)s") % {"plan": version.title},
        "facts": [
            [_("Jurisdiction"), version.jurisdiction],
            [_("Term"), f"{version.starts_on} – {version.ends_on}"],
            [_("As of"), str(report.on)],
            [_("Version of the plan"), f"{version.number} (SHA-256 {version.content_sha256[:16]}…)"],
            [_("Kept in the public ledger"), report.snapshot.ref if report.snapshot else _("not this day")],
        ],
        "method": method(report),
        "address": address,
        "states_title": _("Where the promises stand"),
        "states_head": [_("State"), _("Promises")],
        "states": states,
        "register_title": _("Who was heard"),
        "register": [
            [_("Consultations"), str(register.consultations)],
            [_("People heard"), str(register.people)],
            [_("Contributions"), str(register.contributions)],
            [_("answered"), str(register.answered)],
            [_("Overdue for an answer"), str(register.overdue)],
            [_("Minutes missing"), str(register.without_minutes)],
        ],
        "head": [_("Statement"), _("Target"), _("Due"), _("Measured"), _("Reported"), _("State")],
        "commitments": [commitment(one) for one in report.commitments],
        "gaps_title": _("What cannot be measured, and why"),
        "gaps": [f"{one.milestone.key} {one.milestone.title}: {one.why_not}" for one in report.not_measurable],
        "verify_title": _("Check it yourself"),
        "verify": _("Every figure leads to its records. Measure the day again with the command: %(command)s")
        % {"command": f"madang plan measure --plan {version.plan.slug} --at {report.on}"},
    }


def method(report: Report) -> str:
    """How the figures came to be, in a sentence or two."""
    if not report.version.is_measured:
        return _(
            "This report is made from the figures reported for the plan, each with its source. Nobody typed a state."
        )
    return _("This report is made by this site from dated records. Nobody typed a measured figure or a state.")


def commitment(one: CommitmentReport) -> dict[str, Any]:
    about = one.commitment
    leads = ", ".join(in_language(office["ko"], office["en"]) for office in about.leads)
    said = {"said": one.contributions, "answered": one.answered, "consultations": len(one.consultations)}
    return {
        "title": str(about),
        "address": settings.SITE_URL + about.get_absolute_url(),
        "promise": about.promise,
        "leads": leads or _("The plan names no organisation that leads this commitment."),
        "leads_title": _("Responsible"),
        "rows": [row(standing) for standing in [*one.promises, *one.baselines]],
        "heard": _("%(consultations)d consultations; %(said)d contributions, %(answered)d of them answered.") % said,
        "notes_title": _("What offices say of it"),
        "notes": [f"{note.milestone_key} · {note.office} · {note.on}: {note.text}" for note in one.notes],
        "codings_title": _("What independent reviewers say"),
        "codings": [
            f"{coding.review.get_stage_display()}: "
            + ", ".join(f"{SCALE_LABELS[scale]} {code_label(scale, code)}" for scale, code in coding.codes.items())
            for coding in one.codings
        ],
    }


def row(standing: Standing) -> dict[str, Linked]:
    """One line of the table: text and address of each cell."""
    about = standing.milestone
    page = settings.SITE_URL + about.get_absolute_url() + f"?on={standing.on}"
    due = str(about.due_on) if about.has_due_day else _("none named")
    state = str(standing.state_label) if about.is_promise else about.get_kind_display()
    if standing.basis == "reported" and about.is_promise:
        state += f" ({_('reported')})"
    return {
        "name": {"text": f"{about.key} {about.title}", "url": page},
        "target": {"text": target_sentence(about.comparator, about.target, about.unit), "url": ""},
        "due": {"text": due if about.is_promise else "–", "url": ""},
        "measured": measured(standing, page),
        "reported": reported(standing, page),
        "state": {"text": state, "url": ""},
    }


def measured(standing: Standing, page: str) -> Linked:
    found = standing.measured
    if found is None or found.value is None:
        return {"text": _("not measured"), "url": page}
    text = amount(found.value, standing.milestone.unit)
    if found.denominator:
        text += f" ({found.numerator} / {found.denominator})"
    return {"text": text, "url": settings.SITE_URL + found.records_url if found.records_url else page}


def reported(standing: Standing, page: str) -> Linked:
    figure = standing.reported
    if figure is None:
        return {"text": "–", "url": ""}
    text = f"{amount(figure.value, standing.milestone.unit)}, {figure.on}: {figure.source}"
    return {"text": text, "url": page}
