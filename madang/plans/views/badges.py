"""A milestone as a small picture that any page may embed: no script, and caches may keep it for an hour."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.http import parse_etags
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from madang.accounts.middleware import ViewerRequest
from madang.common.api import entity_tag
from madang.plans import queries
from madang.plans.badges import badge
from madang.plans.views.common import found_version
from madang.plans.wording import amount, state_label

KEPT_FOR = 3600


@require_safe
def milestone_badge(request: ViewerRequest, slug: str, key: str, milestone_key: str) -> HttpResponse:
    version = found_version(request, slug)
    standings = queries.standings_of(version, on=localdate(), commitment=key, milestone=milestone_key)
    if not standings:
        raise Http404
    one = standings[0]
    about, state = one.milestone, one.state.value if one.milestone.is_promise else ""
    words = [str(state_label(state))] if state else []
    if one.value is not None and about.unit != "yes-no":
        words.append(amount(one.value, about.unit))
    picture = badge(f"{about.key} {about.title}", " · ".join(words) or "–", state)
    context = {"badge": picture, "about": about, "words": " · ".join(words)}
    response = render(request, "plans/badge.svg", context, content_type="image/svg+xml; charset=utf-8")
    tag = entity_tag(response.content)
    if tag in parse_etags(request.headers.get("If-None-Match", "")):
        response = HttpResponse(status=304)
    response["ETag"] = tag
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    patch_cache_control(response, public=True, max_age=KEPT_FOR)
    return response
