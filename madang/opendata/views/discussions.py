"""Discussions of datasets: the list of one dataset, one discussion, asking, answering, closing, moderating."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madang.accounts.middleware import ViewerRequest
from madang.accounts.models import Role
from madang.common.errors import Refusal
from madang.opendata.actions import discussions as actions
from madang.opendata.forms import discussions as forms
from madang.opendata.models import Dataset, Discussion
from madang.opendata.queries import discussions as queries
from madang.opendata.views.shared import form_page, paged, person, submitted


def readable(request: ViewerRequest, slug: str) -> Dataset:
    found = Dataset.objects.visible_to(request.viewer).select_related("organisation")
    return get_object_or_404(found, slug=slug)


def crumbs(dataset: Dataset, last: str) -> list[tuple[str, str]]:
    here = (_("Discussions"), reverse("opendata:discussions", args=[dataset.slug]))
    start = [(_("Open data"), reverse("opendata:datasets")), (dataset.title, dataset.get_absolute_url())]
    return [*start, here, (last, "")] if last else [*start, (_("Discussions"), "")]


@require_safe
def listed(request: ViewerRequest, slug: str) -> HttpResponse:
    """What people asked about a dataset and reported of it."""
    dataset = readable(request, slug)
    form = forms.DiscussionFilterForm(request.GET)
    found = queries.listed(request.viewer, dataset=slug, **form.read())
    context = {"dataset": dataset, "form": form, "counts": queries.counts(dataset), "crumbs": crumbs(dataset, "")}
    return render(request, "opendata/discussions.html", context | paged(request, found))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: ViewerRequest, slug: str) -> HttpResponse:
    """Begin one. Its address may say what kind: `?kind=fault`, and where: `?where=...`."""
    dataset = readable(request, slug)
    initial = {name: request.GET.get(name, "")[:200] for name in ("kind", "where")}
    form = forms.DiscussionForm(request.POST or None, initial=initial)
    made: list[Discussion] = []
    if submitted(
        form, lambda read: made.append(actions.open_discussion(dataset=dataset, **read, by=person(request), at=now()))
    ):
        return redirect(made[0])
    title = _("Ask, or report a fault")
    lede = _("It is public at once, without your name. The agency is told by mail, and you when it answers.")
    return form_page(request, form, title=title, button=_("Publish"), crumbs=crumbs(dataset, title), lede=lede)


def found_or_404(request: ViewerRequest, code: str) -> Discussion:
    found = Discussion.objects.visible_to(request.viewer).filter(code=code)
    one = found.select_related("dataset__organisation").first()
    if one is None:
        raise Http404(_("There is no such discussion, or it is hidden."))
    return one


@require_safe
def one(request: ViewerRequest, code: str) -> HttpResponse:
    return show(request, found_or_404(request, code), forms.ReplyForm())


def show(
    request: ViewerRequest, found: Discussion, form: forms.ReplyForm, problem: str = "", status: int = 200
) -> HttpResponse:
    """A discussion with what the viewer may do in it."""
    user, viewer = request.viewer.user, request.viewer
    speaks = viewer.is_in(found.dataset.organisation_id, Role.DATA_OFFICER)
    moderates = viewer.is_administrator or viewer.is_in(found.dataset.organisation_id, Role.MODERATOR)
    context = {
        "one": found,
        "posts": found.posts.all(),
        "form": form,
        "close_form": forms.CloseForm() if speaks else None,
        "hide_form": forms.HideForm() if moderates else None,
        "may_close": speaks or (user is not None and found.author_id == user.pk),
        "speaks": speaks,
        "problem": problem,
        "crumbs": crumbs(found.dataset, found.title),
    }
    return render(request, "opendata/discussion.html", context, status=status)


@login_required
@require_POST
def reply(request: ViewerRequest, code: str) -> HttpResponse:
    found = found_or_404(request, code)
    form = forms.ReplyForm(request.POST)
    if submitted(form, lambda read: actions.reply(discussion=found, **read, by=person(request), at=now())):
        return redirect(found)
    return show(request, found, form, status=422)


def acted(request: ViewerRequest, found: Discussion, act: Callable[[], object]) -> HttpResponse:
    """Back to the discussion, with the refusal on it if there is one."""
    try:
        act()
    except Refusal as refusal:
        return show(request, found, forms.ReplyForm(), str(refusal.message), status=refusal.status)
    visible = Discussion.objects.visible_to(request.viewer).filter(pk=found.pk).exists()
    return redirect(found if visible else reverse("opendata:discussions", args=[found.dataset.slug]))


@login_required
@require_POST
def act(request: ViewerRequest, code: str, name: str) -> HttpResponse:
    """Close, open again, or hide."""
    found, by, at = found_or_404(request, code), person(request), now()
    said: dict[str, Any] = {"discussion": found, "by": by, "at": at}
    if name == "close":
        outcome = request.POST.get("outcome", "")
        return acted(request, found, lambda: actions.close_discussion(outcome=outcome, **said))
    if name == "reopen":
        return acted(request, found, lambda: actions.reopen_discussion(**said))
    number = request.POST.get("post", "")
    post = found.posts.filter(pk=int(number)).first() if number.isdigit() and len(number) < 18 else None
    if number and post is None:
        raise Http404
    return acted(request, found, lambda: actions.hide(post=post, reason=request.POST.get("reason", ""), **said))
