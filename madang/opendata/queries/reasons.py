"""From a survey to the requests and releases that it led to, and from a dataset back to why it was opened."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from madang.accounts.viewers import PUBLIC, Viewer
from madang.common.refs import Target, split_ref
from madang.opendata.models import DataRequest, Dataset, HeldType, OpennessPeriod
from madang.surveys.models import Survey


@dataclass(frozen=True)
class Reason:
    """kind: `survey` or `request`. question: what was asked in the survey, or empty."""

    kind: str
    title: str
    question: str
    url: str


def led_to(ref: str) -> Iterator[Target]:
    """The public requests and planned releases that name a survey as their reason, the oldest first."""
    if not ref.startswith("surveys:survey:"):
        return
    slug = split_ref(ref)[1]
    asked = DataRequest.objects.visible_to(PUBLIC).filter(survey__slug=slug)
    for one in asked.select_related("organisation", "survey").order_by("received_at"):
        said = {"title": one.title, "agency": one.organisation.name}
        yield Target(with_question(_("Request for data: %(title)s (%(agency)s)") % said, one), one.get_absolute_url())
    for period in periods_of(slug):
        said = {"title": period.held.title, "agency": period.held.organisation.name}
        title = with_question(_("Release of data: %(title)s (%(agency)s)") % said, period)
        yield Target(title, period.held.get_absolute_url())


def periods_of(slug: str) -> QuerySet[OpennessPeriod]:
    found = OpennessPeriod.objects.filter(survey__slug=slug, held__in=HeldType.objects.visible_to(PUBLIC))
    return found.select_related("held__organisation", "survey").order_by("since_on", "pk")


def with_question(title: str, one: DataRequest | OpennessPeriod) -> str:
    return f"{title} – {one.question_text}" if one.question_text else title


def reasons_of(dataset: Dataset, viewer: Viewer) -> list[Reason]:
    """Why a dataset was opened: the surveys that led to it, and the requests that it answers."""
    answered = list(
        DataRequest.objects.visible_to(viewer).filter(dataset_ref=dataset.ref).select_related("survey").order_by("pk")
    )
    opened = HeldType.objects.visible_to(viewer).filter(periods__dataset_ref=dataset.ref)
    stated = OpennessPeriod.objects.filter(held__in=opened, survey__isnull=False).select_related("survey")
    named = [*(one for one in answered if one.survey), *stated.order_by("pk")]
    surveys = {(one.survey_id, one.survey_question): survey_reason(one.survey, one) for one in named if one.survey}
    return [
        *surveys.values(),
        *(Reason("request", one.title, "", one.get_absolute_url()) for one in answered),
    ]


def survey_reason(survey: Survey, one: DataRequest | OpennessPeriod) -> Reason:
    return Reason("survey", survey.title, one.question_text, survey.get_absolute_url())


def plainly(reasons: list[Reason]) -> list[dict[str, Any]]:
    return [{name: getattr(one, name) for name in ("kind", "title", "question", "url")} for one in reasons]
