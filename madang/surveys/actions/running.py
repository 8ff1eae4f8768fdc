"""Who may run surveys, in one place."""

from datetime import datetime

from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import Organisation, Role, User
from madang.accounts.viewers import viewer_of
from madang.common.actors import Actor
from madang.common.errors import NotAllowed
from madang.notices.actions import tell_followers
from madang.search.actions import mark_changed
from madang.surveys.models import RUNNERS, Survey


def require_runner(by: User | None, organisation: Organisation, *, at: datetime, words: bool = False) -> Actor:
    """The office in which `by`, an officer of that organisation, acts on its surveys. None: a command.

    words: the act is about what people wrote; then moderators may too. Raises `NotAllowed`.
    """
    if by is None:
        return Actor(ref="madang:command", office=f"operator@{organisation.code}")
    viewer = viewer_of(by, on=localdate(at))
    for role in (*RUNNERS, *((Role.MODERATOR,) if words else ())):
        if viewer.is_in(organisation.pk, role):
            return by.as_actor(role, organisation)
    raise NotAllowed(
        _("Only a data, disclosure, ethics or records officer of the agency that asks may run its surveys.")
    )


def lock(survey: Survey) -> Survey:
    """The survey as it is now, held until the transaction ends."""
    return Survey.objects.select_for_update().select_related("organisation").get(pk=survey.pk)


def tell(survey: Survey, kind: str, sentence: str | Promise, *, at: datetime) -> None:
    """Tell whoever follows the survey or its agency. sentence: has places for `agency` and `title`."""
    tell_followers(
        ref=survey.ref,
        topics=[survey.organisation.ref],
        kind=kind,
        subject=lambda: str(sentence) % {"agency": survey.organisation.name, "title": survey.title},
        at=at,
    )


def changed(survey: Survey) -> None:
    """Tell the search that a public survey is another."""
    if survey.state != Survey.State.DRAFT:
        mark_changed([survey.ref])
