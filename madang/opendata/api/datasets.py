"""Datasets for programs: describing them, and publishing them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema

from madang.accounts.api_auth import anyone, signed_in
from madang.accounts.middleware import SignedInRequest, ViewerRequest
from madang.accounts.models import Organisation, Role
from madang.common.api import PageOut, Problem, page_facts
from madang.common.errors import Invalid
from madang.opendata import actions, facet_wording
from madang.opendata.models import Dataset, DatasetSeries, Distribution
from madang.opendata.quality_wording import problem_sentence
from madang.opendata.queries import catalogue, decisions, reasons

router = Router(auth=anyone)
MOST = 100
CAN_BE_EMPTY = ("covers_from", "covers_until", "series")
PROBLEMS = {403: Problem, 404: Problem, 409: Problem, 422: Problem}


class SaidIn(Schema):
    """What can be said of a dataset; what is left out stays as it is, or has its usual value. series: its slug."""

    title_ko: str | None = None
    title_en: str | None = None
    description_ko: str | None = None
    description_en: str | None = None
    licence: str | None = None
    area: str | None = None
    keywords: list[str] | None = None
    frequency: str | None = None
    spatial: str | None = None
    series: str | None = None
    covers_from: date | None = None
    covers_until: date | None = None
    contact: str | None = None


class DescribeIn(SaidIn):
    """What is to change. despite: why it stays public although formats refuse this; everyone reads it."""

    despite: str = ""


class CreateIn(SaidIn):
    """A new dataset. agency: its code. slug: its name in addresses."""

    agency: str
    slug: str
    title_ko: str


class DistributionIn(Schema):
    """A form in which the dataset can be had: a table, which takes files, or a link or service at an address."""

    key: str = Field("data", description="its name in addresses")
    kind: Distribution.Kind = Distribution.Kind.TABLE
    title_ko: str = ""
    title_en: str = ""
    format: str = ""
    access_url: str = ""
    despite: str = ""


class DistributionOut(Schema):
    """receive: where files for a table are handed in; empty for a link or a service."""

    key: str
    kind: str
    receive: str


class DespiteIn(Schema):
    """despite: why it is public although formats refuse what is said of it; everyone reads it."""

    despite: str = ""


class StateOut(Schema):
    """state: draft, held, published or withdrawn. faults: `{format, code, where, sentence}` of what formats refuse."""

    slug: str
    state: str
    faults: list[dict[str, str]]


class DatasetOut(Schema):
    """agency: its code. stars, points: of the last measurement, of 5 and of 405. url: of its page."""

    name: str
    code: str
    title: str
    title_en: str
    description: str
    description_en: str
    agency: str
    area: str
    licence: str
    frequency: str
    series: str
    keywords: list[str]
    formats: list[str]
    api: bool
    stars: int | None
    points: Decimal | None
    state: str
    published: datetime | None
    changed: datetime
    url: str


class DecisionOut(Schema):
    """What a council or task force decided about it. body: its code. url: of the item in the meeting."""

    body: str
    title: str
    outcome: str
    text: str
    at: datetime
    url: str


class ReasonOut(Schema):
    """Why it was opened. kind: survey or request. question: what was asked in the survey, or empty."""

    kind: str
    title: str
    question: str
    url: str


class DatasetWhole(DatasetOut):
    because: list[ReasonOut]
    decisions: list[DecisionOut]


class ValueOut(Schema):
    value: str
    label: str
    count: int


class ListOut(PageOut):
    """facets: the values of each with the datasets that have it, under all other choices.

    is_whole: False where more than 10,000 datasets fit the words; total and facets then count the 10,000 that fit best.
    """

    datasets: list[DatasetOut]
    facets: dict[str, list[ValueOut]]
    is_whole: bool


class ListIn(Schema):
    """What the page of the datasets asks, too. Facets take several values: any of one facet, each of all facets."""

    q: str = Field("", description="words, with Korean analysis")
    area: list[str] = []
    agency: list[str] = Field([], description="codes of agencies")
    format: list[str] = []
    licence: list[str] = []
    frequency: list[str] = []
    stars: list[str] = Field([], description="0 to 5")
    api: list[str] = Field([], description="yes or no")
    key: list[str] = Field([], description="yes: opens a key type of data")
    sort: str = Field("", description="relevance, changed, published, title or quality")
    page: int = Field(1, ge=1)
    size: int = Field(20, ge=1, le=MOST)


@router.get("", url_name="datasets", response={200: ListOut, **PROBLEMS, 503: Problem})
def listed(request: ViewerRequest, query: Query[ListIn]) -> dict[str, Any]:
    """The datasets that fit, with facets and exact counts."""
    lists = {"q": [query.q], "sort": [query.sort]} | {name: getattr(query, name) for name in catalogue.FACETS}
    answer = catalogue.ask(catalogue.read(lists), request.viewer)
    pages = Paginator(answer.keys, query.size)
    if query.page > pages.num_pages:
        raise Http404
    page = pages.page(query.page)
    return page_facts(page) | {
        "datasets": [catalogue.plainly(one) for one in catalogue.load(list(page.object_list), request.viewer)],
        "is_whole": answer.is_whole,
        "facets": {facet.name: values_out(facet) for facet in answer.facets},
    }


def values_out(facet: catalogue.FacetCount) -> list[dict[str, Any]]:
    labels = facet_wording.labels(facet.name, [value for value, _count in facet.values])
    return [{"value": value, "label": str(labels[value]), "count": count} for value, count in facet.values]


@router.post("", url_name="dataset-create", response={201: StateOut, **PROBLEMS}, auth=signed_in)
def create(request: SignedInRequest, body: CreateIn) -> tuple[int, dict[str, Any]]:
    """Open a dataset as a draft. Add a table or an address to it, then publish it."""
    organisation = Organisation.objects.filter(code=body.agency).first()
    if organisation is None:
        raise Invalid(_("There is no agency with this code."), field="agency")
    said = body.model_dump(exclude={"agency", "series"}, exclude_none=True)
    series = series_of(organisation, body.series)
    dataset = actions.create_dataset(organisation=organisation, series=series, by=request.user, at=now(), **said)
    return 201, state_out(dataset)


@router.post(
    "/{slug}/distributions", url_name="dataset-distribute", response={201: DistributionOut, **PROBLEMS}, auth=signed_in
)
def distribute(request: SignedInRequest, slug: str, body: DistributionIn) -> tuple[int, dict[str, Any]]:
    """Add a form in which a dataset of your agency can be had."""
    dataset = own_dataset(request, slug)
    made = actions.add_distribution(dataset=dataset, by=request.user, at=now(), **body.model_dump())
    takes_files = made.kind == Distribution.Kind.TABLE
    receive = f"/api/v1/data/{dataset.slug}/{made.key}/versions" if takes_files else ""
    return 201, {"key": made.key, "kind": made.kind, "receive": receive}


@router.get("/{slug}", url_name="dataset", response={200: DatasetWhole, **PROBLEMS})
def one(request: ViewerRequest, slug: str) -> dict[str, Any]:
    """One dataset. Its tables are under `/data`, its quality under `/data-quality`."""
    keys = list(Dataset.objects.visible_to(request.viewer).filter(slug=slug).values_list("pk", flat=True))
    if not keys:
        raise Http404
    found = catalogue.load(keys, request.viewer)[0]
    decided = decisions.plainly(decisions.about_dataset(found, request.viewer))
    because = reasons.plainly(reasons.reasons_of(found, request.viewer))
    return catalogue.plainly(found) | {"decisions": decided, "because": because}


def series_of(organisation: Organisation, slug: str | None) -> DatasetSeries | None:
    """A series of this agency; None for no name. Raises `Http404`."""
    return get_object_or_404(DatasetSeries, organisation=organisation, slug=slug) if slug else None


def own_dataset(request: SignedInRequest, slug: str) -> Dataset:
    found = Dataset.objects.visible_to(request.viewer).filter(slug=slug).select_related("organisation").first()
    if found is None or not request.viewer.is_in(found.organisation_id, Role.DATA_OFFICER):
        raise Http404
    return found


def state_out(dataset: Dataset) -> dict[str, Any]:
    dataset.refresh_from_db()
    faults = [one | {"sentence": problem_sentence(one)} for one in actions.shown_faults(dataset)]
    return {"slug": dataset.slug, "state": dataset.state, "faults": faults}


@router.get("/{slug}/state", url_name="dataset-state", response={200: StateOut, **PROBLEMS}, auth=signed_in)
def state(request: SignedInRequest, slug: str) -> dict[str, Any]:
    """Whether a dataset of your agency is public or held, and what formats refuse of it."""
    return state_out(own_dataset(request, slug))


@router.patch("/{slug}", url_name="dataset-describe", response={200: StateOut, **PROBLEMS}, auth=signed_in)
def describe(request: SignedInRequest, slug: str, body: DescribeIn) -> dict[str, Any]:
    """Change what is said of a dataset. Answers 409 `descriptions-fail` where a public one would fail a format."""
    dataset = own_dataset(request, slug)
    said = body.model_dump(exclude_unset=True)
    despite = said.pop("despite", "")
    if "series" in said:
        said["series"] = series_of(dataset.organisation, said["series"])
    said = {name: value for name, value in said.items() if value is not None or name in CAN_BE_EMPTY}
    actions.describe_dataset(dataset=dataset, by=request.user, at=now(), despite=despite, **said)
    return state_out(dataset)


@router.post("/{slug}/publish", url_name="dataset-publish", response={200: StateOut, **PROBLEMS}, auth=signed_in)
def publish(request: SignedInRequest, slug: str, body: DespiteIn) -> dict[str, Any]:
    """Publish a dataset. Answers 409 `descriptions-fail`, and holds it, if formats refuse what is said of it."""
    dataset = own_dataset(request, slug)
    actions.publish_dataset(dataset=dataset, by=request.user, at=now(), despite=body.despite)
    return state_out(dataset)
