"""Pages behind links in letters. Mail programs open links ahead of people, so a page asks and a POST acts."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from madang.notices import actions, links


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm that an address wants to follow."""
    following = links.following_to_confirm(token)
    if following is None:
        raise Http404(_("This link is not valid any more."))
    if request.method == "POST":
        following = actions.confirm(following=following, at=now())
    see = links.see_address(following.follower)
    return render(request, "notices/confirm.html", {"following": following, "see": see})


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Stop a following, or all letters. A mail program does it by one POST (RFC 8058), a person by a button."""
    found = links.to_stop(token)
    if found is None and request.method != "POST":
        return render(request, "notices/unsubscribe.html", {"is_done": True})
    if found and request.method == "POST":
        actions.stop_letters(follower=found[0], following=found[1])
    title = ""
    if found and found[1] and request.method != "POST":
        following = found[0].followings.filter(code=found[1]).first()
        title = following.title if following else ""
    return render(request, "notices/unsubscribe.html", {"is_done": request.method == "POST", "title": title})
