import uuid
from datetime import date
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from madang.common.actors import Actor
from madang.common.refs import make_ref


class Role(models.TextChoices):
    RECORDS_OFFICER = "records-officer", _("Records officer")
    DISCLOSURE_OFFICER = "disclosure-officer", _("Information disclosure officer")
    ETHICS_OFFICER = "ethics-officer", _("Ethics officer")
    DATA_OFFICER = "data-officer", _("Open data officer")
    MODERATOR = "moderator", _("Moderator")
    INSPECTION_OFFICER = "inspection-officer", _("Inspection officer")
    COMMITTEE_MEMBER = "committee-member", _("Committee member")
    INDEPENDENT_REVIEWER = "independent-reviewer", _("Independent reviewer")
    ADMINISTRATOR = "administrator", _("Administrator")


class Organisation(models.Model):
    """An agency as it is today. `OrganisationVersion` keeps what it was called and under whom, and when."""

    class Kind(models.TextChoices):
        MINISTRY = "ministry", _("Central government agency")
        LOCAL_GOVERNMENT = "local-government", _("Local government")
        PUBLIC_BODY = "public-body", _("Public body")
        COMMITTEE = "committee", _("Committee")
        SCHOOL = "school", _("School")

    code = models.CharField(_("standard agency code"), max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    name_ko = models.CharField(_("Korean name"), max_length=200)
    name_en = models.CharField(_("English name"), max_length=200)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    established_on = models.DateField(_("established on"))
    dissolved_on = models.DateField(_("dissolved on"), null=True, blank=True)
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="predecessors")

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
        office = f"{role.value}@{organisation.code}" if role and organisation else None
        return Actor(ref=self.ref, office=office)


class RoleHeld(models.Model):
    """A role that a person holds in one organisation, from a day until (not including) another."""

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
                condition=Q(role=Role.ADMINISTRATOR) | Q(organisation__isnull=False),
                name="only_administrators_serve_the_whole_site",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "organisation"],
                condition=Q(until_on=None),
                nulls_distinct=False,
                name="an_open_role_is_held_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.role} · {self.organisation or '*'}"

    def is_held(self, *, on: date) -> bool:
        return self.since_on <= on and (self.until_on is None or on < self.until_on)
