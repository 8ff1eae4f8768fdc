"""Meetings of bodies: what was called, who came, what was decided, and what follows from it."""

import uuid
from datetime import date, datetime

from django.db import models
from django.db.models import Case, F, Q, When
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from madang.accounts.models import Role, User
from madang.accounts.viewers import Viewer
from madang.bodies.models.bodies import Body, Member, in_page_language
from madang.bodies.models.closing import inside
from madang.common.refs import make_ref


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def visible_to(self, viewer: Viewer) -> "MeetingQuerySet":
        """Everyone reads that a meeting is called, held or cancelled; what was said is another table."""
        return self.all()

    def read_inside_by(self, viewer: Viewer) -> "MeetingQuerySet":
        """Those of which the viewer may read what was said (see `closing.inside`)."""
        return self.filter(inside(viewer))

    def held(self, *, until: date | None = None) -> "MeetingQuerySet":
        """Those held with their quorum, by the end of that day."""
        found = self.filter(state=Meeting.State.HELD)
        return found.filter(held_on__lte=until) if until else found


class Meeting(models.Model):
    """A meeting from its calling on. `sequence` rises with every change that calendars must hear of."""

    class Kind(models.TextChoices):
        REGULAR = "regular", _("Regular meeting")
        EXTRAORDINARY = "extraordinary", _("Extraordinary meeting")
        CONFERENCE = "conference", _("Conference")
        HEARING = "hearing", _("Hearing")

    class Mode(models.TextChoices):
        IN_PERSON = "in-person", _("In person")
        ONLINE = "online", _("Online")
        HYBRID = "hybrid", _("In person and online")
        WRITTEN = "written", _("In writing")

    class State(models.TextChoices):
        CALLED = "called", _("Called")
        HELD = "held", pgettext_lazy("meeting", "Held")
        INQUORATE = "inquorate", _("Not held: no quorum")
        CANCELLED = "cancelled", _("Cancelled")

    code = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    body = models.ForeignKey(Body, models.PROTECT, related_name="meetings")
    number = models.PositiveIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.REGULAR)
    mode = models.CharField(pgettext_lazy("bodies", "form"), max_length=10, choices=Mode, default=Mode.IN_PERSON)
    title_ko = models.CharField(_("Korean title"), max_length=200)
    title_en = models.CharField(_("English title"), max_length=200, blank=True)
    starts_at = models.DateTimeField(_("begins"), db_index=True)
    ends_at = models.DateTimeField(_("ends"))
    place = models.CharField(_("place"), max_length=300, blank=True)
    access_note = models.CharField(_("accessibility of the place"), max_length=500, blank=True)
    is_open = models.BooleanField(_("open to the public"), default=True)
    closed_reason = models.CharField(_("why it is closed"), max_length=500, blank=True)
    closed_basis = models.CharField(_("legal basis of closing"), max_length=300, blank=True)
    closed_until = models.DateField(_("closed until"), null=True, blank=True, help_text="the last day; none: for good")
    opened_at = models.DateTimeField(
        null=True, blank=True, help_text="when the records of a closed meeting were opened"
    )
    capacity = models.PositiveIntegerField(_("places for the public"), null=True, blank=True)
    registration_until = models.DateTimeField(_("registration until"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.CALLED)
    sequence = models.PositiveIntegerField(default=0)
    called_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    cancelled_reason = models.CharField(_("why it is cancelled"), max_length=500, blank=True)
    held_on = models.DateField(_("held on"), null=True, blank=True, db_index=True)
    members_on_day = models.PositiveSmallIntegerField(null=True, blank=True)
    objects = models.Manager.from_queryset(MeetingQuerySet)()

    class Meta:
        ordering = ["-starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["body", "number"], name="meetings_are_numbered_once"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="a_meeting_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(is_open=True) | ~Q(closed_reason=""), name="a_closed_meeting_has_its_reason"
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(cancelled_reason=""), name="a_cancellation_has_its_reason"
            ),
            models.CheckConstraint(
                condition=Q(is_open=False) | Q(closed_until=None, opened_at=None), name="only_what_is_closed_is_opened"
            ),
            models.CheckConstraint(condition=~Q(state="held") | Q(held_on__isnull=False), name="held_on_a_day"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("bodies:meeting", args=[self.code])

    @property
    def title(self) -> str:
        return in_page_language(self.title_ko, self.title_en)

    @property
    def ref(self) -> str:
        return make_ref("bodies:meeting", self.code)

    @property
    def on(self) -> date:
        return localdate(self.starts_at)

    @property
    def is_shut(self) -> bool:
        """Whether outsiders may not read what was said: closed, and not opened since."""
        return not self.is_open and self.opened_at is None

    @property
    def is_conference(self) -> bool:
        return self.kind == self.Kind.CONFERENCE

    def takes_registrations(self, *, at: datetime) -> bool:
        """Whether the public can register now."""
        last = self.registration_until or self.starts_at
        return self.is_open and self.state == self.State.CALLED and self.capacity is not None and at < last


class AgendaItemQuerySet(models.QuerySet["AgendaItem"]):
    def visible_to(self, viewer: Viewer) -> "AgendaItemQuerySet":
        """Every item; what `shown_title` and the like say of it depends on whether the viewer reads the inside."""
        return self.annotate(is_seen_inside=Case(When(inside(viewer, "meeting__"), then=True), default=False))


class AgendaItem(models.Model):
    """A point of the agenda, and who may not take part in it. Readers are shown the `shown_` parts only."""

    class Kind(models.TextChoices):
        DELIBERATION = "deliberation", _("For decision")
        REPORT = "report", _("For information")

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="items")
    number = models.PositiveSmallIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.DELIBERATION)
    title = models.CharField(_("title"), max_length=300)
    summary = models.TextField(_("summary"), max_length=2000, blank=True)
    subject = models.CharField(max_length=200, blank=True, help_text="ref of the record deliberated on")
    is_withheld = models.BooleanField(_("title withheld while the meeting is closed"), default=False)
    objects = models.Manager.from_queryset(AgendaItemQuerySet)()

    class Meta:
        ordering = ["meeting", "number"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="agenda_items_are_numbered_once"),
            models.CheckConstraint(condition=~Q(title=""), name="an_agenda_item_has_a_title"),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.shown_title}"

    @property
    def is_inside(self) -> bool:
        """Whether everything of it may be shown; to nobody in particular only what everyone may read."""
        return bool(getattr(self, "is_seen_inside", False)) or not self.meeting.is_shut

    @property
    def shown_title(self) -> str:
        return self.title if self.is_inside or not self.is_withheld else str(_("Title withheld"))

    @property
    def shown_summary(self) -> str:
        return self.summary if self.is_inside else ""

    @property
    def shown_subject(self) -> str:
        return self.subject if self.is_inside or not self.is_withheld else ""


