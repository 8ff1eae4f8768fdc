"""Who follows what, and how they want to be told. Nobody but the follower ever reads this."""

import secrets
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import User
from madang.accounts.viewers import Viewer
from madang.common.refs import Target, make_ref, resolve_ref


def new_key() -> str:
    """A secret that nobody guesses, for an address."""
    return secrets.token_urlsafe(24)


class Pace(models.TextChoices):
    AT_ONCE = "at-once", _("As it happens")
    DAILY = "daily", _("Once a day")
    WEEKLY = "weekly", _("Once a week")
    FEED = "feed", _("Only in my feed")


class Follower(models.Model):
    """Somebody who is told: a person with an account, or an e-mail address that confirmed it by a link.

    key: the secret of the private feed's address.
    """

    code = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    user = models.OneToOneField(User, models.CASCADE, null=True, blank=True, related_name="follower")
    email = models.EmailField(_("e-mail address"), blank=True)
    language = models.CharField(max_length=10, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE)
    key = models.CharField(max_length=40, unique=True, default=new_key, editable=False)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["email"], condition=~Q(email=""), name="an_address_follows_once"),
            models.CheckConstraint(
                condition=Q(user__isnull=False, email="") | Q(~Q(email=""), user__isnull=True),
                name="a_follower_is_a_person_or_an_address",
            ),
        ]

    def __str__(self) -> str:
        return str(self.code)

    @property
    def address(self) -> str:
        """Where letters go; empty for a closed account."""
        if self.user is None:
            return self.email
        return self.user.email if self.user.is_active else ""


class FollowingQuerySet(models.QuerySet["Following"]):
    def visible_to(self, viewer: Viewer) -> "FollowingQuerySet":
        """One's own alone; administrators read nobody's."""
        return self.filter(follower__user=viewer.user) if viewer.user else self.none()

    def in_force(self) -> "FollowingQuerySet":
        """Those that were confirmed."""
        return self.filter(confirmed_at__isnull=False)


class Following(models.Model):
    """That somebody follows a record, a topic or a saved search: all three are refs."""

    code = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    follower = models.ForeignKey(Follower, models.CASCADE, related_name="followings")
    subject = models.CharField(max_length=200, db_index=True)
    pace = models.CharField(_("how often"), max_length=10, choices=Pace, default=Pace.AT_ONCE)
    since_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, help_text="people with an account need not confirm")
    asked_at = models.DateTimeField(null=True, help_text="when the letter to confirm was last written")
    objects = models.Manager.from_queryset(FollowingQuerySet)()

    class Meta:
        ordering = ["-since_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["follower", "subject"], name="a_subject_is_followed_once")]

    def __str__(self) -> str:
        return self.subject

    @property
    def ref(self) -> str:
        return make_ref("notices:following", self.code)

    @property
    def title(self) -> str:
        """What is followed, in the language of the page; its ref where that leads nowhere any more."""
        return self.target.title if self.target else self.subject

    @property
    def url(self) -> str:
        return self.target.url if self.target else ""

    @cached_property
    def target(self) -> Target | None:
        """Where the subject leads. A saved search is its follower's own, so no public ref leads to it."""
        if not self.subject.startswith(f"{SavedSearch.KIND}:"):
            return resolve_ref(self.subject)
        found = SavedSearch.objects.filter(code=self.subject.rsplit(":", 1)[1]).first()
        return Target(found.name, found.get_absolute_url()) if found else None


class SavedSearchQuerySet(models.QuerySet["SavedSearch"]):
    def visible_to(self, viewer: Viewer) -> "SavedSearchQuerySet":
        """One's own alone."""
        return self.filter(follower__user=viewer.user) if viewer.user else self.none()


class SavedSearch(models.Model):
    """A search that is asked again and again. parameters: as the search page's address has them.

    known: refs found at the last look, newest first. generation: of the index that was looked at.
    """

    KIND = "notices:search"
    code = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    follower = models.ForeignKey(Follower, models.CASCADE, related_name="saved_searches")
    name = models.CharField(_("name"), max_length=200)
    parameters = models.JSONField(default=dict)
    query = models.CharField(max_length=1000)
    known = models.JSONField(default=list)
    generation = models.CharField(max_length=100, blank=True)
    since_at = models.DateTimeField()
    objects = models.Manager.from_queryset(SavedSearchQuerySet)()

    class Meta:
        ordering = ["-since_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["follower", "query"], name="a_search_is_saved_once")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{reverse('search:search')}?{self.query}"

    @property
    def ref(self) -> str:
        return make_ref(self.KIND, self.code)
