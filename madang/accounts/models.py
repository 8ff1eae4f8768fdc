import uuid
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from madang.common.actors import Actor
from madang.common.refs import make_ref

if TYPE_CHECKING:
    from madang.accounts.viewers import Viewer

AGENCY_CODE = RegexValidator(r"^[0-9A-Za-z-]{2,20}\Z", _("An agency code has 2 to 20 digits, letters or hyphens."))


class Role(models.TextChoices):
    RECORDS_OFFICER = "records-officer", _("Records officer")
    DISCLOSURE_OFFICER = "disclosure-officer", _("Information disclosure officer")
    ETHICS_OFFICER = "ethics-officer", _("Ethics officer")
    DATA_OFFICER = "data-officer", _("Open data officer")
    CHIEF_DATA_OFFICER = "chief-data-officer", _("Chief open data officer")
    MODERATOR = "moderator", _("Moderator")
    INSPECTION_OFFICER = "inspection-officer", _("Inspection officer")
    COMMITTEE_MEMBER = "committee-member", _("Committee member")
    SECRETARY = "secretary", _("Secretary of bodies")
    INDEPENDENT_REVIEWER = "independent-reviewer", _("Independent reviewer")
    ADMINISTRATOR = "administrator", _("Administrator")


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def visible_to(self, viewer: "Viewer") -> "OrganisationQuerySet":
        """Everyone reads every organisation, dissolved ones too: who governs is public."""
        return self.all()

    def existing(self, *, on: date) -> "OrganisationQuerySet":
        """Those established on or before that day and not dissolved by it."""
        return self.filter(Q(dissolved_on=None) | Q(dissolved_on__gt=on), established_on__lte=on)


class Organisation(models.Model):
    """An agency as it is today. `OrganisationVersion` keeps what it was called and under whom, and when."""

    class Kind(models.TextChoices):
        MINISTRY = "ministry", _("Central government agency")
        LOCAL_GOVERNMENT = "local-government", _("Local government")
        PUBLIC_BODY = "public-body", _("Public body")
        COMMITTEE = "committee", _("Committee")
        SCHOOL = "school", _("School")

    code = models.CharField(_("standard agency code"), max_length=20, unique=True, validators=[AGENCY_CODE])
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    name_ko = models.CharField(_("Korean name"), max_length=200)
    name_en = models.CharField(_("English name"), max_length=200)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    established_on = models.DateField(_("established on"))
    dissolved_on = models.DateField(_("dissolved on"), null=True, blank=True)
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="predecessors")
    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(dissolved_on=None) | Q(dissolved_on__gte=F("established_on")),
                name="organisation_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the language of the page."""
        return self.name_ko if (get_language() or "ko").startswith("ko") else self.name_en

    @property
    def ref(self) -> str:
        return make_ref("accounts:organisation", self.code)

    def exists(self, *, on: date) -> bool:
        return self.established_on <= on and (self.dissolved_on is None or on < self.dissolved_on)


class OrganisationVersion(models.Model):
    """What an organisation was called, and under whom, from `since_on` until the day before the next version."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="versions")
    since_on = models.DateField()
    name_ko = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    parent = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["organisation", "since_on"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "since_on"], name="one_organisation_version_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.name_ko} ({self.since_on})"

    @property
    def name(self) -> str:
        """The name in the language of the page."""
        return self.name_ko if (get_language() or "ko").startswith("ko") else self.name_en


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.full_clean()
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person who can sign in. What a person may do follows from roles held, never from a flag here."""

    code = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=100, blank=True)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    objects = UserManager()

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name

    @property
    def ref(self) -> str:
        return make_ref("accounts:person", self.code)

    def as_actor(self, role: Role | None = None, organisation: Organisation | None = None) -> Actor:
        """This person as the ledger sees them: an official by office, a citizen by commitment."""
        return Actor(ref=self.ref, office=office_of(role, organisation) if role else None)