class PaperQuerySet(models.QuerySet["Paper"]):
    def visible_to(self, viewer: Viewer) -> "PaperQuerySet":
        """Everyone reads public papers; secretaries all of their bodies'; members all of the bodies they sit in."""
        readable = Q(published_at__isnull=False)
        if own := viewer.organisations_as(Role.SECRETARY):
            readable |= Q(meeting__body__organisation__in=own)
        if viewer.user:
            sitting = Member.objects.filter(user=viewer.user, until_on=None)
            readable |= Q(meeting__body__in=sitting.values("body"))
        return self.filter(readable)


class Paper(models.Model):
    """A file for a meeting. Received into the private store; copied into the public one when it is published."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Being checked")
        HELD = "held", _("Held: look at it before it is published")
        PUBLISHED = "published", _("Published")
        INTERNAL = "internal", _("For members only")

    code = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="papers")
    item = models.ForeignKey(AgendaItem, models.PROTECT, null=True, blank=True, related_name="papers")
    title = models.CharField(_("title"), max_length=300)
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    findings = models.JSONField(default=list, help_text="codes of what screening found, for the secretary")
    received_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    opens_with_meeting = models.BooleanField(default=False, help_text="clean, and kept only because of the closing")
    objects = models.Manager.from_queryset(PaperQuerySet)()

    class Meta:
        ordering = ["meeting", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "sha256"], name="a_file_is_one_paper_of_a_meeting"),
            models.CheckConstraint(
                condition=Q(state="published", published_at__isnull=False)
                | (~Q(state="published") & Q(published_at=None)),
                name="a_published_paper_has_its_day",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("bodies:paper", args=[self.code])

    @property
    def ref(self) -> str:
        return make_ref("bodies:paper", self.code)


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    def visible_to(self, viewer: Viewer) -> "AttendanceQuerySet":
        """Everyone reads who was there, but at a closed meeting only those who read its inside."""
        return self.filter(inside(viewer, "meeting__"))


class Attendance(models.Model):
    """A member's answer to the invitation, and whether they were there."""

    class Reply(models.TextChoices):
        NONE = "", _("no answer")
        COMING = "coming", _("coming")
        NOT_COMING = "not-coming", _("not coming")

    class Presence(models.TextChoices):
        UNKNOWN = "", _("not recorded")
        PRESENT = "present", _("present")
        ABSENT = "absent", _("absent")
        EXCUSED = "excused", _("excused")

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendances")
    member = models.ForeignKey(Member, models.PROTECT, related_name="attendances")
    reply = models.CharField(max_length=10, choices=Reply, blank=True, default="")
    presence = models.CharField(max_length=10, choices=Presence, blank=True, default="")
    objects = models.Manager.from_queryset(AttendanceQuerySet)()

    class Meta:
        ordering = ["meeting", "member__number"]
        constraints = [models.UniqueConstraint(fields=["meeting", "member"], name="a_member_attends_once")]

    def __str__(self) -> str:
        return f"{self.member_id} {self.presence or self.reply}"


