"""What surveys measure, as functions of a date."""

from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from madang.common.metrics import Measurement, metric
from madang.surveys import queries
from madang.surveys.models import Survey

HUNDREDTH = Decimal("0.01")


@metric("surveys.answers", unit="count", title=_("Answers to surveys that have closed"))
def answers(*, at: date, survey: str = "", purpose: str = "", organisation: str = "") -> Measurement:
    """Answers by the end of `at`, of surveys closed by then. survey: an address. organisation: an agency's code."""
    total = queries.answers_by(at, survey=survey, purpose=purpose, organisation=organisation)
    asked = {"state": "closed", "purpose": purpose, "agency": organisation}
    kept = urlencode({name: value for name, value in asked.items() if value})
    address = reverse("surveys:survey", args=[survey]) if survey else f"{reverse('surveys:surveys')}?{kept}"
    return Measurement(value=Decimal(total), numerator=total, records_url=address)


@metric("surveys.awareness_share", unit="%", title=_("Share of people who gave an answer in a survey"))
def awareness_share(
    *,
    at: date,
    question: str = "aware",
    options: str = "yes",
    survey: str = "",
    purpose: str = Survey.Purpose.AWARENESS.value,
    weighted: str = "yes",
) -> Measurement:
    """The share that chose any of `options`, in the latest survey whose results were public at the end of `at`.

    survey: an address; without, the latest of `purpose`. weighted: `no` for the share of those who answered.
    Numerator and denominator are people, whatever their weights.
    """
    last = queries.latest_results(at, survey=survey, purpose=purpose)
    if last is None:
        return Measurement(value=None, reason=_("No survey of this kind has published results by this day."))
    about, document = last
    result = next((one for one in document["results"] if one["question"] == question), None)
    chosen = [item for item in result["items"] if item["key"] in options.split(",")] if result else []
    if result is None or not chosen or not result["base"]:
        return Measurement(value=None, reason=_("The latest survey of this kind did not publish this question."))
    count, key = sum(item["count"] for item in chosen), "weighted" if weighted == "yes" else "share"
    share = sum((Decimal(str(item.get(key, item["share"]))) for item in chosen), Decimal(0))
    return Measurement(
        value=(share * 100).quantize(HUNDREDTH),
        numerator=count,
        denominator=result["base"],
        records_url=f"{reverse('surveys:results', args=[about.slug])}#q-{question}",
    )
