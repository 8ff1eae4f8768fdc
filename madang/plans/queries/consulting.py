"""The consultation register as it is read."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Sum
from django.utils.timezone import localdate

from madang.accounts.viewers import Viewer
from madang.plans.models import Answer, Consultation, Contribution, Heard, Plan


@dataclass(frozen=True)
class RegisterTotals:
    """people: heard, by what organisers say. overdue: public contributions whose last day for an answer is over."""

    consultations: int
    people: int
    contributions: int
    answered: int
    overdue: int
    without_minutes: int


def consultations_of(
    plan: Plan, viewer: Viewer, *, kind: str = "", commitment: str = "", words: str = ""
) -> QuerySet[Consultation]:
    """The register, newest first, each with the numbers of its public contributions and of those answered."""
    found = Consultation.objects.visible_to(viewer).filter(plan=plan)
    if kind:
        found = found.filter(kind=kind)
    if words:
        fields = ("title_ko", "title_en", "about_ko", "about_en", "minutes")
        said = Q(
            contributions__text__icontains=words,
            contributions__published_at__isnull=False,
            contributions__ended_at=None,
        )
        for field in fields:
            said |= Q(**{f"{field}__icontains": words})
        found = found.filter(pk__in=Consultation.objects.filter(said).values("pk"))
    if commitment:
        numbers = [one.pk for one in found if one.concerns(commitment)]
        found = found.filter(pk__in=numbers)
    public = Q(contributions__published_at__isnull=False, contributions__ended_at=None)
    answered = public & Q(contributions__answers__isnull=False)
    return (
        found.select_related("plan", "organisation")
        .prefetch_related("heard")
        .annotate(
            said=Count("contributions", filter=public, distinct=True),
            answered=Count("contributions", filter=answered, distinct=True),
        )
        .order_by("-opens_at", "-number")
    )


def find_consultation(plan: Plan, number: int, viewer: Viewer) -> Consultation | None:
    return consultations_of(plan, viewer).filter(number=number).first()


def contributions_to(
    consultation: Consultation, viewer: Viewer, *, commitment: str = "", words: str = "", unanswered: bool = False
) -> QuerySet[Contribution]:
    """What was said in a consultation, oldest first, with its answers."""
    found = Contribution.objects.visible_to(viewer).filter(consultation=consultation)
    if commitment:
        found = found.filter(commitment_key=commitment)
    if words:
        found = found.filter(text__icontains=words)
    if unanswered:
        found = found.filter(~Exists(Answer.objects.filter(contribution=OuterRef("pk"))), ended_at=None)
    return with_answers(found)


def with_answers(found: QuerySet[Contribution]) -> QuerySet[Contribution]:
    answers = Prefetch("answers", Answer.objects.order_by("-answered_at", "-pk"))
    return found.select_related("consultation__plan", "consultation__organisation").prefetch_related(answers)


def said_about(plan: Plan, commitment: str, viewer: Viewer) -> QuerySet[Contribution]:
    """Public contributions on one commitment, newest first."""
    found = Contribution.objects.visible_to(viewer).public().filter(consultation__plan=plan, commitment_key=commitment)
    return with_answers(found).order_by("-submitted_at", "-pk")


def all_contributions(plan: Plan, viewer: Viewer) -> QuerySet[Contribution]:
    """Everything public that was said on a plan, oldest first: for exports."""
    found = Contribution.objects.visible_to(viewer).public().filter(consultation__plan=plan)
    return with_answers(found).order_by("consultation__number", "submitted_at", "pk")


def open_periods(plan: Plan, viewer: Viewer, *, at: datetime, commitment: str = "") -> list[Consultation]:
    """Comment periods that are open at that moment, those that end first before others."""
    found = Consultation.objects.visible_to(viewer).filter(
        plan=plan, kind=Consultation.Kind.COMMENT_PERIOD, opens_at__lte=at, closes_at__gt=at
    )
    ordered = found.select_related("plan", "organisation").order_by("closes_at")
    return [one for one in ordered if not commitment or one.concerns(commitment)]


def open_everywhere(viewer: Viewer, *, at: datetime) -> list[Consultation]:
    """Open comment periods of every plan, those that end first before others."""
    found = Consultation.objects.visible_to(viewer).filter(
        kind=Consultation.Kind.COMMENT_PERIOD, opens_at__lte=at, closes_at__gt=at
    )
    return list(found.select_related("plan", "organisation").order_by("closes_at"))


def unanswered(plan: Plan, viewer: Viewer, *, on: date) -> list[Contribution]:
    """Public contributions whose last day for an answer is over on the day `on`, longest waiting first."""
    found = Contribution.objects.visible_to(viewer).public().filter(consultation__plan=plan)
    found = found.filter(~Exists(Answer.objects.filter(contribution=OuterRef("pk"))))
    waiting = [one for one in with_answers(found) if one.answer_due_on < on]
    return sorted(waiting, key=lambda one: (one.answer_due_on, one.pk))


def to_moderate(viewer: Viewer) -> QuerySet[Contribution]:
    """What waits for a moderator, oldest first. Nothing for who moderates nowhere."""
    found = Contribution.objects.visible_to(viewer).filter(published_at=None, ended_at=None)
    return with_answers(found.exclude(author=viewer.user) if viewer.user else found.none())


def totals(plan: Plan, viewer: Viewer, *, on: date) -> RegisterTotals:
    """The register in numbers."""
    register = list(Consultation.objects.visible_to(viewer).filter(plan=plan))
    public = Contribution.objects.visible_to(viewer).public().filter(consultation__plan=plan)
    people = Heard.objects.filter(consultation__in=register).aggregate(people=Sum("people"))["people"]
    return RegisterTotals(
        consultations=len(register),
        people=people or 0,
        contributions=public.count(),
        answered=public.filter(Exists(Answer.objects.filter(contribution=OuterRef("pk")))).count(),
        overdue=len(unanswered(plan, viewer, on=on)),
        without_minutes=sum(one.lacks_minutes(on=on) for one in register),
    )


def held_by_day(*, on: date, since: date | None = None) -> QuerySet[Consultation]:
    """Consultations that were over at the end of the day `on` and began on `since` or later, of every plan."""
    found = Consultation.objects.filter(closes_at__date__lte=on)
    return found.filter(opens_at__date__gte=since) if since else found


def contributions_due(*, on: date) -> list[tuple[Contribution, date, date | None]]:
    """Contributions public at the end of `on`, with the last day for an answer and the day of the first answer."""
    found = Contribution.objects.filter(published_at__date__lte=on).exclude(ended_at__date__lte=on)
    answered = dict(
        Answer.objects.filter(answered_at__date__lte=on)
        .order_by("-answered_at")
        .values_list("contribution_id", "answered_at")
    )
    rows = []
    for one in found.select_related("consultation__plan"):
        moment = answered.get(one.pk)
        rows.append((one, one.answer_due_on, localdate(moment) if moment else None))
    return rows
