"""The pages of the consultation register."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madang.accounts import audit
from madang.accounts.middleware import ViewerRequest
from madang.accounts.models import Organisation
from madang.plans import actions, queries
from madang.plans.forms import (
    AnswerForm,
    ConsultationForm,
    ContributionForm,
    HeardForm,
    MinutesForm,
    ModerationForm,
)
from madang.plans.models import Commitment, Consultation, Contribution, PlanVersion
from madang.plans.views.common import Row, as_csv, cell, found_version, tried, who_acts

PER_PAGE = 30


@require_safe
def register(request: ViewerRequest, slug: str) -> HttpResponse:
    """Every consultation on a plan, with filters."""
    version = found_version(request, slug)
    asked = {name: request.GET.get(name, "").strip() for name in ("kind", "commitment", "q")}
    found = queries.consultations_of(
        version.plan, request.viewer, kind=asked["kind"], commitment=asked["commitment"], words=asked["q"]
    )
    kept = request.GET.copy()
    kept.pop("page", None)
    context = {
        "edition": version,
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "query": kept.urlencode(),
        "asked": asked,
        "kinds": Consultation.Kind.choices,
        "commitments": version.commitments.order_by("position"),
        "totals": queries.totals(version.plan, request.viewer, on=localdate()),
        "open": queries.open_periods(version.plan, request.viewer, at=now()),
        "may_announce": bool(announcing(request, version)),
        "today": localdate(),
    }
    return render(request, "plans/consultations.html", context)


def announcing(request: ViewerRequest, version: PlanVersion) -> list[Organisation]:
    """The organisations for which the viewer may announce a consultation."""
    codes = actions.organisations_of(version.plan)
    found = Organisation.objects.filter(code__in=codes).order_by("code")
    return [one for one in found if actions.office_announcing(version.plan, one, request.viewer)]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def announce(request: ViewerRequest, slug: str) -> HttpResponse:
    version = found_version(request, slug)
    organisations = announcing(request, version)
    if not organisations:
        raise PermissionDenied
    choices: dict[str, Any] = {"organisations": organisations, "commitments": version.commitments.order_by("position")}
    form = ConsultationForm(request.POST or None, **choices)

    def act() -> None:
        said = dict(form.cleaned_data)
        organisation = next(one for one in organisations if one.code == said.pop("organisation"))
        said["commitments"] = tuple(said["commitments"])
        made = actions.announce_consultation(
            plan=version.plan,
            organisation=organisation,
            announcement=actions.Announcement(**said),
            by=who_acts(request),
            at=now(),
        )
        form.made = made  # type: ignore[attr-defined]

    if request.method == "POST" and tried(form, act):
        return redirect(form.made)  # type: ignore[attr-defined]
    context = {"edition": version, "form": form}
    return render(request, "plans/announce.html", context, status=422 if form.errors else 200)


def found_consultation(request: ViewerRequest, version: PlanVersion, number: int) -> Consultation:
    found = queries.find_consultation(version.plan, number, request.viewer)
    if found is None:
        raise Http404
    return found


@require_safe
def consultation(request: ViewerRequest, slug: str, number: int) -> HttpResponse:
    return show(request, slug, number)


def show(
    request: ViewerRequest, slug: str, number: int, forms: dict[str, Form] | None = None, status: int = 200
) -> HttpResponse:
    """One consultation with everything that was said and what became of it; `forms` replaces those with faults."""
    version = found_version(request, slug)
    found = found_consultation(request, version, number)
    asked = {name: request.GET.get(name, "").strip() for name in ("commitment", "q", "unanswered")}
    said = queries.contributions_to(
        found,
        request.viewer,
        commitment=asked["commitment"],
        words=asked["q"],
        unanswered=asked["unanswered"] == "1",
    )
    kept = request.GET.copy()
    kept.pop("page", None)
    about = concerned(version, found)
    context = {
        "edition": version,
        "consultation": found,
        "page": Paginator(said, PER_PAGE).get_page(request.GET.get("page")),
        "query": kept.urlencode(),
        "asked": asked,
        "concerned": about,
        "is_open": found.is_open(at=now()),
        "runs": actions.office_running(found, request.viewer) is not None,
        "say_form": ContributionForm(commitments=about, initial={"commitment_key": asked["commitment"]}),
        "note_form": ContributionForm(commitments=about, prefix="note"),
        "heard_form": heard_form(found),
        "minutes_form": MinutesForm(initial={"text": found.minutes}),
        "today": localdate(),
        "lacks_minutes": found.lacks_minutes(on=localdate()),
        **(forms or {}),
    }
    return render(request, "plans/consultation.html", context, status=status)


def concerned(version: PlanVersion, found: Consultation) -> list[Commitment]:
    commitments = version.commitments.order_by("position").select_related("version__plan")
    return [one for one in commitments if found.concerns(one.key)]


def heard_form(found: Consultation) -> HeardForm:
    initial: dict[str, object] = {}
    for one in found.heard.all():
        initial |= {f"people_{one.sector}": one.people, f"group_{one.sector}": one.group}
    return HeardForm(initial=initial)


@require_POST
@login_required
def say(request: ViewerRequest, slug: str, number: int) -> HttpResponse:
    """Contribute to an open comment period."""
    version = found_version(request, slug)
    found = found_consultation(request, version, number)
    form = ContributionForm(request.POST, commitments=concerned(version, found))

    def act() -> None:
        by = who_acts(request)
        made = actions.submit_contribution(consultation=found, **form.cleaned_data, by=by, at=now())
        if made.is_public:
            messages.success(request, _("Your comment is published. Its answer will stand under it."))
        else:
            messages.warning(
                request, _("Your comment may identify a person, so a moderator looks at it before it is published.")
            )

    if tried(form, act):
        return redirect(found)
    return show(request, slug, number, {"say_form": form}, status=422)


@require_POST
@login_required
def note(request: ViewerRequest, slug: str, number: int) -> HttpResponse:
    """Enter what was said elsewhere."""
    version = found_version(request, slug)
    found = found_consultation(request, version, number)
    form = ContributionForm(request.POST, commitments=concerned(version, found), prefix="note")
    by = who_acts(request)
    if tried(form, lambda: actions.note_contribution(consultation=found, **form.cleaned_data, by=by, at=now())):
        return redirect(found)
    return show(request, slug, number, {"note_form": form}, status=422)


@require_POST
@login_required
def heard(request: ViewerRequest, slug: str, number: int) -> HttpResponse:
    found = found_consultation(request, found_version(request, slug), number)
    form, by = HeardForm(request.POST), who_acts(request)
    if tried(form, lambda: actions.record_heard(consultation=found, groups=form.groups, by=by, at=now())):
        return redirect(found)
    return show(request, slug, number, {"heard_form": form}, status=422)


@require_POST
@login_required
def minutes(request: ViewerRequest, slug: str, number: int) -> HttpResponse:
    found = found_consultation(request, found_version(request, slug), number)
    form, by = MinutesForm(request.POST), who_acts(request)
    if tried(form, lambda: actions.publish_minutes(consultation=found, **form.cleaned_data, by=by, at=now())):
        return redirect(found)
    return show(request, slug, number, {"minutes_form": form}, status=422)


def found_contribution(request: ViewerRequest, slug: str, number: int, code: UUID) -> Contribution:
    seen = Contribution.objects.visible_to(request.viewer).select_related(
        "consultation__plan", "consultation__organisation"
    )
    return get_object_or_404(seen, code=code, consultation__plan__slug=slug, consultation__number=number)


@require_safe
def contribution(request: ViewerRequest, slug: str, number: int, code: UUID) -> HttpResponse:
    return show_contribution(request, slug, number, code)


def show_contribution(
    request: ViewerRequest,
    slug: str,
    number: int,
    code: UUID,
    forms: dict[str, Form] | None = None,
    status: int = 200,
) -> HttpResponse:
    version = found_version(request, slug)
    found = found_contribution(request, slug, number, code)
    if not found.is_public and found.author != request.viewer.user:
        audit.look(request.viewer, found.ref, at=now())
    context = {
        "edition": version,
        "consultation": found.consultation,
        "contribution": found,
        "answers": found.answers.order_by("-answered_at", "-pk"),
        "is_own": request.viewer.user is not None and found.author_id == request.viewer.user.pk,
        "answers_it": found.is_public and actions.office_to_answer(found, request.viewer) is not None,
        "moderates": found.ended_at is None
        and actions.office_moderating(found.consultation, request.viewer) is not None,
        "answer_form": AnswerForm(),
        "moderation_form": ModerationForm(),
        "today": localdate(),
        **(forms or {}),
    }
    return render(request, "plans/contribution.html", context, status=status)


@require_POST
@login_required
def answer(request: ViewerRequest, slug: str, number: int, code: UUID) -> HttpResponse:
    found = found_contribution(request, slug, number, code)
    form, by = AnswerForm(request.POST), who_acts(request)
    if tried(form, lambda: actions.answer_contribution(contribution=found, **form.cleaned_data, by=by, at=now())):
        return redirect("plans:contribution", slug, number, code)
    return show_contribution(request, slug, number, code, {"answer_form": form}, status=422)


@require_POST
@login_required
def moderate(request: ViewerRequest, slug: str, number: int, code: UUID) -> HttpResponse:
    found = found_contribution(request, slug, number, code)
    form, by = ModerationForm(request.POST), who_acts(request)
    if tried(form, lambda: actions.moderate_contribution(contribution=found, **form.cleaned_data, by=by, at=now())):
        return redirect("plans:desk")
    return show_contribution(request, slug, number, code, {"moderation_form": form}, status=422)


@require_POST
@login_required
def withdraw(request: ViewerRequest, slug: str, number: int, code: UUID) -> HttpResponse:
    found = found_contribution(request, slug, number, code)
    actions.withdraw_contribution(contribution=found, by=who_acts(request), at=now())
    messages.success(request, _("Your comment is withdrawn."))
    return redirect(found.consultation)


@require_safe
def unanswered(request: ViewerRequest, slug: str) -> HttpResponse:
    """What has waited longer for an answer than was promised."""
    version = found_version(request, slug)
    waiting = queries.unanswered(version.plan, request.viewer, on=localdate())
    page = Paginator(waiting, PER_PAGE).get_page(request.GET.get("page"))
    context = {"edition": version, "page": page, "query": "", "today": localdate()}
    return render(request, "plans/unanswered.html", context)


@login_required
@require_safe
def desk(request: ViewerRequest) -> HttpResponse:
    """What waits for an official: comments to moderate, answers and minutes that are due, drafts of reviews."""
    if not request.viewer.is_official:
        raise PermissionDenied
    context = {"desk": queries.plans_desk(request.viewer, on=localdate()), "today": localdate()}
    return render(request, "plans/desk.html", context)


@require_safe
def consultations_csv(request: ViewerRequest, slug: str) -> HttpResponse:
    """The register, one line a consultation."""
    version = found_version(request, slug)
    head = ["number", "kind", "title_ko", "title_en", "commitments", "organisation", "opens_at", "closes_at"]
    head += ["people", "contributions", "answered", "minutes_at"]
    rows = [_consultation_row(one) for one in queries.consultations_of(version.plan, request.viewer)]
    return as_csv(f"{slug}-consultations", [head, *rows])


def _consultation_row(one: Any) -> Row:
    plain = [one.number, one.kind, one.title_ko, one.title_en, " ".join(one.commitments), one.organisation.code]
    plain += [one.opens_at.isoformat(), one.closes_at.isoformat(), sum(group.people for group in one.heard.all())]
    plain += [one.said, one.answered, one.minutes_at.isoformat() if one.minutes_at else ""]
    return [cell(value) for value in plain]


@require_safe
def contributions_csv(request: ViewerRequest, slug: str) -> HttpResponse:
    """Everything public that was said, with what became of it. Who said it is not in it."""
    version = found_version(request, slug)
    head = ["consultation", "contribution", "commitment", "shown_as", "submitted_at", "text", "answer_due_on"]
    head += ["outcome", "reason", "change", "office", "answered_at"]
    rows = [_contribution_row(one) for one in queries.all_contributions(version.plan, request.viewer)]
    return as_csv(f"{slug}-contributions", [head, *rows])


def _contribution_row(one: Contribution) -> Row:
    newest = next(iter(one.answers.all()), None)
    plain: list[object] = [one.consultation.number, one.code, one.commitment_key, one.shown_as]
    plain += [one.submitted_at.isoformat(), one.text, one.answer_due_on]
    if newest:
        plain += [newest.outcome, newest.reason, newest.change, newest.office, newest.answered_at.isoformat()]
    return [cell(value) for value in plain]
