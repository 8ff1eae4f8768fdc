"""Refs of accounts that have a public page: organisations. People have none."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import Organisation
from madang.common.refs import Target, register_ref
from madang.ledger.kinds import register_kind


def organisation(code: str) -> Target | None:
    found = Organisation.objects.filter(code=code).first()
    return Target(found.name, reverse("accounts:agency", args=[found.code])) if found else None


register_ref("accounts:organisation", organisation)
register_kind("accounts.organisation.created", _("Organisation entered"))
register_kind("accounts.organisation.renamed", _("Organisation renamed"))
register_kind("accounts.organisation.moved", _("Organisation put under another"))
register_kind("accounts.organisation.merged", _("Organisation dissolved into its successor"))
register_kind("accounts.role.granted", _("Role granted"))
register_kind("accounts.role.ended", _("Role ended"))
