"""Datasets for programs: describing them, and publishing them."""

from datetime import date
from typing import Any

from django.http import Http404
from django.utils.timezone import now
from ninja import Router, Schema

from madang.accounts.api_auth import anyone, signed_in
from madang.accounts.middleware import SignedInRequest
from madang.accounts.models import Role
from madang.common.api import Problem
from madang.opendata import actions
from madang.opendata.models import Dataset
from madang.opendata.quality_wording import problem_sentence

router = Router(auth=anyone)
PROBLEMS = {403: Problem, 404: Problem, 409: Problem, 422: Problem}


class DescribeIn(Schema):
    """What is to change. despite: why it stays public although formats refuse this; everyone reads it."""

    title_ko: str | None = None
    title_en: str | None = None
    description_ko: str | None = None
    description_en: str | None = None
    licence: str | None = None
    area: str | None = None
    keywords: list[str] | None = None
    frequency: str | None = None
    spatial: str | None = None
    covers_from: date | None = None
    covers_until: date | None = None
    contact: str | None = None
    despite: str = ""


class DespiteIn(Schema):
    """despite: why it is public although formats refuse what is said of it; everyone reads it."""

    despite: str = ""


class StateOut(Schema):
    """state: draft, held, published or withdrawn. faults: `{format, code, where, sentence}` of what formats refuse."""

    slug: str
    state: str
    faults: list[dict[str, str]]


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
    said = {name: value for name, value in said.items() if value is not None or name.startswith("covers")}
    actions.describe_dataset(dataset=dataset, by=request.user, at=now(), despite=despite, **said)
    return state_out(dataset)


@router.post("/{slug}/publish", url_name="dataset-publish", response={200: StateOut, **PROBLEMS}, auth=signed_in)
def publish(request: SignedInRequest, slug: str, body: DespiteIn) -> dict[str, Any]:
    """Publish a dataset. Answers 409 `descriptions-fail`, and holds it, if formats refuse what is said of it."""
    dataset = own_dataset(request, slug)
    actions.publish_dataset(dataset=dataset, by=request.user, at=now(), despite=body.despite)
    return state_out(dataset)
