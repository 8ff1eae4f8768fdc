"""Pages and answers about the site itself."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from madang.portal.context import THEME_COOKIE, THEMES

YEAR = 365 * 24 * 60 * 60


@csrf_exempt  # a wish of this browser and no record; so that no page needs a token, and its cookie, for it
@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Keep the reader's appearance in a cookie and go back to the page they were on."""
    back, theme = request.POST.get("next", ""), request.POST.get("theme", "")
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    response = redirect(back if is_ours else "/")
    if theme and theme in THEMES:
        response.set_cookie(
            THEME_COOKIE, theme, max_age=YEAR, secure=settings.PRODUCTION, httponly=True, samesite="Lax"
        )
    else:
        response.delete_cookie(THEME_COOKIE)
    return response


@require_safe
def style(request: HttpRequest) -> HttpResponse:
    """Every element and component on one page, for those who write pages; on a real site there is no such page."""
    if not (settings.DEBUG or settings.DEMONSTRATION):
        raise Http404
    return render(request, "portal/style.html")
