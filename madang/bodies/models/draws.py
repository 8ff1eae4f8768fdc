"""Draws of members by lot: the public pool, quotas, numbered panels, the committed seed and what it drew."""

import uuid

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import Role
from madang.accounts.viewers import Viewer
from madang.bodies.models.bodies import Body, in_page_language
from madang.common.refs import make_ref


class DrawQuerySet(models.QuerySet["Draw"]):
    def visible_to(self, viewer: Viewer) -> "DrawQuerySet":
        """Everyone reads a draw from its publication on; before, the secretaries of the body."""
        readable = Q(state__in=[Draw.State.COMMITTED, Draw.State.DRAWN])
        if own := viewer.organisations_as(Role.SECRETARY):
            readable |= Q(body__organisation__in=own)
        return self.filter(readable)


class Draw(models.Model):
    """One drawing of a panel. Files stand in the stores by hash; the seed is secret until the draw."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for the worker")
        COMPUTING = "computing", _("Being computed")
        INFEASIBLE = "infeasible", _("No panel meets these quotas")
        FAILED = "failed", _("Could not be computed")
        COMPUTED = "computed", _("Computed, not published yet")
        COMMITTED = "committed", _("Published; the draw is to come")
        DRAWN = "drawn", _("Drawn")

    code = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    body = models.ForeignKey(Body, models.PROTECT, related_name="draws")
    title_ko = models.CharField(_("Korean title"), max_length=200)
    title_en = models.CharField(_("English title"), max_length=200, blank=True)
    size = models.PositiveSmallIntegerField(_("size of the panel"), validators=[MinValueValidator(1)])
    quotas = models.JSONField(help_text="[{feature, value, min, max}]")
    replaces = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replacements")
    staying = models.JSONField(default=list, blank=True, help_text="of a replacement: who was drawn before and stays")
    gone = models.JSONField(
        default=list, blank=True, help_text="of a replacement: who was drawn before and is not there"
    )
    widens = models.BooleanField(
        default=False, help_text="quotas that cannot be met are widened by the smallest change"
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    people = models.PositiveIntegerField(default=0)
    types_fixed = models.PositiveIntegerField(default=0)
    types_total = models.PositiveIntegerField(default=0)
    pool_sha256 = models.CharField(max_length=64, help_text="the public pool, CSV")
    pool_hash = models.CharField(max_length=64, blank=True)
    panels_sha256 = models.CharField(max_length=64, blank=True, help_text="the numbered panels, JSON")
    report = models.JSONField(default=dict)
    advice = models.JSONField(default=list, help_text="the smallest relaxation of quotas that cannot be met")
    beacon = models.CharField(
        _("public number"), max_length=300, blank=True, help_text=_("A number that nobody knows yet, and who says it.")
    )
    beacon_value = models.CharField(_("the number"), max_length=200, blank=True)
    secret = models.CharField(max_length=160, blank=True, help_text="this site's half of the seed, secret until drawn")
    commitment = models.CharField(max_length=64, blank=True)
    panel_number = models.PositiveSmallIntegerField(null=True, blank=True)
    panel = models.JSONField(default=list)
    draws_at = models.DateTimeField(_("drawn on"), null=True, blank=True)
    prepared_at = models.DateTimeField()
    committed_at = models.DateTimeField(null=True, blank=True)
    drawn_at = models.DateTimeField(null=True, blank=True)
    objects = models.Manager.from_queryset(DrawQuerySet)()

    class Meta:
        ordering = ["-prepared_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(size__gte=1), name="a_panel_has_somebody"),
            models.CheckConstraint(
                condition=~Q(state__in=["committed", "drawn"]) | ~Q(commitment=""), name="a_public_draw_is_committed"
            ),
            models.CheckConstraint(
                condition=~Q(state="drawn") | Q(panel_number__isnull=False), name="a_drawn_panel_has_its_number"
            ),
            models.UniqueConstraint(
                fields=["replaces"],
                condition=Q(replaces__isnull=False) & ~Q(state__in=["infeasible", "failed"]),
                name="a_draw_is_replaced_once",
            ),
            models.CheckConstraint(condition=~Q(replaces=F("pk")), name="a_draw_does_not_replace_itself"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("bodies:draw", args=[self.code])

    @property
    def title(self) -> str:
        return in_page_language(self.title_ko, self.title_en)

    @property
    def ref(self) -> str:
        return make_ref("bodies:draw", self.code)

    @property
    def is_public(self) -> bool:
        return self.state in (self.State.COMMITTED, self.State.DRAWN)


class PoolPerson(models.Model):
    """Which line of the agency's own list a pseudonym stands for. Secretaries only; erased with the draw."""

    draw = models.ForeignKey(Draw, models.CASCADE, related_name="pool")
    pseudonym = models.CharField(max_length=20)
    original = models.CharField(max_length=200)

    class Meta:
        ordering = ["draw", "pk"]
        constraints = [models.UniqueConstraint(fields=["draw", "pseudonym"], name="a_pseudonym_is_one_person")]

    def __str__(self) -> str:
        return self.pseudonym