class RecusalQuerySet(models.QuerySet["Recusal"]):
    def visible_to(self, viewer: Viewer) -> "RecusalQuerySet":
        """Everyone reads them, but of a closed meeting only those who read its inside."""
        return self.filter(inside(viewer, "item__meeting__"))


class Recusal(models.Model):
    """That a member takes no part in an item, and why."""

    class Kind(models.TextChoices):
        STEPPED_ASIDE = "stepped-aside", _("stepped aside")
        CHALLENGED = "challenged", _("challenged")
        EXCLUDED = "excluded", _("excluded by law")

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="recusals")
    member = models.ForeignKey(Member, models.PROTECT, related_name="recusals")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.STEPPED_ASIDE)
    reason = models.CharField(_("reason"), max_length=300)
    objects = models.Manager.from_queryset(RecusalQuerySet)()

    class Meta:
        ordering = ["item", "member__number"]
        constraints = [
            models.UniqueConstraint(fields=["item", "member"], name="a_member_is_recused_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="a_recusal_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id}: {self.reason}"


class DecisionQuerySet(models.QuerySet["Decision"]):
    def visible_to(self, viewer: Viewer) -> "DecisionQuerySet":
        """Everyone reads decisions; of a closed meeting those that were published."""
        return self.filter(inside(viewer, "item__meeting__") | Q(published_at__isnull=False))


class Decision(models.Model):
    """What was decided on an item. With a vote the outcome is counted; by consensus it is said."""

    class Outcome(models.TextChoices):
        ADOPTED = "adopted", _("Adopted")
        REJECTED = "rejected", _("Rejected")
        INQUORATE = "inquorate", _("No quorum")
        DEFERRED = "deferred", _("Deferred")
        NOTED = "noted", _("Noted")

    item = models.OneToOneField(AgendaItem, models.PROTECT, related_name="decision")
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome)
    text = models.TextField(_("decision"), max_length=4000)
    is_by_vote = models.BooleanField(default=False)
    present = models.PositiveSmallIntegerField(default=0)
    recused = models.PositiveSmallIntegerField(default=0)
    yes = models.PositiveSmallIntegerField(default=0)
    no = models.PositiveSmallIntegerField(default=0)
    abstained = models.PositiveSmallIntegerField(default=0)
    needed = models.PositiveSmallIntegerField(default=0)
    decided_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True, help_text="of a closed meeting: when it was published")
    objects = models.Manager.from_queryset(DecisionQuerySet)()

    class Meta:
        ordering = ["item__meeting", "item__number"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="a_decision_of_a_body_says_something"),
            models.CheckConstraint(
                condition=Q(present__gte=F("yes") + F("no") + F("abstained")), name="no_more_votes_than_present"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outcome}: {self.text[:60]}"


