"""What happened to something that is followed, who is told of it, and programs that are told."""

import base64
import secrets
import uuid
from typing import TypedDict

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from madang.notices.models.following import Follower
from madang.notices.models.outbox import OutboxMessage


class Words(TypedDict):
    """A notice in one language. url: an address on this site, in that language."""

    subject: str
    text: str
    url: str


class Event(models.Model):
    """Something that happened to a followed subject, worded in every language of the site. Public facts only.

    key: the same happening is told once. subjects: the record and the topics whose followers are told.
    """

    code = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    key = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=100)
    about = models.CharField(max_length=200, db_index=True)
    subjects = models.JSONField(default=list)
    words = models.JSONField(default=dict)
    at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, help_text="when every follower's notice was written")
    faults = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["told_at", "at"], name="events_to_tell")]

    def __str__(self) -> str:
        return f"{self.kind} {self.about}"

    def worded(self, language: str = "") -> Words:
        """The words in a language of the site; without one, in that of the page."""
        wanted = (language or get_language() or settings.LANGUAGE_CODE).split("-")[0]
        found: Words = self.words.get(wanted) or self.words[settings.LANGUAGE_CODE]
        return found


class Notice(models.Model):
    """That one follower is told of one event. due_at: when the letter goes; None: only in the feed."""

    follower = models.ForeignKey(Follower, models.CASCADE, related_name="notices")
    event = models.ForeignKey(Event, models.CASCADE, related_name="notices")
    subject = models.CharField(max_length=200)
    due_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)
    message = models.ForeignKey(OutboxMessage, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-event__at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["follower", "event"], name="a_follower_is_told_once")]
        indexes = [models.Index(fields=["mailed_at", "due_at"], name="notices_to_mail")]

    def __str__(self) -> str:
        return f"{self.subject} {self.event_id}"


def new_secret() -> str:
    """A key for signatures, in the form of Standard Webhooks: `whsec_` and base64."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


class Webhook(models.Model):
    """An address of a person's program that is told whatever the person follows, signed with `secret`."""

    code = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    follower = models.ForeignKey(Follower, models.CASCADE, related_name="webhooks")
    url = models.CharField(_("address"), max_length=500)
    secret = models.CharField(max_length=60, default=new_secret, editable=False)
    created_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True, help_text="after too many deliveries were given up")
    failures = models.PositiveSmallIntegerField(default=0, help_text="deliveries given up in a row")

    class Meta:
        ordering = ["-created_at"]
        constraints = [models.UniqueConstraint(fields=["follower", "url"], name="a_program_is_told_once")]

    def __str__(self) -> str:
        return self.url


class WebhookDelivery(models.Model):
    """One event for one program: what became of it."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting to be sent")
        SENT = "sent", _("Delivered")
        FAILED = "failed", _("Could not be delivered")

    code = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries")
    event = models.ForeignKey(Event, models.CASCADE, related_name="+", null=True)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    status = models.PositiveSmallIntegerField(null=True)
    fault = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["webhook", "event"], name="an_event_reaches_a_program_once")]
        indexes = [models.Index(fields=["state", "next_attempt_at"], name="deliveries_to_make")]

    def __str__(self) -> str:
        return f"{self.webhook} {self.state}"