def office_of(role: Role, organisation: Organisation | None) -> str:
    """`records-officer@1741000`; `administrator` for who serves the whole site."""
    return f"{role.value}@{organisation.code}" if organisation else role.value


class RoleHeld(models.Model):
    """A role that a person holds in one organisation, from a day until (not including) another."""

    code = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    user = models.ForeignKey(User, models.PROTECT, related_name="roles_held")
    role = models.CharField(_("role"), max_length=30, choices=Role)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="roles_held")
    since_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("since_on")), name="role_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(role=Role.ADMINISTRATOR, organisation__isnull=True)
                | Q(~Q(role=Role.ADMINISTRATOR), organisation__isnull=False),
                name="administrators_and_they_alone_serve_the_whole_site",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "organisation"],
                condition=Q(until_on=None, organisation__isnull=False),
                name="an_open_role_is_held_once",
            ),
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=Q(until_on=None, organisation__isnull=True),
                name="an_open_role_for_the_site_is_held_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.role} · {self.organisation or '*'}"

    @property
    def ref(self) -> str:
        return make_ref("accounts:role", self.code)

    @property
    def office(self) -> str:
        return office_of(Role(self.role), self.organisation)

    def is_held(self, *, on: date) -> bool:
        return self.since_on <= on and (self.until_on is None or on < self.until_on)


class ApiToken(models.Model):
    """A key with which a person's programs sign in. Only its SHA-256 is kept; the key itself is shown once."""

    user = models.ForeignKey(User, models.PROTECT, related_name="api_tokens")
    code = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    name = models.CharField(_("name"), max_length=100)
    start = models.CharField(max_length=12, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.start}… ({self.name})"

    def is_valid(self, *, at: datetime) -> bool:
        return self.revoked_at is None and at < self.expires_at


class AuditEventQuerySet(models.QuerySet["AuditEvent"]):
    def visible_to(self, viewer: "Viewer") -> "AuditEventQuerySet":
        """Administrators read all of it (and that look is an event too); everybody else their own."""
        if viewer.is_administrator:
            return self.all()
        return self.filter(user=viewer.user) if viewer.user else self.none()

    def update(self, **values: Any) -> int:
        raise TypeError("Audit events are never changed.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError("Audit events are only forgotten, by `actions.forget_old_events`.")


class AuditEvent(models.Model):
    """One line of the private audit: a sign-in, a look at what is not public. Written once, forgotten after two years.

    A failed sign-in keeps the person only where the address belongs to an account: what else was typed
    may be a password in the wrong box, and is not kept.
    """

    class Kind(models.TextChoices):
        SIGNED_IN = "signed-in", _("Signed in")
        SIGN_IN_FAILED = "sign-in-failed", _("Sign-in failed")
        LOCKED_OUT = "locked-out", _("Locked out after failed sign-ins")
        SIGNED_OUT = "signed-out", _("Signed out")
        PASSWORD_CHANGED = "password-changed", _("Password changed")
        SECOND_FACTOR_ADDED = "second-factor-added", _("Second factor added")
        SECOND_FACTOR_REMOVED = "second-factor-removed", _("Second factor removed")
        SECOND_FACTOR_FAILED = "second-factor-failed", _("Second factor was wrong")
        TOKEN_MADE = "token-made", _("API token made")
        TOKEN_REVOKED = "token-revoked", _("API token revoked")
        LOOKED = "looked", _("Looked at a record that is not public")

    kind = models.CharField(_("event"), max_length=30, choices=Kind)
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="audit_events")
    subject = models.CharField(_("record concerned"), max_length=200, blank=True)
    ip = models.GenericIPAddressField(_("IP address"), null=True)
    at = models.DateTimeField(_("time"))
    objects = AuditEventQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["user", "-at"], name="audit_of_a_person"),
            models.Index(fields=["-at"], name="audit_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.kind}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise TypeError("Audit events are never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("Audit events are only forgotten, by `actions.forget_old_events`.")
