"""Bodies, their seats, members and duties. All is dated, and all is public but a member's account."""

from datetime import date

from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import Organisation, Role, User
from madang.accounts.viewers import Viewer
from madang.bodies import duties
from madang.bodies.votes import Fraction
from madang.common.refs import make_ref

BODY_CODE = RegexValidator(
    r"^[a-z0-9][a-z0-9-]{1,59}\Z", _("A body’s code has 2 to 60 small letters, digits or hyphens.")
)
RESERVED = frozenset({"breaches", "calls", "desk", "draws", "meetings"})
"""Words that stand in the address where a body's code stands."""


def in_page_language(korean: str, english: str) -> str:
    """The text in the language of the page; the other one where it is missing."""
    is_korean = (get_language() or "ko").startswith("ko")
    return (korean or english) if is_korean else (english or korean)


class BodyQuerySet(models.QuerySet["Body"]):
    def visible_to(self, viewer: Viewer) -> "BodyQuerySet":
        """Everyone reads every body, dissolved ones too: who sits and how often they meet is public."""
        return self.all()

    def existing(self, *, on: date) -> "BodyQuerySet":
        """Those established by that day and not dissolved on it."""
        return self.filter(Q(dissolved_on=None) | Q(dissolved_on__gt=on), established_on__lte=on)


class Body(models.Model):
    """A council, committee, jury or other body, and the organisation that runs it and keeps its records."""

    class Kind(models.TextChoices):
        COUNCIL = "council", _("Council")
        COMMITTEE = "committee", _("Committee")
        ADVISORY_GROUP = "advisory-group", _("Advisory group")
        WATCH_GROUP = "watch-group", _("Watch group")
        FORUM = "forum", _("Forum")
        TASK_FORCE = "task-force", _("Task force")
        JURY = "jury", _("Citizens’ jury")
        CONSULTATIVE_BODY = "consultative-body", _("Consultative body")

    code = models.CharField(_("code"), max_length=60, unique=True, validators=[BODY_CODE])
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    name_ko = models.CharField(_("Korean name"), max_length=200)
    name_en = models.CharField(_("English name"), max_length=200, blank=True)
    mandate_ko = models.TextField(_("mandate in Korean"), max_length=4000, blank=True)
    mandate_en = models.TextField(_("mandate in English"), max_length=4000, blank=True)
    legal_basis = models.CharField(_("legal basis"), max_length=300, blank=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="bodies")
    secretariat = models.CharField(_("secretariat"), max_length=200, blank=True, help_text=_("The office in charge."))
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="groups")
    quorum_numerator = models.PositiveSmallIntegerField(default=1)
    quorum_denominator = models.PositiveSmallIntegerField(default=2, validators=[MinValueValidator(1)])
    is_quorum_strict = models.BooleanField(default=True, help_text="more than, rather than at least")
    shows_names = models.BooleanField(
        _("names of members are public"), default=True, help_text=_("Members drawn by lot appear by number.")
    )
    established_on = models.DateField(_("established on"))
    dissolved_on = models.DateField(_("dissolved on"), null=True, blank=True)
    objects = models.Manager.from_queryset(BodyQuerySet)()

    class Meta:
        ordering = ["name_ko", "code"]
        constraints = [
            models.CheckConstraint(condition=~Q(name_ko=""), name="a_body_has_a_name"),
            models.CheckConstraint(
                condition=Q(dissolved_on=None) | Q(dissolved_on__gte=F("established_on")),
                name="a_body_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(quorum_denominator__gte=1, quorum_numerator__lte=F("quorum_denominator")),
                name="a_quorum_is_a_share",
            ),
            models.CheckConstraint(condition=~Q(parent=F("pk")), name="a_body_is_not_its_own_group"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("bodies:body", args=[self.code])

    @property
    def name(self) -> str:
        """The name in the language of the page."""
        return in_page_language(self.name_ko, self.name_en)

    @property
    def mandate(self) -> str:
        return in_page_language(self.mandate_ko, self.mandate_en)

    @property
    def ref(self) -> str:
        return make_ref("bodies:body", self.code)

    @property
    def quorum(self) -> Fraction:
        return Fraction(self.quorum_numerator, self.quorum_denominator, self.is_quorum_strict)

    def exists(self, *, on: date) -> bool:
        return self.established_on <= on and (self.dissolved_on is None or on < self.dissolved_on)

    def is_kept_by(self, viewer: Viewer) -> bool:
        """Whether the viewer is a secretary of the bodies of the organisation that runs this one."""
        return viewer.is_in(self.organisation_id, Role.SECRETARY)


class Sector(models.Model):
    """Seats of one kind: `16 from the public sector`, `2 co-chairs`."""

    body = models.ForeignKey(Body, models.CASCADE, related_name="sectors")
    code = models.SlugField(_("code"), max_length=40)
    name_ko = models.CharField(_("Korean name"), max_length=100)
    name_en = models.CharField(_("English name"), max_length=100, blank=True)
    seats = models.PositiveSmallIntegerField(_("seats"), validators=[MinValueValidator(1)])
    is_external = models.BooleanField(_("from outside government"), default=False)

    class Meta:
        ordering = ["body", "pk"]
        constraints = [models.UniqueConstraint(fields=["body", "code"], name="a_sector_has_one_code_a_body")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_page_language(self.name_ko, self.name_en)


class MemberQuerySet(models.QuerySet["Member"]):
    def visible_to(self, viewer: Viewer) -> "MemberQuerySet":
        """Everyone reads who sits where; names where the body shows them (see `Member.shown_name`)."""
        return self.all()

    def seated(self, *, on: date) -> "MemberQuerySet":
        """Those in office on that day."""
        return self.filter(Q(until_on=None) | Q(until_on__gt=on), since_on__lte=on)


class Member(models.Model):
    """Somebody's time in a body, from a day until (not including) another, with the affiliation of that time."""

    class Position(models.TextChoices):
        CHAIR = "chair", _("Chair")
        CO_CHAIR = "co-chair", _("Co-chair")
        VICE_CHAIR = "vice-chair", _("Vice-chair")
        MEMBER = "member", _("Member")

    body = models.ForeignKey(Body, models.PROTECT, related_name="members")
    number = models.PositiveSmallIntegerField(_("number"))
    sector = models.ForeignKey(Sector, models.PROTECT, null=True, blank=True, related_name="members")
    position = models.CharField(_("position"), max_length=20, choices=Position, default=Position.MEMBER)
    name = models.CharField(_("name"), max_length=100, blank=True)
    affiliation = models.CharField(_("affiliation"), max_length=200, blank=True)
    is_external = models.BooleanField(_("from outside government"), default=False)
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="memberships")
    basis = models.CharField(max_length=200, blank=True, help_text="ref of the call or draw by which they came")
    since_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, blank=True)
    ended_reason = models.CharField(_("reason for leaving"), max_length=300, blank=True)
    objects = models.Manager.from_queryset(MemberQuerySet)()

    class Meta:
        ordering = ["body", "number"]
        constraints = [
            models.UniqueConstraint(fields=["body", "number"], name="members_are_numbered_once"),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("since_on")), name="a_membership_ends_after_it_begins"
            ),
            models.UniqueConstraint(
                fields=["body", "user"], condition=Q(until_on=None, user__isnull=False), name="a_person_sits_once"
            ),
        ]

    def __str__(self) -> str:
        return self.shown_name

    @property
    def shown_name(self) -> str:
        """The name, or the number for members whose names are not public."""
        if self.name and self.body.shows_names:
            return self.name
        return str(_("Member %(number)s") % {"number": self.number})

    @property
    def ref(self) -> str:
        return make_ref("bodies:member", f"{self.body.code}:{self.number}")

    def is_seated(self, *, on: date) -> bool:
        return self.since_on <= on and (self.until_on is None or on < self.until_on)


