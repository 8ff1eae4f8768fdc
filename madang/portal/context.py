from functools import cache
from importlib.metadata import version

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import gettext_lazy as _

from madang.accounts.viewers import PUBLIC
from madang.portal import navigation

THEMES = {
    "": _("As the device is set"),
    "light": _("Light"),
    "dark": _("Dark"),
    "high-contrast": _("High contrast"),
}
THEME_COOKIE = "theme"


@cache
def release() -> str:
    return version("madang")


def languages(request: HttpRequest) -> list[dict[str, str]]:
    """The page shown, in each language."""
    path = request.get_full_path()
    return [{"code": code, "name": name, "url": translate_url(path, code)} for code, name in settings.LANGUAGES]


def site(request: HttpRequest) -> dict[str, object]:
    """What every page knows of the site."""
    theme = request.COOKIES.get(THEME_COOKIE, "")
    viewer = getattr(request, "viewer", PUBLIC)
    return {
        "demonstration": settings.DEMONSTRATION,
        "site_url": settings.SITE_URL,
        "site_version": release(),
        "theme": theme if theme in THEMES else "",
        "themes": THEMES.items(),
        "languages": languages(request),
        "navigation": navigation.main_navigation(viewer, path=request.path),
        "account_menu": navigation.items(navigation.ACCOUNT, path=request.path),
        "footer": navigation.items(navigation.FOOTER, path=request.path),
        "search_url": navigation.address("search:search") or "/search/",
        "tour_url": navigation.address("portal:tour") or "",
    }
