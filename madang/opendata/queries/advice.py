"""What is asked of advice: the knowledge base, one's own questions, the desk, and how many were answered in time."""

from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, QuerySet

from madang.accounts.models import Organisation, Role, RoleHeld
from madang.accounts.viewers import PUBLIC, Viewer
from madang.opendata.models import AdviceCase, KnowledgeArticle

State = AdviceCase.State


def offices(*, on: date) -> QuerySet[Organisation]:
    """Agencies that have an open data officer on that day, and so an office that answers."""
    held = RoleHeld.objects.filter(role=Role.DATA_OFFICER, since_on__lte=on).exclude(until_on__lte=on)
    return Organisation.objects.existing(on=on).filter(pk__in=held.values("organisation"))


def articles(viewer: Viewer, *, words: str = "", kind: str = "", organisation: str = "") -> QuerySet[KnowledgeArticle]:
    """The knowledge base, newest first: what is published."""
    found = KnowledgeArticle.objects.visible_to(viewer).filter(state=KnowledgeArticle.State.PUBLISHED)
    if words:
        found = found.filter(Q(title__icontains=words) | Q(question__icontains=words) | Q(answer__icontains=words))
    if kind:
        found = found.filter(kind=kind)
    if organisation:
        found = found.filter(organisation__code=organisation)
    return found.select_related("organisation")


def article_page(viewer: Viewer, code: str) -> KnowledgeArticle | None:
    """An article; for the office also a draft."""
    return KnowledgeArticle.objects.visible_to(viewer).select_related("organisation").filter(code=code).first()


def is_office(viewer: Viewer, organisation_id: int) -> bool:
    return viewer.is_in(organisation_id, Role.DATA_OFFICER)


def case_page(viewer: Viewer, code: str) -> AdviceCase | None:
    found = AdviceCase.objects.visible_to(viewer).select_related("organisation", "article", "asker")
    return found.filter(code=code).first()


def my_cases(viewer: Viewer) -> QuerySet[AdviceCase]:
    if viewer.user is None:
        return AdviceCase.objects.none()
    return AdviceCase.objects.visible_to(viewer).filter(asker=viewer.user).select_related("organisation")


def cases_at_desk(viewer: Viewer, *, state: str = "") -> QuerySet[AdviceCase]:
    """Questions to the viewer's office: those that wait, the most urgent first; or those answered, the latest first."""
    own = viewer.organisations_as(Role.DATA_OFFICER)
    found = AdviceCase.objects.visible_to(viewer).filter(organisation__in=own).select_related("organisation", "article")
    if state == State.ANSWERED:
        return found.filter(state=State.ANSWERED).order_by("-answered_at")
    return found.filter(state=State.WAITING).order_by("due_on", "pk")


@dataclass(frozen=True)
class InTime:
    """Questions that were answered, or whose time was over, by a day; how many of them in time; how many wait late."""

    in_time: int
    due: int
    late: int


def answered_in_time(*, on: date) -> InTime:
    """Of all questions, without saying anything of one. Two queries."""
    found = AdviceCase.objects.filter(asked_at__date__lte=on).exclude(state=State.WITHDRAWN)
    answered = found.filter(answered_at__date__lte=on)
    late = found.filter(due_on__lt=on).filter(Q(answered_at=None) | Q(answered_at__date__gt=on)).count()
    in_time = answered.filter(answered_at__date__lte=F("due_on")).count()
    return InTime(in_time, answered.count() + late, late)


def latest_articles(count: int) -> list[KnowledgeArticle]:
    return list(articles(PUBLIC)[:count])
