"""The catalogue for programs: DCAT-AP, data.json, Data Package, Croissant, CSVW, schema.org, OAI-PMH."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from madang.accounts.viewers import PUBLIC
from madang.common.api import entity_tag
from madang.opendata.formats import croissant, csvw, datajson, datapackage, dcat, oai, schemaorg
from madang.opendata.formats.description import Described
from madang.opendata.models import Dataset, Distribution
from madang.opendata.queries import describing, harvesters, renditions

SUFFIX_OF = {"text/turtle": "ttl", "application/ld+json": "jsonld", "application/rdf+xml": "rdf"}
RENDERERS = {
    "datapackage.json": (datapackage.package, "application/json"),
    "croissant.json": (croissant.croissant, "application/ld+json"),
    "csvw-metadata.json": (csvw.metadata, "application/csvm+json"),
    "schema.jsonld": (schemaorg.dataset_data, "application/ld+json"),
}


def public(slug: str) -> Dataset:
    return get_object_or_404(Dataset.objects.visible_to(PUBLIC), slug=slug)


def cached(request: HttpRequest, response: HttpResponse, *parts: Any) -> HttpResponse:
    """With an entity tag; 304 where the client has it already. Anyone may read it from anywhere."""
    tag = entity_tag(*parts)
    if request.headers.get("If-None-Match") == tag:
        response = HttpResponse(status=304)
    response["ETag"] = tag
    response["Access-Control-Allow-Origin"] = "*"
    return response


@require_safe
def catalogue(request: HttpRequest, suffix: str) -> HttpResponse:
    """A page of the catalogue in RDF."""
    number = request.GET.get("page", "1")
    page = describing.catalogue_page(int(number), suffix=suffix) if number.isdigit() and len(number) < 8 else None
    if page is None:
        raise Http404
    text = renditions.catalogue_text(page, suffix)
    response = HttpResponse(text, content_type=f"{dcat.FORMATS[suffix][1]}; charset=utf-8")
    links = {"first": page.first, "last": page.last, "next": page.next, "prev": page.previous}
    response["Link"] = ", ".join(f'<{url}>; rel="{name}"' for name, url in links.items() if url)
    return cached(request, response, "catalogue", suffix, number, page.total, text)


@require_safe
def dataset_rdf(request: HttpRequest, slug: str, suffix: str) -> HttpResponse:
    """A dataset in RDF, as it was rendered when it was published."""
    found = public(slug)
    text = renditions.dataset_text(found, suffix)
    response = HttpResponse(text, content_type=f"{dcat.FORMATS[suffix][1]}; charset=utf-8")
    return cached(request, response, found.code, suffix, text)


@require_safe
def dataset_json(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """A dataset in one of the formats that are JSON. 404 where the format does not fit, as CSVW without a table."""
    render, media_type = RENDERERS[name]
    found = public(slug)
    said = render(describing.describe(found))
    if said is None:
        raise Http404
    response = JsonResponse(said, json_dumps_params={"ensure_ascii": False}, content_type=media_type)
    return cached(request, response, found.code, name, found.changed_at, response.content)


@require_safe
def data_json(request: HttpRequest) -> HttpResponse:
    """The whole catalogue as DCAT-US 1.1 has it."""
    found = describing.describe_many(list(describing.public_datasets()))
    url = settings.SITE_URL + reverse("opendata:data-json")
    said = datajson.catalogue((datajson.dataset(one) for one in found), url=url)
    response = JsonResponse(said, json_dumps_params={"ensure_ascii": False})
    return cached(request, response, "data.json", response.content)


@require_safe
def dataset_id(request: HttpRequest, code: str) -> HttpResponse:
    """What a dataset's identifier leads to: its page, or its description if RDF is asked for."""
    found = get_object_or_404(Dataset.objects.visible_to(PUBLIC), code=code)
    wanted = [part.partition(";")[0].strip() for part in request.headers.get("Accept", "").split(",")]
    suffix = next((SUFFIX_OF[one] for one in wanted if one in SUFFIX_OF), None)
    url = reverse("opendata:dataset-rdf", args=[found.slug, suffix]) if suffix else found.get_absolute_url()
    return see_other(url)


def see_other(url: str) -> HttpResponse:
    response = HttpResponseRedirect(url)
    response.status_code = 303
    response["Vary"] = "Accept"
    return response


@require_safe
def distribution_id(request: HttpRequest, code: str) -> HttpResponse:
    """What a distribution's identifier leads to: its place on the page of its dataset."""
    found = get_object_or_404(Distribution.objects.visible_to(PUBLIC).select_related("dataset"), code=code)
    return see_other(f"{found.dataset.get_absolute_url()}#{found.key}")


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def oai_pmh(request: HttpRequest) -> HttpResponse:
    """The OAI-PMH interface. It changes nothing, so that harvesters may post to it, as the protocol has it."""
    base = settings.SITE_URL + reverse("opendata:oai")
    arguments = request.POST if request.method == "POST" else request.GET
    at = now()
    try:
        verb, given = oai.checked({name: arguments.getlist(name) for name in arguments})
        content = answer(verb, given, base, at)
    except oai.OaiError as error:
        content = oai.error_document(base, at, error)
    return HttpResponse(content, content_type="text/xml; charset=utf-8")


def answer(verb: str, given: dict[str, str], base: str, at: datetime) -> bytes:
    """The answer to a question that is well formed. Raises `OaiError`."""
    root = oai.envelope(base, at, {"verb": verb, **given})
    if verb == "Identify":
        email = settings.CONTACT_EMAIL or settings.DEFAULT_FROM_EMAIL
        name = settings.OPERATOR or "Madang"
        oai.identify(root, base=base, name=name, email=email, earliest=harvesters.earliest() or at)
    elif verb == "ListMetadataFormats":
        if "identifier" in given:
            harvesters.record(given["identifier"])
        oai.formats(root)
    elif verb == "ListSets":
        if "resumptionToken" in given:
            raise oai.OaiError("badResumptionToken", "the list of sets is never cut")
        oai.sets(root, harvesters.sets())
    elif verb == "GetRecord":
        oai.record_element(oai.element(root, "GetRecord"), harvesters.record(given["identifier"]))
    else:
        listed(root, verb, oai.window_of(given))
    return oai.written(root)


def listed(root: Any, verb: str, window: oai.Window) -> None:
    found = harvesters.records(window)
    listing = oai.element(root, verb)
    for record in found.records:
        if verb == "ListRecords":
            oai.record_element(listing, record)
        else:
            oai.header(listing, record)
    if found.next or window.after:
        token = found.next.token if found.next else ""
        oai.element(listing, "resumptionToken", token, completeListSize=str(found.total))


def structured(described: Described) -> dict[str, Any]:
    """What stands in the page of a dataset for search engines."""
    return schemaorg.dataset_data(described)