class Interest(models.Model):
    """What a member has declared that may touch the body's work. Public, dated, never edited."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="interests")
    text = models.CharField(_("interest"), max_length=500)
    declared_on = models.DateField(_("declared on"))
    ended_on = models.DateField(_("ended on"), null=True, blank=True)

    class Meta:
        ordering = ["declared_on", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="an_interest_says_something")]

    def __str__(self) -> str:
        return self.text


class DutyRule(models.Model):
    """A duty of a body as a dated rule. A changed duty ends, and another begins."""

    class Kind(models.TextChoices):
        MEETINGS_A_YEAR = "meetings-a-year", _("Meetings a year")
        MEETING_EVERY_MONTHS = "meeting-every-months", _("A meeting every so many months")
        CONFERENCES_A_YEAR = "conferences-a-year", _("Conferences a year")
        MINUTES_WITHIN_DAYS = "minutes-within-days", _("Minutes within days")
        MINUTES_WITHIN_WORKING_DAYS = "minutes-within-working-days", _("Minutes within working days")
        EXTERNAL_SHARE = "external-share", _("Share of members from outside government")

    body = models.ForeignKey(Body, models.PROTECT, related_name="duties")
    kind = models.CharField(_("duty"), max_length=30, choices=Kind)
    number = models.PositiveSmallIntegerField(_("number"), validators=[MinValueValidator(1)])
    denominator = models.PositiveSmallIntegerField(_("of"), default=1, validators=[MinValueValidator(1)])
    since_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, blank=True)
    basis = models.CharField(_("legal basis"), max_length=300, blank=True)

    class Meta:
        ordering = ["body", "since_on", "kind"]
        constraints = [
            models.CheckConstraint(condition=Q(number__gte=1, denominator__gte=1), name="a_duty_owes_something"),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("since_on")), name="a_duty_ends_after_it_begins"
            ),
            models.UniqueConstraint(
                fields=["body", "kind"], condition=Q(until_on=None), name="a_duty_of_a_kind_is_open_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body_id} {self.kind} {self.number}/{self.denominator}"

    def as_duty(self) -> duties.Duty:
        return duties.Duty(duties.Kind(self.kind), self.number, self.since_on, self.until_on, self.denominator)


class Reminder(models.Model):
    """That a body's secretaries were reminded of a duty before its last day: once for each."""

    rule = models.ForeignKey(DutyRule, models.CASCADE, related_name="reminders")
    due_on = models.DateField()
    days_before = models.PositiveSmallIntegerField()
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rule", "due_on", "days_before"], name="one_reminder_of_a_duty_and_day"),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id} {self.due_on} -{self.days_before}"
