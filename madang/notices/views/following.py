"""What I follow: to begin, to change and to stop."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import now
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madang.accounts.middleware import SignedInRequest, ViewerRequest
from madang.common.errors import Refusal
from madang.common.http import client_ip
from madang.common.refs import resolve_ref
from madang.notices import actions, links
from madang.notices.forms import FollowByEmailForm, FollowForm
from madang.notices.limits import may_ask
from madang.notices.models import Follower, Pace

A_PAGE = 30


def language() -> str:
    return (get_language() or "ko").split("-")[0]


def back(request: ViewerRequest, fallback: str) -> HttpResponse:
    """To the page that the form stood on."""
    wanted = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return redirect(wanted if is_ours else fallback)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def follow(request: ViewerRequest) -> HttpResponse:
    """Follow a record or topic: at once for people with an account, by a link in a letter for others."""
    subject = request.POST.get("subject") or request.GET.get("subject", "")
    target = resolve_ref(subject)
    if target is None:
        raise Http404(_("There is no such public record or topic to follow."))
    kind = FollowForm if request.viewer.user else FollowByEmailForm
    form = kind(request.POST or None, initial={"subject": subject, "pace": Pace.AT_ONCE})
    if request.method == "POST" and form.is_valid():
        try:
            return followed(request, form, target.url)
        except Refusal as refusal:
            form.add_error(None, str(refusal.message))
    context = {"form": form, "target": target, "next": request.POST.get("next") or request.GET.get("next", "")}
    return render(request, "notices/follow_page.html", context, status=422 if request.method == "POST" else 200)


def followed(request: ViewerRequest, form: FollowForm, url: str) -> HttpResponse:
    given = form.cleaned_data
    pace, subject, at = given["pace"] or Pace.AT_ONCE, given["subject"], now()
    if request.viewer.user:
        actions.follow(subject=subject, pace=pace, by=request.viewer.user, language=language(), at=at)
        messages.success(request, _("You follow this now. Your notices are under “Notices”."))
        return back(request, url)
    if not may_ask(client_ip(request)):
        form.add_error(None, _("Too many addresses were entered from here. Please try again in an hour."))
        raise Refusal(_("Nothing was sent."))
    actions.follow_by_email(subject=subject, email=given["email"], pace=pace, language=language(), at=at)
    return render(request, "notices/asked.html", {"email": given["email"], "back": url})


@require_safe
@login_required
@never_cache
def notices(request: SignedInRequest) -> HttpResponse:
    """What I follow, and what happened to it."""
    follower = actions.follower_of(request.user, language=language(), at=now())
    return render(request, "notices/notices.html", shown(request, follower))


@require_safe
@never_cache
def mine(request: ViewerRequest, token: str) -> HttpResponse:
    """The same for an e-mail address without an account, by the link in its letters."""
    follower = links.follower_who_sees(token)
    if follower is None:
        raise Http404(_("This link is not valid any more."))
    return render(request, "notices/notices.html", shown(request, follower) | {"token": token})


def shown(request: ViewerRequest, follower: Follower) -> dict[str, object]:
    told = follower.notices.select_related("event").order_by("-event__at", "-pk")
    return {
        "follower": follower,
        "followings": follower.followings.filter(confirmed_at__isnull=False),
        "page": Paginator(told, A_PAGE).get_page(request.GET.get("page")),
        "paces": Pace.choices,
        "feed": links.feed_address(follower),
        "webhooks": follower.webhooks.count(),
    }


def follower_who_asks(request: ViewerRequest) -> Follower:
    """By the signed link of a letter, or by the account. Raises `Http404`."""
    if token := request.POST.get("token"):
        follower = links.follower_who_sees(token)
    else:
        user = request.viewer.user
        follower = Follower.objects.filter(user=user).first() if user else None
    if follower is None:
        raise Http404(_("This link is not valid any more."))
    return follower


def list_of(follower: Follower) -> str:
    return reverse("notices:notices") if follower.user_id else reverse("notices:mine", args=[links.see_token(follower)])


@require_POST
def change(request: ViewerRequest) -> HttpResponse:
    """Change how often one is told, or stop following."""
    follower = follower_who_asks(request)
    subject = request.POST.get("subject", "")
    if "stop" in request.POST:
        actions.unfollow(follower=follower, subject=subject)
        messages.success(request, _("You do not follow this any more."))
        return back(request, list_of(follower))
    following = follower.followings.filter(subject=subject).first()
    if following is None:
        raise Http404(subject)
    try:
        actions.set_pace(following=following, pace=request.POST.get("pace", ""))
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("Saved."))
    return back(request, list_of(follower))


@require_POST
def renew_feed(request: ViewerRequest) -> HttpResponse:
    """Give the private feed a new address."""
    follower = actions.renew_feed(follower=follower_who_asks(request))
    messages.success(request, _("Your feed has a new address; the old one is dead."))
    return redirect(list_of(follower))


@require_POST
@login_required
def save_search(request: SignedInRequest) -> HttpResponse:
    """Keep a search and be told of new results."""
    query = request.POST.get("query", "")
    where = f"{reverse('search:search')}?{query}"
    try:
        actions.save_search(
            parameters={key: str(value) for key, value in QueryDict(query).items()},
            name=request.POST.get("name", ""),
            pace=request.POST.get("pace") or Pace.DAILY,
            by=request.user,
            language=language(),
            at=now(),
        )
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
        return back(request, where)
    messages.success(request, _("The search is saved. New results come to you as notices."))
    return redirect("notices:notices")
