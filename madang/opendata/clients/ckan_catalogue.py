"""The actions of CKAN that say what data there is: datasets, files, agencies, areas, words, licences."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from madang.accounts.models import Organisation
from madang.accounts.viewers import PUBLIC
from madang.common.errors import Refusal
from madang.opendata.clients import ckan_shapes as shapes
from madang.opendata.clients.access import Admission
from madang.opendata.clients.asking import BadQuestion, whole
from madang.opendata.clients.ckan_questions import names, truth
from madang.opendata.clients.ckan_search import Found, search_packages
from madang.opendata.models import Dataset, Distribution, Licence

MOST_ROWS = 1000
Parameters = Mapping[str, Any]


class NotFound(Refusal):
    code = "not-found"
    status = 404


def public_datasets() -> Any:
    """These programs read as the public: a key opens nothing more."""
    return Dataset.objects.visible_to(PUBLIC).select_related("organisation")


def status_show(parameters: Parameters, admission: Admission) -> Any:
    return shapes.site()


def help_show(parameters: Parameters, admission: Admission) -> Any:
    name = str(parameters.get("name", ""))
    if name not in ACTIONS and not name.startswith("datastore_"):
        raise NotFound(_("There is no action “%(name)s”.") % {"name": name[:100]})
    return _("%(name)s answers as CKAN 2.12 documents it. This interface reads; it does not change anything.") % {
        "name": name
    }


def package_list(parameters: Parameters, admission: Admission) -> Any:
    limit = whole(parameters, "limit", 100_000, most=100_000)
    offset = whole(parameters, "offset", 0, most=10**9)
    slugs = public_datasets().order_by("slug").values_list("slug", flat=True)
    return list(slugs[offset : offset + limit])


def current_package_list_with_resources(parameters: Parameters, admission: Admission) -> Any:
    limit = whole(parameters, "limit", 100, most=MOST_ROWS)
    offset = whole(parameters, "offset", 0, most=10**9)
    return packages(list(public_datasets().order_by("-changed_at", "pk")[offset : offset + limit]))


def packages(datasets: Sequence[Dataset]) -> list[dict[str, Any]]:
    """Datasets with their files. Two queries."""
    offered: dict[int, list[Distribution]] = {dataset.pk: [] for dataset in datasets}
    for one in Distribution.objects.visible_to(PUBLIC).filter(dataset__in=offered).select_related("latest", "dataset"):
        offered[one.dataset_id].append(one)
    return [shapes.package(dataset, offered[dataset.pk]) for dataset in datasets]


def package_show(parameters: Parameters, admission: Admission) -> Any:
    return packages([dataset_of(wanted(parameters, "id", "name_or_id"))])[0]


def wanted(parameters: Parameters, *names: str) -> str:
    """The value of the first of the parameters that is there. Raises `BadQuestion` if none is."""
    for name in names:
        if parameters.get(name):
            return str(parameters[name])
    raise BadQuestion("missing", names[0])


def dataset_of(text: str) -> Dataset:
    """Raises `NotFound`: there is none, or it is not public."""
    found = public_datasets().filter(by_code_or(Q(slug=text), text)).first()
    if found is None:
        raise NotFound(_("There is no such dataset, or it is not public."))
    assert isinstance(found, Dataset)
    return found


def by_code_or(other: Q, text: str) -> Q:
    try:
        return Q(code=UUID(text)) | other
    except ValueError:
        return other


def package_autocomplete(parameters: Parameters, admission: Admission) -> Any:
    text, limit = wanted(parameters, "q"), whole(parameters, "limit", 10, most=100)
    found = public_datasets().filter(
        Q(title_ko__icontains=text) | Q(title_en__icontains=text) | Q(slug__icontains=text)
    )
    return [
        {"name": one.slug, "title": one.title, "match_field": "title", "match_displayed": one.title}
        for one in found[:limit]
    ]


def package_search(parameters: Parameters, admission: Admission) -> Any:
    start = whole(parameters, "start", 0, most=10**9)
    rows = whole(parameters, "rows", 10, most=MOST_ROWS)
    facets = facet_names(parameters)
    found = search_packages(
        PUBLIC,
        q=str(parameters.get("q") or ""),
        fq=filter_queries(parameters),
        sort=str(parameters.get("sort") or ""),
        start=start,
        rows=rows,
        facets=facets,
    )
    limit = whole(parameters, "facet.limit", 50, least=-1, most=10_000)
    return {
        "count": found.count,
        "total_was_estimated": not found.is_whole,
        "sort": str(parameters.get("sort") or "score desc, metadata_modified desc"),
        "results": packages(found.datasets),
        "facets": {name: dict(counts) for name, counts in found.facets.items()},
        "search_facets": search_facets(found, None if limit < 0 else limit),
    }


def facet_names(parameters: Parameters) -> list[str]:
    if not truth(parameters.get("facet"), default=True):
        return []
    return names(parameters.get("facet.field"), "facet.field")


def filter_queries(parameters: Parameters) -> list[str]:
    found: list[str] = []
    for name in ("fq", "fq_list"):
        value = parameters.get(name) or []
        if isinstance(value, str) and name == "fq_list":
            try:
                value = json.loads(value)
            except ValueError:
                raise BadQuestion("not-json", name, value) from None
        found += [value] if isinstance(value, str) else [str(one) for one in value]
    return found


def search_facets(found: Found, limit: int | None) -> dict[str, Any]:
    organisations = {one.code.lower(): one.name for one in Organisation.objects.all()} if found.facets else {}
    labels: dict[str, Mapping[str, Any]] = {"organization": organisations, "license_id": dict(Licence.choices)}
    return {
        name: {
            "title": name,
            "items": [
                {"name": value, "display_name": str(labels.get(name, {}).get(value, value)), "count": count}
                for value, count in counts.most_common(limit)
            ],
        }
        for name, counts in found.facets.items()
    }


def resource_show(parameters: Parameters, admission: Admission) -> Any:
    return shapes.resource(distribution_of(wanted(parameters, "id")))


def distribution_of(text: str) -> Distribution:
    """Raises `NotFound`: there is none, or it is not public."""
    try:
        code = UUID(text)
    except ValueError:
        raise NotFound(_("There is no such file, or it is not public.")) from None
    found = Distribution.objects.visible_to(PUBLIC).filter(code=code).select_related("latest", "dataset").first()
    if found is None:
        raise NotFound(_("There is no such file, or it is not public."))
    return found


def resource_search(parameters: Parameters, admission: Admission) -> Any:
    """Files by `field:words` over name, format and description, as CKAN has it."""
    query = parameters.get("query") or []
    asked = [query] if isinstance(query, str) else list(query)
    found = Distribution.objects.visible_to(PUBLIC).select_related("latest", "dataset")
    for one in asked:
        name, colon, words = str(one).partition(":")
        if not colon or name not in ("name", "format", "description", "url"):
            raise BadQuestion("not-a-filter", "query", str(one))
        if name == "format":
            found = found.filter(Q(latest__file_type__icontains=words) | Q(format__icontains=words))
        elif name == "description":
            found = found.filter(latest__note__icontains=words)
        elif name == "url":
            found = found.filter(Q(access_url__icontains=words) | Q(dataset__slug__icontains=words))
        else:
            in_title = Q(title_ko__icontains=words) | Q(title_en__icontains=words)
            found = found.filter(in_title | Q(dataset__title_ko__icontains=words))
    offset, limit = whole(parameters, "offset", 0, most=10**9), whole(parameters, "limit", 100, most=MOST_ROWS)
    return {"count": found.count(), "results": [shapes.resource(one) for one in found[offset : offset + limit]]}


def publishers() -> Any:
    """Agencies with the number of their public datasets."""
    public = Q(datasets__in=Dataset.objects.visible_to(PUBLIC))
    return Organisation.objects.annotate(packages=Count("datasets", filter=public)).filter(packages__gt=0)


def organization_list(parameters: Parameters, admission: Admission) -> Any:
    limit, offset = whole(parameters, "limit", 1000, most=10_000), whole(parameters, "offset", 0, most=10**9)
    found = list(publishers().order_by("code")[offset : offset + limit])
    if truth(parameters.get("all_fields"), default=False):
        return [shapes.organisation(one, packages=one.packages) for one in found]
    return [one.code.lower() for one in found]


def organization_show(parameters: Parameters, admission: Admission) -> Any:
    text = wanted(parameters, "id").removeprefix("accounts:organisation:")
    found = publishers().filter(code__iexact=text).first()
    if found is None:
        raise NotFound(_("There is no such agency among those that publish data."))
    shape = shapes.organisation(found, packages=found.packages)
    if truth(parameters.get("include_datasets"), default=False):
        shape["packages"] = packages(list(public_datasets().filter(organisation=found)[:MOST_ROWS]))
    return shape


def organization_autocomplete(parameters: Parameters, admission: Admission) -> Any:
    text = str(parameters.get("q") or "")
    found = publishers().filter(Q(name_ko__icontains=text) | Q(name_en__icontains=text) | Q(code__icontains=text))
    limit = whole(parameters, "limit", 20, most=100)
    return [{"id": shapes.organisation_id(one), "name": one.code.lower(), "title": one.name} for one in found[:limit]]


def areas() -> dict[str, int]:
    counted = public_datasets().exclude(area="").values_list("area").annotate(count=Count("pk")).order_by("area")
    return dict(counted)


def group_list(parameters: Parameters, admission: Admission) -> Any:
    if truth(parameters.get("all_fields"), default=False):
        return [shapes.group(area, packages=count) for area, count in areas().items()]
    return list(areas())


def group_show(parameters: Parameters, admission: Admission) -> Any:
    area = wanted(parameters, "id")
    count = areas().get(area)
    if count is None:
        raise NotFound(_("There is no such area among those with data."))
    return shapes.group(area, packages=count)


def group_package_show(parameters: Parameters, admission: Admission) -> Any:
    area, limit = wanted(parameters, "id"), whole(parameters, "limit", 100, most=MOST_ROWS)
    return packages(list(public_datasets().filter(area=area)[:limit]))


def tag_list(parameters: Parameters, admission: Admission) -> Any:
    query = str(parameters.get("query") or parameters.get("q") or "")
    words = {word for words in public_datasets().values_list("keywords", flat=True) for word in words}
    return sorted(word for word in words if query in word)


def tag_show(parameters: Parameters, admission: Admission) -> Any:
    word = wanted(parameters, "id")
    if word not in tag_list({}, admission):
        raise NotFound(_("No dataset has this keyword."))
    shape = shapes.tag(word)
    if truth(parameters.get("include_datasets"), default=False):
        shape["packages"] = packages([one for one in public_datasets() if word in one.keywords][:MOST_ROWS])
    return shape


def license_list(parameters: Parameters, admission: Admission) -> Any:
    return [shapes.licence(code, str(label)) for code, label in Licence.choices]


def nothing(parameters: Parameters, admission: Admission) -> Any:
    return []


ACTIONS: Mapping[str, Callable[[Parameters, Admission], Any]] = {
    "status_show": status_show,
    "site_read": lambda parameters, admission: True,
    "help_show": help_show,
    "package_list": package_list,
    "package_show": package_show,
    "package_search": package_search,
    "package_autocomplete": package_autocomplete,
    "current_package_list_with_resources": current_package_list_with_resources,
    "resource_show": resource_show,
    "resource_search": resource_search,
    "resource_view_list": nothing,
    "organization_list": organization_list,
    "organization_show": organization_show,
    "organization_autocomplete": organization_autocomplete,
    "organization_list_for_user": nothing,
    "group_list": group_list,
    "group_show": group_show,
    "group_package_show": group_package_show,
    "tag_list": tag_list,
    "tag_show": tag_show,
    "vocabulary_list": nothing,
    "license_list": license_list,
}
