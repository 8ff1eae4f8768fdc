"""Papers of meetings: received into the private store, checked, and published or kept for members."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from madang.bodies.actions.bodies import locked, refuse_faults
from madang.bodies.actions.permission import By, Facts
from madang.bodies.models import AgendaItem, Meeting, Paper
from madang.common.actors import SYSTEM, Actor
from madang.common.enqueue import enqueue
from madang.common.errors import Invalid, Refusal
from madang.documents.stores import private_files
from madang.ledger import actions as ledger


class NotWaiting(Refusal):
    code = "paper-not-waiting"
    default_message = _("This paper is not waiting for a decision.")


@transaction.atomic
def attach_paper(
    *,
    meeting: Meeting,
    title: str,
    file_name: str,
    sha256: str,
    by: By,
    at: datetime,
    item: AgendaItem | None = None,
    is_internal: bool = False,
) -> Paper:
    """Add a file that is in the private store. It is read and screened before it becomes public.

    is_internal: for members only. Raises `NotAllowed`, `Invalid`.
    """
    _body, _actor = locked(meeting.body, by, at=at)
    if item and item.meeting_id != meeting.pk:
        raise Invalid(_("This agenda item belongs to another meeting."), field="item")
    if meeting.papers.filter(sha256=sha256).exists():
        raise Invalid(_("The very same file is a paper of this meeting already."), field="file")
    paper = Paper(meeting=meeting, item=item, title=title.strip() or file_name, file_name=file_name[-255:])
    paper.sha256, paper.size, paper.received_at = sha256, private_files().size(sha256), at
    paper.state = Paper.State.INTERNAL if is_internal else Paper.State.WAITING
    refuse_faults(paper)
    paper.save()
    if not is_internal:
        enqueue("bodies.screen_paper", paper=str(paper.code))
    return paper


@transaction.atomic
def settle_paper(*, paper: Paper, findings: Sequence[str], at: datetime) -> Paper:
    """After the check: publish a paper in which nothing was found, hold any other for the secretary. Idempotent.

    A paper of a closed meeting stays with its members until the meeting is opened, unless the secretary publishes it.
    """
    paper = Paper.objects.select_for_update().select_related("meeting__body").get(pk=paper.pk)
    if paper.state != Paper.State.WAITING:
        return paper
    if findings:
        paper.state, paper.findings = Paper.State.HELD, sorted(set(findings))
        paper.save(update_fields=["state", "findings"])
        return paper
    if paper.meeting.is_shut:
        paper.state, paper.opens_with_meeting = Paper.State.INTERNAL, True
        paper.save(update_fields=["state", "opens_with_meeting"])
        return paper
    return publish(paper, by=SYSTEM, at=at)


@transaction.atomic
def decide_paper(*, paper: Paper, is_public: bool, by: By, at: datetime) -> Paper:
    """The secretary publishes a held paper, or keeps it for members. Raises `NotAllowed`, `NotWaiting`."""
    _body, actor = locked(paper.meeting.body, by, at=at)
    paper = Paper.objects.select_for_update().select_related("meeting__body").get(pk=paper.pk)
    if paper.state not in (Paper.State.HELD, Paper.State.INTERNAL):
        raise NotWaiting
    if is_public:
        return publish(paper, by=actor, at=at)
    paper.state, paper.opens_with_meeting = Paper.State.INTERNAL, False
    paper.save(update_fields=["state", "opens_with_meeting"])
    return paper


def publish(paper: Paper, *, by: Actor, at: datetime) -> Paper:
    """Make a paper public inside the caller's transaction; its file follows after the commit."""
    paper.state, paper.published_at = Paper.State.PUBLISHED, at
    paper.save(update_fields=["state", "published_at"])
    facts: Facts = {"body": paper.meeting.body.code, "sha256": paper.sha256, "size": paper.size}
    facts |= {"title": ledger.personal(paper.title)}
    ledger.record(kind="bodies.paper.published", subject=paper.meeting.ref, by=by, at=at, facts=facts)
    sha256 = paper.sha256
    transaction.on_commit(lambda: private_files().publish(sha256))
    return paper
