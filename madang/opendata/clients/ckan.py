"""CKAN's Action API v3 at /api/3/action/: what ckanapi, ckanr, frictionless, the QGIS browser and others call.

Reading only. Errors carry their HTTP status and CKAN's shape: `{"success": false, "error": {"__type", "message"}}`.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from madang.common.errors import Refusal
from madang.opendata.clients import ckan_catalogue, ckan_datastore
from madang.opendata.clients.access import Admission, admit, with_limits
from madang.opendata.clients.addresses import absolute
from madang.opendata.clients.asking import BadQuestion
from madang.opendata.clients.wording import bad_question_sentence

MOST_BODY = 1_000_000
TYPES = {401: "Authorization Error", 403: "Authorization Error", 404: "Not Found Error", 429: "Too Many Requests"}
Parameters = Mapping[str, Any]
ACTIONS: Mapping[str, Callable[[Parameters, Admission], Any]] = {
    **ckan_catalogue.ACTIONS,
    **ckan_datastore.ACTIONS,
}


@csrf_exempt  # programs post without a page of ours; nothing is changed by any of these actions
def action(request: HttpRequest, name: str) -> HttpResponse:
    """One action, by GET or POST."""
    if request.method not in ("GET", "POST", "HEAD"):
        return failed(request, 405, "Bad Request Error", _("Use GET or POST."))
    try:
        admission = admit(request)
        act = ACTIONS.get(name)
        if act is None:
            return failed(request, 404, "Not Found Error", not_there(name))
        result = act(parameters_of(request), admission)
    except BadQuestion as wrong:
        return failed(request, 409, "Validation Error", bad_question_sentence(wrong), field=wrong.name)
    except Refusal as refusal:
        kind = TYPES.get(refusal.status, "Validation Error")
        return failed(request, refusal.status, kind, str(refusal.message), field=refusal.field or "")
    body = {"help": help_address(name), "success": True, "result": result}
    return with_limits(request, JsonResponse(body, json_dumps_params={"ensure_ascii": False}))


def failed(request: HttpRequest, status: int, kind: str, message: str, *, field: str = "") -> HttpResponse:
    error: dict[str, Any] = {"__type": kind, "message": message}
    if field:
        error[field] = [message]
    name = request.path.rstrip("/").rpartition("/")[2]
    body = {"help": help_address(name), "success": False, "error": error}
    response = JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})
    return with_limits(request, response)


def help_address(name: str) -> str:
    return f"{absolute(reverse('ckan-action', args=['help_show']))}?name={name}"


def not_there(name: str) -> str:
    if name == "datastore_search_sql":
        return _("Free SQL is not offered here. Use datastore_search with filters, or download the data as Parquet.")
    return _("There is no action “%(name)s”. This interface reads; it does not change anything.") % {"name": name[:100]}


def parameters_of(request: HttpRequest) -> dict[str, Any]:
    """Parameters from the address and the body: JSON, or a form. A repeated parameter is a list.

    Raises `BadQuestion` for a body that is not what it says.
    """
    found = {name: values if len(values) > 1 else values[0] for name, values in request.GET.lists()}
    if request.method != "POST":
        return found
    if len(request.body) > MOST_BODY:
        raise BadQuestion("too-long", "body")
    if request.content_type in ("application/x-www-form-urlencoded", "multipart/form-data") and request.POST:
        posted = {name: values if len(values) > 1 else values[0] for name, values in request.POST.lists()}
        return found | posted
    if not request.body.strip():
        return found
    try:
        body = json.loads(request.body)
    except ValueError:
        raise BadQuestion("not-json", "body") from None
    if not isinstance(body, dict):
        raise BadQuestion("not-an-object", "body")
    return found | body
