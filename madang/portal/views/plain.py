"""Answers for programs: crawlers, installers, the browser's worker."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.views.decorators.http import require_safe

OFFLINE = "/offline/"
PRIVATE = ["/accounts/", "/desk/", "/documents/desk/", "/me/", "/search/", "/theme/"]


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Crawlers may read what is public. A demonstration, whose records are invented, is not for their indexes."""
    if settings.DEMONSTRATION:
        rules = ["Disallow: /"]
    else:
        rules = [f"Disallow: {prefix}{path}" for prefix in ("", "/en") for path in PRIVATE]
    lines = ["User-agent: *", *rules, f"Sitemap: {settings.SITE_URL}/sitemap.xml", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """What a phone needs to install the site."""
    icons = [
        {"src": static(f"portal/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for size in (192, 512)
        for purpose in ("any", "maskable")
    ]
    described = {
        "id": "/",
        "name": "마당 Madang",
        "short_name": "마당",
        "lang": "ko",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#113b45",
        "icons": icons,
    }
    return JsonResponse(described, content_type="application/manifest+json")


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """The browser's worker: shows a page of ours where there is no connection, and keeps nothing else."""
    response = render(request, "portal/service-worker.js", {"offline": OFFLINE}, content_type="text/javascript")
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/offline.html")
