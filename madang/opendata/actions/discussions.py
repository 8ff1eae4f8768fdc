"""Discussions of datasets: asking, reporting faults, answering for the agency, closing, moderating."""

import hashlib
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from madang.accounts.models import Role, RoleHeld, User
from madang.accounts.viewers import Viewer, viewer_of
from madang.common.actors import Actor
from madang.common.errors import Invalid, NotAllowed, Refusal
from madang.ledger import actions as ledger
from madang.ledger.canonical import Json
from madang.notices.actions import tell_followers
from madang.opendata.actions.acting import public_text, require_person
from madang.opendata.models import Dataset, Discussion, Post
from madang.opendata.models.discussions import TEXT_LIMIT

Kind, Outcome = Discussion.Kind, Discussion.Outcome
MOST_A_DAY = 30
"""Posts of one person in 24 hours who does not speak for an agency."""


class DiscussionClosed(Refusal):
    code = "discussion-closed"
    default_message = gettext_lazy("This discussion is closed. Begin a new one, or ask for it to be opened again.")


class TooManyPosts(Refusal):
    code = "too-many-posts"
    status = 429
    default_message = gettext_lazy("You wrote a lot today. Please go on tomorrow.")


def locked(discussion: Discussion, *, by: User, at: datetime) -> Discussion:
    """The discussion under a lock. Raises `NotAllowed` if the person may not read it."""
    found = Discussion.objects.select_for_update().select_related("dataset__organisation").get(pk=discussion.pk)
    if not Discussion.objects.visible_to(viewer_at(by, at)).filter(pk=found.pk).exists():
        raise NotAllowed
    return found


def viewer_at(by: User, at: datetime) -> Viewer:
    return viewer_of(by, on=localdate(at))


def speaks_for(dataset: Dataset, by: User, at: datetime) -> Actor | None:
    """The office for which the person answers here, if they are an open data officer of the agency."""
    if not viewer_at(by, at).is_in(dataset.organisation_id, Role.DATA_OFFICER):
        return None
    return by.as_actor(Role.DATA_OFFICER, dataset.organisation)


@transaction.atomic
def open_discussion(
    *, dataset: Dataset, kind: str, title: str, text: str, where: str = "", by: User, at: datetime
) -> Discussion:
    """Ask about a dataset, report a fault in its data, or suggest something. Public at once; a repeat is the same.

    Raises `NotAllowed`, `TooManyPosts`, and `Invalid` for what looks like a personal identifier.
    """
    require_person(by)
    dataset = Dataset.objects.select_for_update().select_related("organisation").get(pk=dataset.pk)
    if not dataset.is_public:
        raise NotAllowed
    if kind not in Kind.values:
        raise Invalid(_("Say what it is: a question, a fault or a suggestion."), field="kind")
    title, text = public_text(title, field="title"), checked_text(text)
    same = Discussion.objects.filter(dataset=dataset, author=by, title=title, posts__digest=digest_of(text)).first()
    if same is not None:
        return same
    require_measure(dataset, by, at)
    discussion = Discussion.objects.create(
        dataset=dataset,
        kind=kind,
        title=title[:200],
        where=public_text(where, field="where", required=False)[:200],
        author=by,
        opened_at=at,
        last_at=at,
    )
    post = Post.objects.create(discussion=discussion, text=text, digest=digest_of(text), author=by, at=at)
    facts: dict[str, Json | ledger.Personal] = {"dataset": dataset.ref, "kind": kind, "text": ledger.personal(text)}
    record(discussion, "opened", by.as_actor(), at=at, **facts)
    announce(discussion, "opened", OPENED, post, at=at)
    write_to_agency(discussion, text, at=at)
    return discussion


@transaction.atomic
def reply(*, discussion: Discussion, text: str, by: User, at: datetime) -> Post:
    """Say something in a discussion; an open data officer of the agency answers for it. A repeat is the same post.

    Raises `NotAllowed`, `DiscussionClosed`, `TooManyPosts`, `Invalid`.
    """
    require_person(by)
    discussion = locked(discussion, by=by, at=at)
    text = checked_text(text)
    if same := discussion.posts.filter(author=by, digest=digest_of(text)).first():
        return same
    if not discussion.is_open:
        raise DiscussionClosed
    require_measure(discussion.dataset, by, at)
    office = speaks_for(discussion.dataset, by, at)
    post = Post.objects.create(
        discussion=discussion,
        text=text,
        digest=digest_of(text),
        author=by,
        office=office.office or "" if office else "",
        at=at,
    )
    discussion.last_at = at
    if office:
        discussion.answered_at = discussion.answered_at or at
        record(discussion, "answered", office, at=at, text=text)
        write_to_author(discussion, text)
    else:
        write_to_agency(discussion, text, at=at)
    discussion.save(update_fields=["last_at", "answered_at"])
    announce(discussion, "answered" if office else "continued", ANSWERED if office else CONTINUED, post, at=at)
    return post


@transaction.atomic
def close_discussion(*, discussion: Discussion, outcome: str = "", by: User, at: datetime) -> Discussion:
    """Close it: the agency with an outcome, or who began it. One that is closed stays as it is.

    Raises `NotAllowed`, `Invalid`.
    """
    discussion = locked(discussion, by=by, at=at)
    office = speaks_for(discussion.dataset, by, at)
    if office is None and discussion.author_id != by.pk:
        raise NotAllowed
    if not discussion.is_open:
        return discussion
    outcome = outcome if office else Outcome.WITHDRAWN
    if outcome not in Outcome.values or (office and outcome == Outcome.WITHDRAWN):
        raise Invalid(_("Say how it ended."), field="outcome")
    discussion.closed_at, discussion.outcome, discussion.last_at = at, outcome, at
    discussion.save(update_fields=["closed_at", "outcome", "last_at"])
    record(discussion, "closed", office or by.as_actor(), at=at, outcome=outcome)
    announce(discussion, "closed", CLOSED, None, at=at)
    if office:
        write_to_author(discussion, str(discussion.get_outcome_display()))
    return discussion


