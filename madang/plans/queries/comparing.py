"""Versions of one plan, or two plans, side by side."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.timezone import localdate

from madang.plans.models import PlanVersion
from madang.plans.planfile import Kind, PlanDraft, read_plan
from madang.plans.queries.standings import PlanOverview, plan_overview
from madang.plans.review import review_plan


@dataclass(frozen=True)
class Profile:
    """A plan in figures. Counts are of promises, which starting figures are not."""

    overview: PlanOverview
    commitments: int
    commitments_verifiable: int
    promises: int
    verifiable: int
    with_due_day: int
    with_number: int
    with_baseline: int
    measured: int
    contradictions: int

    @property
    def version(self) -> PlanVersion:
        return self.overview.version

    def share(self, count: int) -> Decimal:
        """Of the promises, from 0 to 1."""
        return Decimal(count) / self.promises if self.promises else Decimal(0)


def draft_of(version: PlanVersion) -> PlanDraft:
    """The file of a version, read as on the day from which its days were counted."""
    return read_plan(version.source_text, today=version.counted_from_on or localdate(version.loaded_at))


def profile(version: PlanVersion, *, on: date, metrics: Mapping[str, str]) -> Profile:
    """What a plan is like and where it stands on the day `on`. metrics: units of those measured here, by key."""
    draft = draft_of(version)
    review = review_plan(draft, metrics=metrics)
    promised = {one.key: one for one in draft.milestones if one.kind is not Kind.BASELINE}
    judged = [one for part in review.commitments for one in part.milestones if one.key in promised]
    overview = plan_overview(version, on=on)
    return Profile(
        overview=overview,
        commitments=len(draft.commitments),
        commitments_verifiable=sum(one.verifiable for one in review.commitments),
        promises=len(promised),
        verifiable=sum(one.verifiable for one in judged),
        with_due_day=sum(one.due is not None for one in promised.values()),
        with_number=sum(one.target is not None and one.unit != "yes-no" for one in promised.values()),
        with_baseline=sum(one.baseline is not None for one in promised.values()),
        measured=sum(not one.why_not for one in overview.promises),
        contradictions=len(review.contradictions),
    )
