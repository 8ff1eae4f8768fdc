"""Addresses of plans, commitments, milestones, snapshots and figures, by ref."""

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from madang.accounts.viewers import PUBLIC
from madang.common.refs import Target, register_ref
from madang.ledger.kinds import register_kind
from madang.plans import finding, queries
from madang.plans.models import Commitment, Contribution, Evaluation, Milestone, Note, Plan, ReportedFigure, Snapshot
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


def _numbered(code: str) -> tuple[Plan | None, int]:
    """The plan and the number in `korea-2014/3`."""
    slug, _slash, number = code.partition("/")
    version = queries.find_version(slug, PUBLIC) if number.isascii() and number.isdigit() else None
    return (version.plan, int(number)) if version else (None, 0)


def _consultation(code: str) -> Target | None:
    plan, number = _numbered(code)
    found = queries.find_consultation(plan, number, PUBLIC) if plan else None
    return Target(found.title, found.get_absolute_url()) if found else None


def _review(code: str) -> Target | None:
    plan, number = _numbered(code)
    found = queries.find_review(plan, number, PUBLIC) if plan else None
    return Target(str(found), found.get_absolute_url()) if found else None


def _contribution(code: str) -> Target | None:
    seen = Contribution.objects.visible_to(PUBLIC).select_related("consultation__plan")
    found = seen.filter(code=code).first() if _is_code(code) else None
    return Target(str(found), found.get_absolute_url()) if found else None


def _answer(code: str) -> Target | None:
    seen = Contribution.objects.visible_to(PUBLIC).select_related("consultation__plan")
    found = seen.filter(answers__code=code).first() if _is_code(code) else None
    return Target(str(found), found.get_absolute_url()) if found else None


def _policy(code: str) -> Target | None:
    found = queries.find_policy(code, PUBLIC)
    return Target(found.title, found.get_absolute_url()) if found else None


def _policy_version(code: str) -> Target | None:
    slug, _slash, number = code.partition("/")
    policy = queries.find_policy(slug, PUBLIC) if number.isascii() and number.isdigit() else None
    found = policy.versions.filter(number=int(number)).select_related("policy").first() if policy else None
    return Target(str(found), found.get_absolute_url()) if found else None


def _evaluation(code: str) -> Target | None:
    found = Evaluation.objects.filter(code=code).select_related("policy").first() if _is_code(code) else None
    return Target(found.policy.title, found.policy.get_absolute_url()) if found else None


def _note(code: str) -> Target | None:
    found = Note.objects.filter(code=code).select_related("plan").first() if _is_code(code) else None
    version = queries.find_version(found.plan.slug, PUBLIC) if found else None
    about = Milestone.objects.filter(commitment__version=version, key=found.milestone_key).first() if found else None
    if about is None:
        return None
    return Target(str(about), about.get_absolute_url())


register_ref("plans:plan", _plan)
register_ref("plans:version", _version)
register_ref("plans:commitment", _commitment)
register_ref("plans:milestone", _milestone)
register_ref("plans:snapshot", _snapshot)
register_ref("plans:figure", _figure)
register_ref("plans:note", _note)
register_ref("plans:policy", _policy)
register_ref("plans:policy-version", _policy_version)
register_ref("plans:evaluation", _evaluation)
register_ref("plans:consultation", _consultation)
register_ref("plans:contribution", _contribution)
register_ref("plans:answer", _answer)
register_ref("plans:review", _review)
register_kind("plans.version.loaded", _("Version of a plan loaded"))
register_kind("plans.figure.reported", _("Figure reported for a plan"))
register_kind("plans.snapshot.taken", _("Measurements of a day kept"))
register_kind("plans.note.written", _("Comment of an office beside a statement"))
register_kind("plans.policy.opened", _("Basic or execution plan opened"))
register_kind("plans.policy.handed-in", _("Version of a basic or execution plan handed in"))
register_kind("plans.policy.evaluated", _("Execution of a task judged by the council"))
register_kind("plans.consultation.announced", _("Consultation announced"))
register_kind("plans.consultation.heard", _("Who was heard in a consultation"))
register_kind("plans.consultation.minuted", _("Minutes of a consultation published"))
register_kind("plans.contribution.made", _("Contribution made"))
register_kind("plans.contribution.noted", _("Contribution noted by an office"))
register_kind("plans.contribution.published", _("Contribution published by a moderator"))
register_kind("plans.contribution.hidden", _("Contribution hidden by a moderator"))
register_kind("plans.contribution.withdrawn", _("Contribution withdrawn"))
register_kind("plans.contribution.answered", _("Contribution answered"))
register_kind("plans.review.published", _("Independent review published"))
register_kind("plans.review.answered", _("Independent review answered"))
register(
    finding.POLICY,
    load=finding.load_policies,
    visible=finding.visible_policies,
    all_refs=finding.all_policies,
    label=_("Basic or execution plan"),
)
register(
    finding.CONSULTATION,
    load=finding.load_consultations,
    visible=finding.visible_consultations,
    all_refs=finding.all_consultations,
    label=_("Consultation on a plan"),
)
register(
    finding.KIND,
    load=finding.load,
    visible=finding.visible,
    all_refs=finding.all_refs,
    label=_("Commitment of an action plan"),
)
