"""Requests for disclosure. What happened is kept as events, once and for ever; states and due days follow from them."""

import uuid
from collections.abc import Set
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import Organisation, Role, User
from madang.accounts.viewers import Viewer
from madang.common.refs import make_ref
from madang.disclosure.requests.events import Event, Kind
from madang.disclosure.requests.standing import State

TEXT_LIMIT = 5000
NOBODY: frozenset[uuid.UUID] = frozenset()
KIND_LABELS = {
    Kind.RECEIVED: _("Request received"),
    Kind.TRANSFERRED: _("Passed on to the agency in charge"),
    Kind.THIRD_PARTY_NOTIFIED: _("Third party notified"),
    Kind.THIRD_PARTY_REPLIED: _("Third party heard"),
    Kind.PRODUCER_ASKED: _("Agency that produced it asked"),
    Kind.PRODUCER_ANSWERED: _("Agency that produced it heard"),
    Kind.EXTENDED: _("Time to decide extended"),
    Kind.NARROWED: _("Request narrowed"),
    Kind.WITHDRAWN: _("Request withdrawn"),
    Kind.DECIDED: _("Decision"),
    Kind.PROMPTLY_DISCLOSED: _("Disclosed at once"),
    Kind.PAYMENT_STATED: _("Requester says that the fee was paid"),
    Kind.PAID: _("Fee paid"),
    Kind.SUPPLIED: _("Information supplied"),
    Kind.NOT_COLLECTED: _("Closed: not collected"),
    Kind.REVIEW_ENDED: _("Internal review ended"),
    Kind.OBJECTED: _("Objection by the requester"),
    Kind.THIRD_PARTY_OBJECTED: _("Objection by a third party"),
    Kind.COMMITTEE_MET: _("Deliberated by the committee"),
    Kind.COMMITTEE_NOT_CONVENED: _("Committee not convened"),
    Kind.OBJECTION_EXTENDED: _("Time to decide on the objection extended"),
    Kind.OBJECTION_DECIDED: _("Decision on the objection"),
    Kind.COMPLAINED: _("Complaint"),
    Kind.COMPLAINT_ANSWERED: _("Complaint answered"),
    Kind.RECOUNTED: _("Due day counted again"),
    Kind.ASSIGNED: _("Assigned"),
}
STATE_LABELS = {
    State.DECIDING: _("Being decided"),
    State.HEARING: _("Third party is being heard"),
    State.EXTENDED: _("Being decided, time extended"),
    State.TO_PAY: _("Decided: fee to be paid"),
    State.TO_DISCLOSE: _("Decided: to be supplied"),
    State.DISCLOSED: _("Disclosed"),
    State.REFUSED: _("Refused"),
    State.ANSWERED: _("Answered without disclosure"),
    State.OBJECTION: _("Objection under way"),
    State.WITHDRAWN: _("Withdrawn"),
    State.UNCOLLECTED: _("Closed: not collected"),
}


class Channel(models.TextChoices):
    ONLINE = "online", _("Online")
    COUNTER = "counter", _("At the counter")
    API = "api", _("By a program")


class Form(models.TextChoices):
    FILE = "file", _("Electronic file")
    PAPER = "paper", _("Copy on paper")
    VIEW = "view", _("View at the agency")


class Delivery(models.TextChoices):
    ONLINE = "online", _("On this site")
    POST = "post", _("By post")
    COUNTER = "counter", _("Collected at the agency")


class FilingQuerySet(models.QuerySet["Filing"]):
    def visible_to(self, viewer: Viewer, *, opened: Set[uuid.UUID] = NOBODY) -> "FilingQuerySet":
        """Its owner, by the account itself and nothing that accounts may share; and who opened it by its link."""
        readable = Q(code__in=opened)
        if viewer.user is not None and viewer.user.pk is not None:
            readable |= Q(user_id=viewer.user.pk)
        return self.filter(readable)


class Filing(models.Model):
    """What somebody asked, of one agency or several at once. user: None without an account, and then a link opens it.

    link_version: raised to make every link that was sent useless.
    """

    code = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="filings")
    channel = models.CharField(_("way"), max_length=10, choices=Channel, default=Channel.ONLINE)
    received_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    language = models.CharField(max_length=5, default="ko")
    filed_at = models.DateTimeField()
    link_version = models.PositiveIntegerField(default=1)
    objects = models.Manager.from_queryset(FilingQuerySet)()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(channel="counter") | Q(received_by__isnull=False),
                name="who_took_a_request_at_the_counter_is_known",
            ),
        ]

    def __str__(self) -> str:
        return str(self.code)


class RequesterQuerySet(models.QuerySet["Requester"]):
    def visible_to(self, viewer: Viewer, *, opened: Set[uuid.UUID] = NOBODY) -> "RequesterQuerySet":
        """The requester, and disclosure officers of the agencies that have the request now. Nobody else at all."""
        own = Filing.objects.visible_to(viewer, opened=opened)
        readable = Q(filing__in=own)
        if officers := viewer.organisations_as(Role.DISCLOSURE_OFFICER):
            readable |= Q(filing__in=InformationRequest.objects.filter(organisation__in=officers).values("filing"))
        return self.filter(readable)


