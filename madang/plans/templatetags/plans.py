from collections.abc import Mapping
from decimal import ROUND_CEILING, Decimal
from typing import Any

from django import template
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext

from madang.common.refs import Target, resolve_ref
from madang.plans import wording
from madang.plans.charts import Columns, columns
from madang.plans.models import Commitment, Milestone, PlanVersion, Policy, in_language
from madang.plans.planfile import COUNTED
from madang.plans.queries import CommitmentOverview, Profile, Standing
from madang.plans.states import elapsed

register = template.Library()
TONES = {
    "met": "good",
    "met-late": "warning",
    "on-track": "info",
    "behind": "warning",
    "missed": "danger",
    "not-started": "neutral",
    "not-measurable": "neutral",
}


@register.filter
def amount(value: Decimal | None, unit: str) -> str:
    """A value with its unit in words; a dash where there is none."""
    return wording.amount(value, unit)


@register.filter
def signed(value: Decimal, unit: str) -> str:
    """A difference with its sign: `+12 documents`."""
    return f"{'−' if value < 0 else '+'}{wording.amount(abs(value), unit)}"


@register.filter
def rounded(value: Decimal, unit: str) -> Decimal:
    """What is counted is asked for in whole numbers, the rest to two places."""
    return value.to_integral_value(ROUND_CEILING) if unit in COUNTED else round(value, 2)


@register.filter
def as_decimal(value: str) -> Decimal:
    return Decimal(value)


@register.filter
def figures(value: Decimal | int) -> str:
    return wording.in_figures(value)


@register.filter
def percent(share: Decimal | None) -> str:
    """A share from 0 to 1 as `43 %`; a dash where there is none."""
    return "–" if share is None else f"{round(share * 100)} %"


@register.filter
def in_page_language(text: Mapping[str, str]) -> str:
    """A text stored as {"ko": …, "en": …}."""
    return in_language(text.get("ko", ""), text.get("en", ""))


@register.filter
def tone(state: str) -> str:
    """The tone of the badge of a state."""
    return TONES.get(str(state), "neutral")


@register.filter
def value_label(value: str) -> str | Promise:
    """What an OGP value is called."""
    return wording.VALUES.get(value, value)


@register.filter
def state_label(state: str) -> str | Promise:
    return wording.state_label(state)


@register.filter
def target_sentence(milestone: Milestone) -> str:
    """`at least 50 projects`."""
    return wording.target_sentence(milestone.comparator, milestone.target, milestone.unit)


@register.filter
def picture(overview: CommitmentOverview) -> Columns:
    """The columns of a commitment's promises."""
    return columns([_column(one) for one in overview.promises])


def _column(standing: Standing) -> tuple[str, Decimal | None, Decimal | None]:
    return standing.state.value, standing.share, elapsed(standing.milestone.promise, on=standing.on)


@register.inclusion_tag("plans/state_bar.html")
def state_bar(counts: Mapping[str, int]) -> dict[str, Any]:
    """One bar of all promises by state, for use beside their numbers."""
    total, begin, segments = sum(counts.values()), 0.0, []
    for state, count in counts.items():
        width = 400 * count / total
        segments.append({"state": str(state), "x": f"{begin:.1f}", "width": f"{width:.1f}", "count": count})
        begin += width
    return {"segments": segments, "total": total}


@register.simple_tag
def trail(version: PlanVersion, commitment: Commitment | str, here: str) -> list[tuple[str, str]]:
    """Where a page of a plan stands, for the breadcrumb. here: its title; commitment: empty where it is above one."""
    crumbs = [(gettext("Action plans"), reverse("plans:plans")), (version.title, version.plan.get_absolute_url())]
    if isinstance(commitment, Commitment):
        crumbs.append((str(commitment), commitment.get_absolute_url()))
    titles = [label for label, _url in crumbs]
    if here in titles:
        crumbs = crumbs[: titles.index(here)]
    return [*crumbs, (here, "")]


@register.filter
def code_label(codes: Mapping[str, str], scale: str) -> str | Promise:
    """What a reviewer's code on a scale is called; a dash where there is none."""
    return wording.code_label(scale, codes[scale]) if scale in codes else "–"


@register.filter
def scale_label(scale: str) -> str | Promise:
    return wording.SCALE_LABELS.get(scale, scale)


@register.filter
def target_of(ref: str) -> Target | None:
    """The public record that a ref names, or the address itself where it is one; None for anything else."""
    if ref.startswith(("https://", "http://")):
        return Target(ref, ref)
    return resolve_ref(ref)


@register.filter
def field_label(name: str) -> str | Promise:
    return wording.FIELDS.get(name.partition(".")[0], name)


@register.filter
def share_of(profile: Profile, count: int) -> str:
    """A count of promises as `23 / 26 (88 %)`."""
    return f"{count} / {profile.promises} ({round(profile.share(count) * 100)} %)"


@register.filter
def outcome_tone(outcome: str) -> str:
    return {"taken-up": "good", "partly": "info", "already": "info"}.get(outcome, "neutral")


@register.simple_tag(takes_context=True)
def register_trail(context: Mapping[str, Any], version: PlanVersion, here: str) -> list[tuple[str, str]]:
    """Where a page of the consultation register stands; `above`, if it is set, is the consultation it belongs to."""
    crumbs = trail(version, "", gettext("Consultations"))
    crumbs[-1] = (crumbs[-1][0], reverse("plans:consultations", args=[version.plan.slug]))
    if above := context.get("above"):
        crumbs.append((above.title, above.get_absolute_url()))
    return [*crumbs, (here, "")]


@register.filter
def fate_label(fate: str) -> str | Promise:
    """What a council did with a version."""
    return wording.FATES.get(str(fate), fate)


@register.filter
def fate_tone(fate: str) -> str:
    return {"passed": "good", "called": "info", "rejected": "danger", "deferred": "warning"}.get(str(fate), "neutral")


@register.filter
def grade_tone(grade: str) -> str:
    return {"done": "good", "partly": "warning", "not-done": "danger"}.get(grade, "neutral")


@register.simple_tag
def policy_trail(above: Policy | str | None, here: str) -> list[tuple[str, str]]:
    """Where a page of basic and execution plans stands. above: the plan that it belongs to, if any."""
    crumbs = [
        (gettext("Action plans"), reverse("plans:plans")),
        (gettext("Basic and execution plans"), reverse("plans:policies")),
    ]
    if isinstance(above, Policy):
        crumbs.append((above.title, above.get_absolute_url()))
    return [*crumbs, (here, "")]