class VoteQuerySet(models.QuerySet["Vote"]):
    def visible_to(self, viewer: Viewer) -> "VoteQuerySet":
        """Everyone reads how each member voted, but in a closed meeting only those who read its inside."""
        return self.filter(inside(viewer, "decision__item__meeting__"))


class Vote(models.Model):
    """How a member voted, in an open ballot."""

    class Choice(models.TextChoices):
        YES = "yes", _("for")
        NO = "no", _("against")
        ABSTAINED = "abstained", _("abstained")

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="votes")
    member = models.ForeignKey(Member, models.PROTECT, related_name="+")
    choice = models.CharField(max_length=10, choices=Choice)
    objects = models.Manager.from_queryset(VoteQuerySet)()

    class Meta:
        ordering = ["decision", "member__number"]
        constraints = [models.UniqueConstraint(fields=["decision", "member"], name="a_member_votes_once")]

    def __str__(self) -> str:
        return f"{self.member_id} {self.choice}"


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    def visible_to(self, viewer: Viewer) -> "FollowUpQuerySet":
        """Whoever reads the decision."""
        return self.filter(inside(viewer, "decision__item__meeting__") | Q(decision__published_at__isnull=False))


class FollowUp(models.Model):
    """What is to be done after a decision, by whom, until when."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="follow_ups")
    text = models.CharField(_("what is to be done"), max_length=500)
    owner = models.CharField(_("by whom"), max_length=200)
    due_on = models.DateField(_("until"))
    done_on = models.DateField(_("done on"), null=True, blank=True)
    result = models.CharField(_("result"), max_length=500, blank=True)
    objects = models.Manager.from_queryset(FollowUpQuerySet)()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text="") & ~Q(owner=""), name="a_follow_up_has_an_owner"),
            models.CheckConstraint(condition=Q(done_on=None) | ~Q(result=""), name="what_is_done_has_a_result"),
        ]

    def __str__(self) -> str:
        return self.text

    def is_overdue(self, *, on: date) -> bool:
        return self.done_on is None and on > self.due_on


class MinutesQuerySet(models.QuerySet["Minutes"]):
    def visible_to(self, viewer: Viewer) -> "MinutesQuerySet":
        """Everyone reads published minutes; drafts the secretaries of the body."""
        readable = Q(published_at__isnull=False)
        if own := viewer.organisations_as(Role.SECRETARY):
            readable |= Q(meeting__body__organisation__in=own)
        return self.filter(readable)


class Minutes(models.Model):
    """A version of a meeting's minutes: a draft, or published and never changed; corrections are later ones."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="minutes")
    number = models.PositiveSmallIntegerField()
    text = models.TextField(_("minutes"), max_length=100_000)
    transcript = models.TextField(_("transcript"), max_length=2_000_000, blank=True)
    correction = models.CharField(_("what was corrected"), max_length=300, blank=True)
    drafted_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    objects = models.Manager.from_queryset(MinutesQuerySet)()

    class Meta:
        ordering = ["meeting", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="minutes_are_numbered_once"),
            models.CheckConstraint(condition=~Q(text=""), name="minutes_say_something"),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} #{self.number}"


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def visible_to(self, viewer: Viewer) -> "RegistrationQuerySet":
        """People see their own; secretaries those for their bodies' meetings. Nobody else: who comes is private."""
        readable = Q(pk__in=[])
        if viewer.user:
            readable |= Q(user=viewer.user)
        if own := viewer.organisations_as(Role.SECRETARY):
            readable |= Q(meeting__body__organisation__in=own)
        return self.filter(readable)


class Registration(models.Model):
    """A place at an open meeting, or one on its waiting list. Needs are read by the secretaries only."""

    class State(models.TextChoices):
        CONFIRMED = "confirmed", _("You have a place")
        WAITING = "waiting", _("On the waiting list")
        CANCELLED = "cancelled", _("Cancelled")

    code = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="registrations")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State)
    needs = models.CharField(_("what you need to take part"), max_length=500, blank=True)
    registered_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    objects = models.Manager.from_queryset(RegistrationQuerySet)()

    class Meta:
        ordering = ["registered_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["meeting", "user"], name="one_registration_a_person")]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.state}"

    @property
    def ref(self) -> str:
        return make_ref("bodies:registration", self.code)