class Requester(models.Model):
    """Who asks, in a table that no list, search, feed or export touches. A resident number is never asked."""

    filing = models.OneToOneField(Filing, models.PROTECT, related_name="requester")
    name = models.CharField(_("name"), max_length=100)
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    address = models.CharField(_("postal address"), max_length=300, blank=True)
    wants_mail = models.BooleanField(_("tell me of each step by e-mail"), default=True)
    objects = models.Manager.from_queryset(RequesterQuerySet)()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="a_requester_has_a_name")]

    def __str__(self) -> str:
        return self.name


class UnconfirmedFiling(models.Model):
    """A request sent without an account, until its link is opened. Thrown away after three days."""

    code = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    content = models.JSONField()
    sent_at = models.DateTimeField()
    filing = models.OneToOneField(Filing, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return str(self.code)


class RequestQuerySet(models.QuerySet["InformationRequest"]):
    def visible_to(self, viewer: Viewer, *, opened: Set[uuid.UUID] = NOBODY) -> "RequestQuerySet":
        """Everyone reads what its requester published; the requester and the officers of its agency all of theirs.

        An official of the agency to whom it is assigned reads it too, without learning who asks.
        """
        readable = Q(published_at__isnull=False) | Q(filing__in=Filing.objects.visible_to(viewer, opened=opened))
        return self.filter(readable | self.handled_by(viewer))

    def in_hands_of(self, viewer: Viewer) -> "RequestQuerySet":
        """Those that the viewer handles."""
        return self.filter(self.handled_by(viewer))

    @staticmethod
    def handled_by(viewer: Viewer) -> Q:
        """Those that the viewer handles: as disclosure officer of the agency, or as the official in charge."""
        handled = Q(organisation__in=viewer.organisations_as(Role.DISCLOSURE_OFFICER))
        if viewer.user is not None and viewer.user.pk is not None:
            handled |= Q(
                assignee_id=viewer.user.pk,
                organisation__in=viewer.organisations_as(Role.RECORDS_OFFICER, Role.DISCLOSURE_OFFICER),
            )
        return handled

    def overdue(self, *, on: date) -> "RequestQuerySet":
        """Those of which something was due before that day."""
        return self.filter(is_open=True, due_on__lt=on)


class InformationRequest(models.Model):
    """A request to one agency. state, due_on, due_rule, is_open: computed from the events, kept for lists.

    published_at: when its requester made it public; None while it is private.
    """

    code = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    filing = models.ForeignKey(Filing, models.PROTECT, related_name="requests")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="requests")
    number = models.CharField(_("receipt number"), max_length=40, unique=True)
    subject = models.CharField(_("what it is about"), max_length=200)
    text = models.TextField(_("what is asked"), max_length=TEXT_LIMIT)
    form = models.CharField(_("form"), max_length=10, choices=Form, default=Form.FILE)
    delivery = models.CharField(_("delivery"), max_length=10, choices=Delivery, default=Delivery.ONLINE)
    reduction = models.CharField(_("ground for a lower fee"), max_length=20, blank=True)
    assignee = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    received_on = models.DateField()
    state = models.CharField(
        max_length=20, choices=[(state.value, label) for state, label in STATE_LABELS.items()], default=State.DECIDING
    )
    due_on = models.DateField(null=True)
    due_rule = models.CharField(max_length=40, blank=True)
    duties = models.JSONField(default=list)
    is_open = models.BooleanField(default=True)
    objects = models.Manager.from_queryset(RequestQuerySet)()

    class Meta:
        ordering = ["-received_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text="") & ~Q(subject=""), name="a_request_says_what_it_asks"),
            models.UniqueConstraint(fields=["filing", "organisation"], name="a_filing_asks_an_agency_once"),
        ]
        indexes = [
            models.Index(fields=["organisation", "is_open", "due_on"], name="requests_by_due_day"),
            models.Index(fields=["is_open", "due_on"], name="requests_overdue"),
            models.Index(
                fields=["-published_at", "-id"], name="requests_by_publication", condition=Q(published_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("requests:request", args=[self.code])

    @property
    def ref(self) -> str:
        return make_ref("disclosure:request", self.code)

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    def history(self) -> list[Event]:
        """Its events for the rules, in their order."""
        return [event.as_event() for event in self.events.all()]


class ReceiptSerial(models.Model):
    """The last receipt number of an agency in a year."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "year"], name="receipts_are_numbered_by_year")]

    def __str__(self) -> str:
        return f"{self.organisation} {self.year}: {self.last}"


class RequestSeal(models.Model):
    """The seal of one day's private events; its root stands in the public ledger."""

    on = models.DateField(unique=True)
    root = models.CharField(max_length=64)
    leaves = models.JSONField()
    sealed_at = models.DateTimeField()
    entry = models.UUIDField(null=True)

    def __str__(self) -> str:
        return f"{self.on} {self.root[:12]}"

    @property
    def ref(self) -> str:
        return make_ref("disclosure:request-seal", self.on.isoformat())


class RequestEventQuerySet(models.QuerySet["RequestEvent"]):
    def update(self, **values: Any) -> int:
        if set(values) - {"seal"}:
            raise TypeError("Events of a request are never changed.")
        return super().update(**values)

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError("Events of a request are never deleted.")


class RequestEvent(models.Model):
    """One thing that happened to a request. Written once.

    on: its day in law; at: when it was entered. organisation: the agency that had the request. office: who acted for
    it, empty for others. was_due_on: the agency's legal day just before, for what was done in time. salt, leaf: its
    commitment, sealed with those of the day.
    """

    request = models.ForeignKey(InformationRequest, models.PROTECT, related_name="events")
    ordinal = models.PositiveIntegerField()
    kind = models.CharField(max_length=30, choices=[(kind.value, label) for kind, label in KIND_LABELS.items()])
    on = models.DateField(db_index=True)
    at = models.DateTimeField()
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    office = models.CharField(max_length=60, blank=True)
    facts = models.JSONField(default=dict)
    was_due_on = models.DateField(null=True)
    was_due_rule = models.CharField(max_length=40, blank=True)
    salt = models.CharField(max_length=64)
    leaf = models.CharField(max_length=64)
    seal = models.ForeignKey(RequestSeal, models.PROTECT, null=True, related_name="events")
    objects = models.Manager.from_queryset(RequestEventQuerySet)()

    class Meta:
        ordering = ["request", "ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["request", "ordinal"], name="events_of_a_request_are_numbered_once")
        ]
        indexes = [
            models.Index(fields=["kind", "on"], name="request_events_by_kind"),
            models.Index(fields=["organisation", "kind", "on", "was_due_on"], name="request_events_by_agency"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.on}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise TypeError("Events of a request are never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("Events of a request are never deleted.")

    def as_event(self) -> Event:
        return Event(Kind(self.kind), self.on, self.facts)


class ThirdParty(models.Model):
    """Somebody whom the requested information concerns. Known to the disclosure officers of the agency only."""

    code = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    request = models.ForeignKey(InformationRequest, models.PROTECT, related_name="third_parties")
    key = models.CharField(max_length=10)
    name = models.CharField(_("name"), max_length=100)
    email = models.EmailField(_("e-mail address"))
    concern = models.CharField(_("what concerns them"), max_length=500)
    language = models.CharField(max_length=5, default="ko")
    link_version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["request", "key"], name="third_parties_have_keys")]

    def __str__(self) -> str:
        return self.key


class PublishedAnswerQuerySet(models.QuerySet["PublishedAnswer"]):
    def visible_to(self, viewer: Viewer) -> "PublishedAnswerQuerySet":
        """Everyone reads what an agency published for all."""
        return self.filter(withdrawn_at=None)


class PublishedAnswer(models.Model):
    """What was supplied to one requester and is published for everybody, in the agency's own words.

    It leads to the request only where the requester published that; nothing else here tells of it.
    """

    code = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    request = models.OneToOneField(InformationRequest, models.PROTECT, related_name="answer")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="published_answers")
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("summary"), max_length=TEXT_LIMIT)
    text = models.TextField(blank=True)
    published_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    objects = models.Manager.from_queryset(PublishedAnswerQuerySet)()

    class Meta:
        ordering = ["-published_at"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("requests:answer", args=[self.code])

    @property
    def ref(self) -> str:
        return make_ref("disclosure:answer", self.code)


class RequestFile(models.Model):
    """A file of a request, in the private store; published ones are copied to the public one.

    part: with which supply it goes out, 0 while it is only prepared. reading_state, findings: what the readers said.
    """

    class Purpose(models.TextChoices):
        ANSWER = "answer", _("Answer")
        EVIDENCE = "evidence", _("Evidence of the requester")

    code = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    request = models.ForeignKey(InformationRequest, models.PROTECT, related_name="files")
    purpose = models.CharField(max_length=10, choices=Purpose, default=Purpose.ANSWER)
    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    part = models.PositiveIntegerField(default=0)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    answer = models.ForeignKey(PublishedAnswer, models.PROTECT, null=True, related_name="files")
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class AnswerTemplate(models.Model):
    """Words that an agency uses again: reasons, explanations, answers."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="answer_templates")
    name = models.CharField(_("name"), max_length=100)
    text = models.TextField(_("text"), max_length=TEXT_LIMIT)

    class Meta:
        ordering = ["organisation", "name"]
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="answer_templates_are_named_once")]

    def __str__(self) -> str:
        return self.name
