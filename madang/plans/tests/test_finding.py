import pytest
from django.utils.translation import override

from madang.accounts.viewers import PUBLIC
from madang.common.actors import SYSTEM
from madang.common.refs import resolve_ref
from madang.plans import actions, finding
from madang.plans.models import Snapshot
from madang.plans.tests.samples import NOON, PLAN, TODAY, draft, load
from madang.search.models import Change

pytestmark = pytest.mark.django_db
REF = "plans:commitment:small/1"


def test_a_commitment_is_found_by_the_words_of_its_statements_in_both_languages() -> None:
    load()

    (entry,) = finding.load([REF, "plans:commitment:small/9", "plans:commitment:none/1"])

    assert (entry.ref, entry.url, entry.organisation) == (REF, "/plan/small/1/", "9990001")
    for words in ("종이를 공개", "Publish papers"):
        assert words in entry.title
    for words in ("감시단을 꾸린다", "A watch group is formed", "가람부", "Garam Ministry"):
        assert words in entry.text


def test_everything_that_can_be_found_is_visible_and_loads() -> None:
    load()
    refs = list(finding.all_refs())

    assert refs == [REF]
    assert finding.visible(PUBLIC, refs) == {REF}
    assert [one.ref for one in finding.load(refs)] == refs


def test_a_commitment_that_a_new_version_drops_is_marked_and_no_longer_found() -> None:
    load()
    Change.objects.all().delete()

    load(PLAN.replace('[[commitment]]\nkey = "1"', '[[commitment]]\nkey = "2"'))

    assert set(Change.objects.values_list("ref", flat=True)) == {REF, "plans:commitment:small/2"}
    assert finding.load([REF]) == []
    assert finding.visible(PUBLIC, [REF]) == set()


def test_every_ref_of_a_plan_leads_to_its_page() -> None:
    version = load()
    kept = actions.take_snapshot(version=version, day=TODAY.replace(month=4), at=NOON)
    refs = ["plans:plan:small", version.ref, REF, "plans:milestone:small/1/1.2", kept.ref]

    with override("ko"):
        targets = [resolve_ref(ref) for ref in refs]

    assert [target.url if target else None for target in targets] == [
        "/plan/small/",
        "/plan/small/versions/",
        "/plan/small/1/",
        "/plan/small/1/1.2/",
        "/plan/small/snapshots/1/2026-04-01/",
    ]


def test_a_ref_of_nothing_leads_nowhere() -> None:
    assert not Snapshot.objects.exists()
    odd = [
        "plan:none",
        "version:small.x",
        "commitment:small/1",
        "milestone:small",
        "snapshot:no-code",
        "figure:no-code",
    ]

    assert [resolve_ref(f"plans:{one}") for one in odd] == [None] * 6


def test_an_unchanged_plan_marks_nothing_for_search() -> None:
    load()
    Change.objects.all().delete()

    actions.load_plan(draft=draft(), by=SYSTEM, at=NOON)

    assert not Change.objects.exists()
