import uuid
from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from madang.accounts.viewers import Viewer
from madang.common.refs import make_ref


class OutboxMessageQuerySet(models.QuerySet["OutboxMessage"]):
    def visible_to(self, viewer: Viewer, *, is_demonstration: bool = False) -> "OutboxMessageQuerySet":
        """Administrators read the outbox; in a demonstration, whose people are invented, everybody does."""
        return self.all() if is_demonstration or viewer.is_administrator else self.none()

    def due(self, *, at: datetime) -> "OutboxMessageQuerySet":
        """Those to be sent now, oldest first."""
        return self.filter(state=OutboxMessage.State.QUEUED).filter(
            Q(next_attempt_at=None) | Q(next_attempt_at__lte=at)
        )


class OutboxMessage(models.Model):
    """One e-mail. Kept before it is sent, so that nothing is lost; its text is erased once it is delivered."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting to be sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Given up")

    code = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    sender = models.CharField(_("sender"), max_length=320)
    to = models.JSONField(_("recipients"), default=list)
    cc = models.JSONField(default=list)
    bcc = models.JSONField(default=list)
    reply_to = models.JSONField(default=list)
    headers = models.JSONField(default=dict)
    subject = models.TextField(pgettext_lazy("notices", "subject"))
    body = models.TextField(_("text"), blank=True)
    html = models.TextField(blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    queued_at = models.DateTimeField(_("written at"), auto_now_add=True)
    next_attempt_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    fault = models.CharField(_("last fault"), max_length=200, blank=True)
    objects = OutboxMessageQuerySet.as_manager()

    class Meta:
        ordering = ["-queued_at", "-pk"]
        indexes = [models.Index(fields=["state", "next_attempt_at"], name="messages_to_send")]

    def __str__(self) -> str:
        return f"{self.subject} ({self.state})"

    @property
    def ref(self) -> str:
        return make_ref("notices:message", self.code)
