import base64
import json
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from madang.common.refs import make_ref
from madang.ledger.entries import content_of


class EntryQuerySet(models.QuerySet["Entry"]):
    def entered(self) -> "EntryQuerySet":
        """Those that have their number, in order."""
        return self.filter(index__isnull=False).order_by("index")

    def waiting(self) -> "EntryQuerySet":
        """Those that the sequencer has not numbered yet, in the order in which it will."""
        return self.filter(index=None).order_by("pk")

    def newest_first(self) -> "EntryQuerySet":
        return self.order_by("-pk")


class Entry(models.Model):
    """One act in the public record. Written once; the sequencer alone adds the number.

    text: the canonical JSON that is hashed; the columns before it repeat it, for finding.
    """

    code = models.UUIDField(editable=False, unique=True)
    index = models.PositiveBigIntegerField(_("number"), null=True, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=100)
    subject = models.CharField(_("subject"), max_length=200)
    at = models.DateTimeField(_("at"))
    text = models.TextField(_("entry"))
    leaf_hash = models.BinaryField(max_length=32)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")
        indexes = [
            models.Index(fields=["id"], condition=Q(index=None), name="ledger_entry_waiting"),
            models.Index(fields=["subject", "id"], name="ledger_entry_subject"),
            models.Index(fields=["kind", "id"], name="ledger_entry_kind"),
            models.Index(fields=["at"], name="ledger_entry_at"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"

    def get_absolute_url(self) -> str:
        return reverse("ledger:entry", args=[self.code])

    @property
    def ref(self) -> str:
        return make_ref("ledger:entry", self.code)

    @cached_property
    def content(self) -> dict[str, Any]:
        return content_of(self.text)

    @property
    def is_entered(self) -> bool:
        return self.index is not None

    @property
    def office(self) -> str:
        """The office that acted; empty for a citizen."""
        return str(self.content.get("office", ""))

    @property
    def facts(self) -> dict[str, Any]:
        """What the entry says in clear."""
        return dict(self.content.get("facts", {}))

    @property
    def commitments(self) -> dict[str, str]:
        """The hashes that stand for personal values, by field."""
        return dict(self.content.get("personal", {}))

    @property
    def leaf_hash_text(self) -> str:
        return base64.b64encode(bytes(self.leaf_hash)).decode()

    @property
    def readable_text(self) -> str:
        """The entry with line breaks, for people; the hash is over `text`."""
        return json.dumps(self.content, ensure_ascii=False, indent=2)


class Salt(models.Model):
    """What a commitment in an entry stands for. Deleting the row erases the value; the entry and the tree stay."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="salts")
    field = models.CharField(max_length=100)
    salt = models.BinaryField(max_length=32)
    value = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "field"], name="a_personal_field_has_one_salt")]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.field}"


class Head(models.Model):
    """The tree as far as it is stored. One row. A checkpoint is published only of what stands here.

    frontier: the roots of the tree's complete subtrees, 32 bytes each, the largest first.
    """

    size = models.PositiveBigIntegerField()
    root = models.BinaryField(max_length=32)
    frontier = models.BinaryField()
    stored_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="there_is_one_ledger_head")]

    def __str__(self) -> str:
        return str(self.size)


class Lease(models.Model):
    """Who may sequence now, where the database has no advisory locks. It lapses by itself."""

    name = models.CharField(max_length=50, unique=True)
    holder = models.UUIDField(null=True)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
