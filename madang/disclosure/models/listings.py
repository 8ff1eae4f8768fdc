"""Entries of information lists that came from another portal, as metadata without content."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import Organisation
from madang.accounts.viewers import Viewer
from madang.common.refs import make_ref
from madang.disclosure.models.documents import Classification


class ImportedListingQuerySet(models.QuerySet["ImportedListing"]):
    def visible_to(self, viewer: Viewer) -> "ImportedListingQuerySet":
        """Everyone reads what another portal published already."""
        return self.all()


class ImportedListing(models.Model):
    """A document that another portal lists: what is said of it, and that its content is there and not here."""

    KIND = "disclosure:listing"
    code = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="imported_listings")
    portal = models.CharField(_("portal"), max_length=40)
    identity = models.CharField(_("registration number there"), max_length=60)
    title = models.CharField(_("title"), max_length=300)
    number = models.CharField(_("document number"), max_length=100, blank=True)
    department = models.CharField(_("department"), max_length=100, blank=True)
    task = models.CharField(_("task"), max_length=200, blank=True)
    produced_on = models.DateField(_("produced on"), null=True, blank=True)
    classification = models.CharField(_("classification"), max_length=10, choices=Classification, blank=True)
    retention = models.CharField(_("retention"), max_length=30, blank=True)
    restricted_until = models.DateField(_("restricted until"), null=True, blank=True)
    files = models.PositiveIntegerField(default=0)
    imported_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    objects = models.Manager.from_queryset(ImportedListingQuerySet)()

    class Meta:
        ordering = ["-produced_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["portal", "identity"], name="a_listing_is_imported_once"),
            models.CheckConstraint(condition=~Q(title=""), name="a_listing_has_a_title"),
        ]
        indexes = [models.Index(fields=["organisation", "-produced_on"], name="listings_of_an_agency")]

    def __str__(self) -> str:
        return self.title

    @property
    def ref(self) -> str:
        return make_ref(self.KIND, self.code)
