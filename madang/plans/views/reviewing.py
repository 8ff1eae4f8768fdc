"""The pages of independent review."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madang.accounts.middleware import ViewerRequest
from madang.accounts.models import Organisation
from madang.plans import actions, queries
from madang.plans.forms import CodingForm, ReviewForm, SummaryForm, TextForm
from madang.plans.models import Coding, Commitment, Review
from madang.plans.views.common import found_version, tried, who_acts


@require_safe
def reviews(request: ViewerRequest, slug: str) -> HttpResponse:
    version = found_version(request, slug)
    context = {
        "edition": version,
        "reviews": queries.reviews_of(version.plan, request.viewer),
        "may_review": bool(actions.organisations_to_review_for(request.viewer)),
    }
    return render(request, "plans/reviews.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: ViewerRequest, slug: str) -> HttpResponse:
    version = found_version(request, slug)
    organisations = actions.organisations_to_review_for(request.viewer)
    if not organisations:
        raise PermissionDenied
    form = ReviewForm(request.POST or None, organisations=organisations)
    made: list[Review] = []

    def act() -> None:
        said = form.cleaned_data
        organisation = Organisation.objects.get(code=said["organisation"])
        made.append(
            actions.begin_review(
                version=version,
                organisation=organisation,
                stage=said["stage"],
                method=said["method"],
                by=who_acts(request),
                at=now(),
            )
        )

    if request.method == "POST" and tried(form, act):
        return redirect(made[0])
    context = {"edition": version, "form": form}
    return render(request, "plans/review_new.html", context, status=422 if form.errors else 200)


def found_review(request: ViewerRequest, slug: str, number: int) -> Review:
    found = queries.find_review(found_version(request, slug).plan, number, request.viewer)
    if found is None:
        raise Http404
    return found


@require_safe
def review(request: ViewerRequest, slug: str, number: int) -> HttpResponse:
    return show(request, slug, number)


def show(
    request: ViewerRequest,
    slug: str,
    number: int,
    forms: dict[str, Form | str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """A review, with the computed states of each commitment beside its codes."""
    found = found_review(request, slug, number)
    day = localdate(found.published_at) if found.published_at else localdate()
    overview = {one.commitment.key: one for one in queries.plan_overview(found.version, on=day).commitments}
    rows = [
        (one, overview[one.commitment.key], actions.office_for(one.commitment, request.viewer) is not None)
        for one in queries.coded(found)
    ]
    context = {
        "edition": found.version,
        "review": found,
        "rows": rows,
        "day": day,
        "is_draft": found.published_at is None,
        "summary_form": SummaryForm(initial={"summary_ko": found.summary_ko, "summary_en": found.summary_en}),
        "answer_form": TextForm(),
        **(forms or {}),
    }
    return render(request, "plans/review.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: ViewerRequest, slug: str, number: int, key: str) -> HttpResponse:
    """The codes of one commitment in a draft."""
    found = found_review(request, slug, number)
    if found.published_at is not None:
        return redirect(found)
    about = get_object_or_404(Commitment.objects.select_related("version__plan"), version=found.version, key=key)
    coding = found.codings.filter(commitment_key=key).first()
    form = CodingForm(request.POST or None, scales=found.scales, initial=coding_initial(coding))

    def act() -> None:
        actions.code_commitment(review=found, commitment_key=key, **form.acts, by=who_acts(request), at=now())

    if request.method == "POST" and tried(form, act):
        return redirect(found)
    standings = queries.standings_of(found.version, on=localdate(), commitment=key)
    context = {"edition": found.version, "review": found, "commitment": about, "form": form}
    context |= {"standings": [one for one in standings if one.milestone.is_promise], "day_query": ""}
    context |= {"said": queries.said_about(found.plan, key, request.viewer)[:20]}
    return render(request, "plans/coding.html", context, status=422 if form.errors else 200)


def coding_initial(coding: Coding | None) -> dict[str, object]:
    if coding is None:
        return {}
    return {
        **coding.codes,
        "values": coding.values,
        "reason": coding.reason,
        "evidence": "\n".join(coding.evidence),
    }


@require_POST
@login_required
def publish(request: ViewerRequest, slug: str, number: int) -> HttpResponse:
    found = found_review(request, slug, number)
    form, by = SummaryForm(request.POST), who_acts(request)
    if tried(form, lambda: actions.publish_review(review=found, **form.cleaned_data, by=by, at=now())):
        return redirect(found)
    return show(request, slug, number, {"summary_form": form}, status=422)


@require_POST
@login_required
def answer(request: ViewerRequest, slug: str, number: int, key: str) -> HttpResponse:
    """Government's answer to a coding."""
    found = found_review(request, slug, number)
    coding = get_object_or_404(Coding.objects.select_related("review__version"), review=found, commitment_key=key)
    form, by = TextForm(request.POST), who_acts(request)
    if tried(form, lambda: actions.answer_coding(coding=coding, **form.cleaned_data, by=by, at=now())):
        return redirect(found)
    return show(request, slug, number, {"answer_form": form, "answering": key}, status=422)
