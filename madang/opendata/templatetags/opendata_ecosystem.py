from collections.abc import Callable, Mapping

from django import template
from django.urls import reverse
from django.utils.functional import Promise

from madang.accounts.viewers import PUBLIC
from madang.common.refs import Target, resolve_ref
from madang.opendata import facet_wording
from madang.opendata import quality_wording as wording
from madang.opendata.models import Dataset
from madang.opendata.queries import discussions, showcase
from madang.opendata.queries import quality as queries

register = template.Library()
MOST_USES = 10
TONES = {
    "open": "good",
    "planned": "warning",
    "closed": "neutral",
    "chosen": "good",
    "nominated": "info",
    "not-chosen": "neutral",
    "received": "info",
    "accepted": "warning",
    "released": "good",
    "refused": "danger",
    "mediation": "warning",
    "submitted": "info",
    "waiting": "info",
    "answered": "good",
    "draft": "warning",
    "published": "good",
    "withdrawn": "neutral",
    "working": "good",
    "broken": "danger",
    "failed": "danger",
}


@register.filter
def status_tone(status: str) -> str:
    """The tone of a state's badge."""
    return TONES.get(status, "neutral")


@register.filter
def area_label(code: str) -> str:
    """The name of a strategic area; a code that is none stands for itself."""
    return str(facet_wording.labels("area", [code])[code])


@register.filter
def target(ref: str) -> Target | None:
    """What a ref points at, where it is public here."""
    return resolve_ref(ref) if ref else None


@register.inclusion_tag("opendata/_dataset_quality.html")
def dataset_quality(dataset: Dataset) -> dict[str, object]:
    """What is known of a dataset's quality, and what formats of others say of it."""
    return dataset_verdicts(dataset) | {"latest": queries.latest_of(dataset)}


@register.inclusion_tag("opendata/_verdicts.html")
def dataset_verdicts(dataset: Dataset) -> dict[str, object]:
    """What formats of others say of a dataset now, and who published it despite that, and why."""
    verdicts = queries.verdicts_of(dataset)
    return {"dataset": dataset, "verdicts": verdicts, "accepted": queries.accepted_now(dataset, verdicts)}


@register.inclusion_tag("opendata/_dataset_discussions.html")
def dataset_discussions(dataset: Dataset) -> dict[str, object]:
    """What people asked about a dataset last, and how many faults they reported."""
    latest = discussions.listed(PUBLIC, dataset=dataset.slug)[:3]
    return {"dataset": dataset, "counts": discussions.counts(dataset), "latest": latest}


@register.inclusion_tag("opendata/_dataset_uses.html")
def dataset_uses(dataset: Dataset) -> dict[str, object]:
    """What was made with a dataset, and the practices that are about it; the newest of each."""
    found, told = showcase.reuses_of(dataset), showcase.practices_of(dataset)
    return {"dataset": dataset, "reuses": found[:MOST_USES], "total": found.count(), "practices": told[:MOST_USES]}


@register.simple_tag
def format_url(dataset: Dataset, name: str) -> str:
    """The address of a dataset in a format."""
    _label, view, last = wording.FORMATS[name]
    return reverse(f"opendata:{view}", args=[dataset.slug, last] if last else [])


def labelled(labels: Mapping[str, str | Promise]) -> Callable[[str], str]:
    return lambda code: str(labels.get(code, code))


register.filter("rating_label", labelled(wording.RATINGS))
register.filter("verdict_label", labelled(wording.VERDICTS))
register.filter("dimension_label", labelled(wording.DIMENSIONS))
register.filter("indicator_label", labelled(wording.INDICATORS))
register.filter("format_label", labelled({code: said[0] for code, said in wording.FORMATS.items()}))
register.filter("verdict_tone", lambda state: wording.TONES.get(state, "neutral"))
register.filter("problem_sentence", wording.problem_sentence)
