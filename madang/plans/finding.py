"""Commitments of the newest version of every plan, and consultations, as search finds them."""

from collections.abc import Iterable, Sequence

from django.db.models import Prefetch
from django.utils.timezone import localdate
from django.utils.translation import override

from madang.accounts.viewers import PUBLIC, Viewer
from madang.common.refs import split_ref
from madang.plans import queries
from madang.plans.models import Commitment, Consultation, Milestone, Policy
from madang.search.engine import IndexEntry

KIND = "plans:commitment"
CONSULTATION = "plans:consultation"
POLICY = "plans:policy"


def newest_commitments(viewer: Viewer, refs: Sequence[str]) -> list[Commitment]:
    """Those of the refs that name a commitment of the newest version of a plan which the viewer may see."""
    slugs = {split_ref(ref)[1].partition("/")[0] for ref in refs}
    versions = [one for one in queries.versions(viewer) if one.plan.slug in slugs]
    found = Commitment.objects.filter(version__in=versions).select_related("version__plan")
    ordered = Prefetch("milestones", Milestone.objects.order_by("position"))
    return [one for one in found.prefetch_related(ordered) if one.ref in refs]


def load(refs: Sequence[str]) -> list[IndexEntry]:
    """Index entries of commitments, with the words of both languages."""
    with override("ko"):
        return [_entry(one) for one in newest_commitments(PUBLIC, refs)]


def _entry(commitment: Commitment) -> IndexEntry:
    texts = [commitment.promise_ko, commitment.problem_ko, commitment.promise_en, commitment.problem_en]
    for one in commitment.milestones.all():
        texts += [f"{one.key} {one.title_ko}", one.passage_ko, one.title_en, one.passage_en]
    texts += [name for office in [*commitment.leads, *commitment.supporters] for name in (office["ko"], office["en"])]
    codes = [office["code"] for office in commitment.leads if office["code"]]
    return IndexEntry(
        ref=commitment.ref,
        kind=KIND,
        title=f"{commitment.key} {commitment.title_ko} ({commitment.title_en})",
        text="\n".join(texts),
        url=commitment.get_absolute_url(),
        organisation=codes[0] if codes else "",
        language="ko",
        published_on=localdate(commitment.version.loaded_at),
    )


def visible(viewer: Viewer, refs: Sequence[str]) -> set[str]:
    return {one.ref for one in newest_commitments(viewer, refs)}


def all_refs() -> Iterable[str]:
    """Every commitment that can be found."""
    versions = queries.versions(PUBLIC)
    return [one.ref for one in Commitment.objects.filter(version__in=versions).select_related("version__plan")]


def found_consultations(viewer: Viewer, refs: Sequence[str]) -> list[Consultation]:
    """Those of the refs that name a consultation which the viewer may see."""
    slugs = {split_ref(ref)[1].partition("/")[0] for ref in refs}
    found = Consultation.objects.visible_to(viewer).filter(plan__slug__in=slugs)
    return [one for one in found.select_related("plan", "organisation") if one.ref in refs]


def load_consultations(refs: Sequence[str]) -> list[IndexEntry]:
    """Index entries of consultations, with their minutes. What people said is not in them: it can be withdrawn."""
    with override("ko"):
        return [
            IndexEntry(
                ref=one.ref,
                kind=CONSULTATION,
                title=f"{one.title_ko} ({one.title_en})",
                text="\n".join([one.about_ko, one.about_en, one.place, one.minutes]),
                url=one.get_absolute_url(),
                organisation=one.organisation.code,
                language="ko",
                published_on=localdate(one.announced_at),
            )
            for one in found_consultations(PUBLIC, refs)
        ]


def visible_consultations(viewer: Viewer, refs: Sequence[str]) -> set[str]:
    return {one.ref for one in found_consultations(viewer, refs)}


def all_consultations() -> Iterable[str]:
    """Every consultation that can be found."""
    return [one.ref for one in Consultation.objects.visible_to(PUBLIC).select_related("plan")]


def found_policies(viewer: Viewer, refs: Sequence[str]) -> list[Policy]:
    """Those of the refs that name a basic or execution plan which the viewer may see."""
    found = Policy.objects.visible_to(viewer).filter(slug__in=[split_ref(ref)[1] for ref in refs])
    return list(found.select_related("organisation").prefetch_related("versions"))


def load_policies(refs: Sequence[str]) -> list[IndexEntry]:
    """Index entries of basic and execution plans, with the text of the newest version."""
    return [_policy_entry(one) for one in found_policies(PUBLIC, refs)]


def _policy_entry(policy: Policy) -> IndexEntry:
    newest = next(iter(policy.versions.all()), None)
    texts = [newest.text_ko, newest.text_en, *(task["ko"] for task in newest.tasks)] if newest else []
    return IndexEntry(
        ref=policy.ref,
        kind=POLICY,
        title=f"{policy.title_ko} ({policy.title_en})",
        text="\n".join(texts),
        url=policy.get_absolute_url(),
        organisation=policy.organisation.code,
        language="ko",
        published_on=localdate(policy.opened_at),
    )


def visible_policies(viewer: Viewer, refs: Sequence[str]) -> set[str]:
    return {one.ref for one in found_policies(viewer, refs)}


def all_policies() -> Iterable[str]:
    """Every basic and execution plan that can be found."""
    return [one.ref for one in Policy.objects.visible_to(PUBLIC)]
