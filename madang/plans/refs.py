"""Addresses of plans, commitments, milestones, snapshots and figures, by ref."""

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from madang.accounts.viewers import PUBLIC
from madang.common.refs import Target, register_ref
from madang.ledger.kinds import register_kind
from madang.plans import finding, queries
from madang.plans.models import Commitment, ReportedFigure, Snapshot
from madang.search.registry import register


def _plan(code: str) -> Target | None:
    version = queries.find_version(code, PUBLIC)
    return Target(version.title, version.plan.get_absolute_url()) if version else None


def _version(code: str) -> Target | None:
    slug, _dot, number = code.rpartition(".")
    version = queries.find_version(slug, PUBLIC, number=int(number)) if number.isdigit() else None
    return Target(str(version), reverse("plans:versions", args=[slug])) if version else None


def _commitment(code: str) -> Target | None:
    slug, _slash, key = code.partition("/")
    version = queries.find_version(slug, PUBLIC)
    found = Commitment.objects.filter(version=version, key=key).select_related("version__plan").first()
    return Target(str(found), found.get_absolute_url()) if found else None


def _milestone(code: str) -> Target | None:
    slug, _slash, rest = code.partition("/")
    commitment, _slash, key = rest.partition("/")
    version = queries.find_version(slug, PUBLIC)
    found = queries.find_milestone(version, commitment, key) if version else None
    return Target(str(found), found.get_absolute_url()) if found else None


def _snapshot(code: str) -> Target | None:
    found = Snapshot.objects.filter(code=code).select_related("version__plan").first() if _is_code(code) else None
    return Target(str(found), found.get_absolute_url()) if found else None


def _figure(code: str) -> Target | None:
    found = ReportedFigure.objects.filter(code=code).select_related("plan").first() if _is_code(code) else None
    return Target(str(found), found.plan.get_absolute_url()) if found else None


def _is_code(code: str) -> bool:
    try:
        UUID(code)
    except ValueError:
        return False
    return True


register_ref("plans:plan", _plan)
register_ref("plans:version", _version)
register_ref("plans:commitment", _commitment)
register_ref("plans:milestone", _milestone)
register_ref("plans:snapshot", _snapshot)
register_ref("plans:figure", _figure)
register_kind("plans.version.loaded", _("Version of a plan loaded"))
register_kind("plans.figure.reported", _("Figure reported for a plan"))
register_kind("plans.snapshot.taken", _("Measurements of a day kept"))
register(
    finding.KIND,
    load=finding.load,
    visible=finding.visible,
    all_refs=finding.all_refs,
    label=_("Commitment of an action plan"),
)
