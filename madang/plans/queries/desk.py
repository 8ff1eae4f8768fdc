"""What waits for an official around plans."""

from dataclasses import dataclass
from datetime import date

from madang.accounts.models import Organisation, Role
from madang.accounts.viewers import Viewer
from madang.plans.models import Consultation, Contribution, Plan, Review
from madang.plans.queries.consulting import to_moderate, unanswered


@dataclass(frozen=True)
class PlansDesk:
    """to_answer: public, without an answer, longest waiting first, overdue or not."""

    to_moderate: tuple[Contribution, ...]
    to_answer: tuple[Contribution, ...]
    without_minutes: tuple[Consultation, ...]
    drafts: tuple[Review, ...]

    def __bool__(self) -> bool:
        return bool(self.to_moderate or self.to_answer or self.without_minutes or self.drafts)


def plans_desk(viewer: Viewer, *, on: date) -> PlansDesk:
    """What the viewer's organisations should do on the day `on`."""
    own = {organisation for _role, organisation in viewer.roles if organisation is not None}
    answering = own - viewer.organisations_as(Role.INDEPENDENT_REVIEWER, Role.COMMITTEE_MEMBER)
    codes = set(Organisation.objects.filter(pk__in=answering).values_list("code", flat=True))
    consultations = Consultation.objects.visible_to(viewer).filter(organisation__in=answering)
    drafts = Review.objects.visible_to(viewer).filter(published_at=None)
    return PlansDesk(
        to_moderate=tuple(to_moderate(viewer)),
        to_answer=tuple(_to_answer(viewer, codes)) if codes else (),
        without_minutes=tuple(one for one in consultations.select_related("plan") if one.lacks_minutes(on=on)),
        drafts=tuple(drafts.select_related("plan", "organisation")),
    )


def _to_answer(viewer: Viewer, codes: set[str]) -> list[Contribution]:
    waiting: list[Contribution] = []
    for plan in Plan.objects.visible_to(viewer):
        version = plan.versions.first()
        led = {one.key for one in version.commitments.all() if one.organisations & codes} if version else set()
        waiting += [
            one
            for one in unanswered(plan, viewer, on=date.max)
            if one.commitment_key in led or one.consultation.organisation.code in codes
        ]
    return waiting