@transaction.atomic
def reopen_discussion(*, discussion: Discussion, by: User, at: datetime) -> Discussion:
    """Open it again: who began it, or the agency. Raises `NotAllowed`."""
    discussion = locked(discussion, by=by, at=at)
    office = speaks_for(discussion.dataset, by, at)
    if office is None and discussion.author_id != by.pk:
        raise NotAllowed
    if discussion.is_open:
        return discussion
    discussion.closed_at, discussion.outcome, discussion.last_at = None, "", at
    discussion.save(update_fields=["closed_at", "outcome", "last_at"])
    record(discussion, "reopened", office or by.as_actor(), at=at)
    return discussion


@transaction.atomic
def hide(*, discussion: Discussion, post: Post | None = None, reason: str, by: User, at: datetime) -> None:
    """Take a whole discussion, or one post of it, out of public view, with a reason that everyone reads.

    By moderators of the agency and administrators, not by who is criticised. Raises `NotAllowed`, `Invalid`.
    """
    viewer = viewer_at(by, at)
    found = Discussion.objects.select_for_update().select_related("dataset__organisation").get(pk=discussion.pk)
    organisation = found.dataset.organisation
    if viewer.is_in(organisation.pk, Role.MODERATOR):
        office = by.as_actor(Role.MODERATOR, organisation)
    elif viewer.is_administrator:
        office = by.as_actor(Role.ADMINISTRATOR)
    else:
        raise NotAllowed(_("Only a moderator of this agency, or an administrator, may hide something."))
    record_hidden: Discussion | Post = found
    if post is not None:
        record_hidden = found.posts.get(pk=post.pk)
    if record_hidden.hidden_at is not None:
        return
    record_hidden.hidden_at, record_hidden.hidden_reason = at, public_text(reason, field="reason")[:300]
    record_hidden.save(update_fields=["hidden_at", "hidden_reason"])
    what = "post" if post is not None else "discussion"
    record(found, "hidden", office, at=at, reason=record_hidden.hidden_reason, what=what)


# What these acts share.

OPENED = gettext_lazy("%(dataset)s: %(kind)s “%(title)s”")
ANSWERED = gettext_lazy("%(dataset)s: the agency answers “%(title)s”")
CONTINUED = gettext_lazy("%(dataset)s: more on “%(title)s”")
CLOSED = gettext_lazy("%(dataset)s: “%(title)s” was closed")


def checked_text(text: str) -> str:
    text = public_text(text, field="text")
    if len(text) > TEXT_LIMIT:
        raise Invalid(_("At most 4,000 characters, please."), field="text")
    return text


def digest_of(text: str) -> str:
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()


def require_measure(dataset: Dataset, by: User, at: datetime) -> None:
    """Raises `TooManyPosts` for a person who wrote too much since yesterday and does not speak for the agency."""
    if speaks_for(dataset, by, at):
        return
    if Post.objects.filter(author=by, at__gt=at - timedelta(days=1)).count() >= MOST_A_DAY:
        raise TooManyPosts


def record(discussion: Discussion, verb: str, actor: Actor, *, at: datetime, **facts: Json | ledger.Personal) -> None:
    ledger.record(kind=f"opendata.discussion.{verb}", subject=discussion.ref, by=actor, at=at, facts=facts)


def announce(discussion: Discussion, verb: str, sentence: object, post: Post | None, *, at: datetime) -> None:
    """Tell who follows the discussion, the dataset or the agency."""
    dataset = discussion.dataset

    def subject() -> str:
        words = {"dataset": dataset.title, "title": discussion.title, "kind": discussion.get_kind_display()}
        return str(sentence) % words

    tell_followers(
        ref=discussion.ref,
        topics=[dataset.ref, dataset.organisation.ref],
        kind=f"opendata.discussion.{verb}",
        subject=subject,
        text=post.text[:500] if post else "",
        key=f"{discussion.ref} {verb} {post.code if post else at.isoformat()}",
        at=at,
    )


def write_to_agency(discussion: Discussion, text: str, *, at: datetime) -> None:
    """A letter to the agency's open data officers of that day. Who wrote is not in it."""
    on, dataset = localdate(at), discussion.dataset
    held = RoleHeld.objects.filter(role=Role.DATA_OFFICER, organisation=dataset.organisation, since_on__lte=on)
    officers = User.objects.filter(pk__in=held.exclude(until_on__lte=on).values("user"), is_active=True)
    subject = _("%(kind)s about %(dataset)s: %(title)s") % {
        "kind": discussion.get_kind_display(), "dataset": dataset.title, "title": discussion.title,
    }  # fmt: skip
    for officer in officers:
        send_mail(subject, letter(discussion, text), None, [officer.email])


def write_to_author(discussion: Discussion, text: str) -> None:
    subject = _("The agency on what you wrote: %(title)s") % {"title": discussion.title}
    send_mail(subject, letter(discussion, text), None, [discussion.author.email])


def letter(discussion: Discussion, text: str) -> str:
    return f"{text}\n\n{settings.SITE_URL}{discussion.get_absolute_url()}\n"
