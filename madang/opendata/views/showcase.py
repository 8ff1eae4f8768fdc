"""The showcase of what was made with data, and best practices: lists, pages, submitting, and the office's desk."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from madang.accounts.middleware import ViewerRequest
from madang.accounts.models import Role
from madang.accounts.viewers import PUBLIC
from madang.opendata.actions import showcase as actions
from madang.opendata.forms import showcase as forms
from madang.opendata.models import BestPractice, Dataset, Reuse
from madang.opendata.queries import showcase as queries
from madang.opendata.views.shared import csv_response, form_page, no_desk, paged, person, submitted

Step = tuple[type[Form], Callable[..., object], Any]
STEPS: dict[str, Step] = {
    "publish": (forms.PublishForm, actions.publish_reuse, gettext_lazy("Take it into the showcase")),
    "refuse": (forms.ReasonForm, actions.refuse_reuse, gettext_lazy("Do not take it")),
    "withdraw": (forms.ReasonForm, actions.withdraw_reuse, gettext_lazy("Take it out of the showcase")),
}
CSV_COLUMNS = (
    "code",
    "kind",
    "title",
    "maker",
    "address",
    "datasets",
    "submitted_at",
    "published_at",
    "link",
    "link_checked_at",
    "url",
)
PRACTICE_COLUMNS = ("code", "agency", "title", "done", "outcome", "source", "datasets", "published_at", "url")


def crumbs(last: str = "") -> list[tuple[str, str]]:
    start = [(_("Open data"), reverse("opendata:datasets"))]
    here = (_("Showcase"), reverse("opendata:showcase") if last else "")
    return [*start, here, *([(last, "")] if last else [])]


def practice_crumbs(last: str = "") -> list[tuple[str, str]]:
    start = [(_("Open data"), reverse("opendata:datasets"))]
    here = (_("Best practices"), reverse("opendata:practices") if last else "")
    return [*start, here, *([(last, "")] if last else [])]


@require_safe
def showcase(request: ViewerRequest) -> HttpResponse:
    """What was made with the data; `?mine=1` shows what the viewer submitted, with its state."""
    form = forms.ReuseFilterForm(request.GET)
    wanted = form.read()
    is_mine = bool(request.GET.get("mine")) and request.viewer.user is not None
    found = queries.reuses(request.viewer, queries.Wanted(is_own=True) if is_mine else wanted)
    dataset = Dataset.objects.visible_to(PUBLIC).filter(slug=wanted.dataset).first() if wanted.dataset else None
    context = {"form": form, **paged(request, found), "is_mine": is_mine, "dataset": dataset, "crumbs": crumbs()}
    return render(request, "opendata/showcase.html", context)


@require_safe
def export(request: ViewerRequest) -> StreamingHttpResponse:
    """The narrowed showcase as CSV, whole."""
    found = queries.reuses(PUBLIC, forms.ReuseFilterForm(request.GET).read())
    rows = (csv_row(one) for one in found.iterator(chunk_size=500))
    return csv_response(CSV_COLUMNS, rows, name=f"data-showcase-{localdate()}.csv")


def csv_row(one: Reuse) -> tuple[object, ...]:
    head = (one.code, one.kind, one.title, one.maker, one.url, " ".join(used.slug for used in one.used))  # type: ignore[attr-defined]
    moments = (one.submitted_at, one.decided_at)
    link = (one.link, one.link_checked_at.isoformat() if one.link_checked_at else "")
    return (
        *head,
        *(at.isoformat() if at else "" for at in moments),
        *link,
        settings.SITE_URL + one.get_absolute_url(),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: ViewerRequest) -> HttpResponse:
    """Show something that was made with public data."""
    form = forms.ReuseForm(request.POST or None, initial={"datasets": request.GET.get("dataset", "")[:100]})
    made: list[Reuse] = []
    if submitted(form, lambda read: made.append(actions.submit_reuse(**read, by=person(request), at=now()))):
        return redirect(made[0])
    title, lede = _("Show what you made"), _("The office looks at it before it stands in the showcase.")
    return form_page(request, form, title=title, button=_("Submit it"), crumbs=crumbs(title), lede=lede)


def found_or_404(request: ViewerRequest, code: str) -> Reuse:
    found = queries.reuse_page(request.viewer, code)
    if found is None:
        raise Http404(_("There is nothing like that in the showcase."))
    return found


@require_safe
def one(request: ViewerRequest, code: str) -> HttpResponse:
    """One thing that was made, the data it uses, and whether its address answers."""
    found = found_or_404(request, code)
    user = request.viewer.user
    is_own = user is not None and found.submitter_id == user.pk
    names = []
    if found.state == Reuse.State.SUBMITTED and queries.may_decide(request.viewer, found):
        names = ["publish", "refuse"]
    if (is_own and found.state in {"submitted", "published"}) or (
        found.state == "published" and queries.may_decide(request.viewer, found)
    ):
        names.append("withdraw")
    context = {
        "reuse": found,
        "is_own": is_own,
        "shows_reason": is_own or queries.may_decide(request.viewer, found),
        "steps": [(name, STEPS[name][2]) for name in names],
        "crumbs": crumbs(found.title),
    }
    return render(request, "opendata/reuse.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: ViewerRequest, code: str, name: str) -> HttpResponse:
    """Publish, refuse or take out, by who may."""
    found = found_or_404(request, code)
    form_class, action, label = STEPS[name]
    form = form_class(request.POST if request.method == "POST" else None)
    if submitted(form, lambda read: action(reuse=found, **read, by=person(request), at=now())):
        return redirect(found if name != "refuse" else "opendata:showcase-desk")
    return form_page(request, form, title=str(label), button=str(label), crumbs=crumbs(found.title), lede=found.title)


@login_required
@require_safe
def desk(request: ViewerRequest) -> HttpResponse:
    """What waits to be looked at, and what stands there although its address is dead."""
    if not (request.viewer.organisations_as(Role.DATA_OFFICER) or request.viewer.is_administrator):
        return render(request, "opendata/no_desk.html", status=403)
    context = paged(request, queries.reuses_to_decide(request.viewer))
    context |= {"dead": queries.dead_reuses(request.viewer).count(), "crumbs": crumbs(_("To be looked at"))}
    return render(request, "opendata/showcase_desk.html", context)


@require_safe
def practices(request: ViewerRequest) -> HttpResponse:
    form = forms.PracticeFilterForm(request.GET)
    found = queries.practices(request.viewer, **form.read())
    may_publish = bool(request.viewer.organisations_as(Role.DATA_OFFICER))
    context = {"form": form, **paged(request, found), "may_publish": may_publish, "crumbs": practice_crumbs()}
    return render(request, "opendata/practices.html", context)


@require_safe
def practices_export(request: ViewerRequest) -> StreamingHttpResponse:
    found = queries.practices(PUBLIC, **forms.PracticeFilterForm(request.GET).read())
    rows = (practice_row(one) for one in found.iterator(chunk_size=500))
    return csv_response(PRACTICE_COLUMNS, rows, name=f"data-practices-{localdate()}.csv")


def practice_row(one: BestPractice) -> tuple[object, ...]:
    used = " ".join(dataset.slug for dataset in one.used)  # type: ignore[attr-defined]
    said = (one.code, one.organisation.code, one.title, one.done, one.outcome, one.source, used)
    return (*said, one.published_at.isoformat(), settings.SITE_URL + one.get_absolute_url())


@require_safe
def practice(request: ViewerRequest, code: str) -> HttpResponse:
    found = get_object_or_404(queries.practices(request.viewer), code=code)
    may_withdraw = request.viewer.is_in(found.organisation_id, Role.DATA_OFFICER)
    context = {"practice": found, "may_withdraw": may_withdraw, "crumbs": practice_crumbs(found.title)}
    return render(request, "opendata/practice.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def practice_new(request: ViewerRequest) -> HttpResponse:
    """Publish a best practice of the officer's agency."""
    if closed := no_desk(request):
        return closed
    form = forms.PracticeForm(request.POST or None, viewer=request.viewer)
    made: list[BestPractice] = []
    if submitted(form, lambda read: made.append(actions.publish_practice(**read, by=person(request), at=now()))):
        return redirect(made[0])
    title = _("Publish a best practice")
    return form_page(request, form, title=title, button=_("Publish it"), crumbs=practice_crumbs(title))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def practice_withdraw(request: ViewerRequest, code: str) -> HttpResponse:
    found = get_object_or_404(queries.practices(request.viewer), code=code)
    form = forms.ReasonForm(request.POST or None)
    if submitted(form, lambda read: actions.withdraw_practice(practice=found, **read, by=person(request), at=now())):
        return redirect("opendata:practices")
    title = _("Take the practice back")
    return form_page(request, form, title=title, button=title, crumbs=practice_crumbs(found.title), lede=found.title)
