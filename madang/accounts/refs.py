"""Refs of accounts that have a public page: organisations. People have none."""

from django.urls import reverse

from madang.accounts.models import Organisation
from madang.common.refs import Target, register_ref


def organisation(code: str) -> Target | None:
    found = Organisation.objects.filter(code=code).first()
    return Target(found.name, reverse("accounts:agency", args=[found.code])) if found else None


register_ref("accounts:organisation", organisation)
