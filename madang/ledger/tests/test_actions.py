import hashlib
import json
from datetime import datetime

import pytest
from django.db import transaction

from madang.common.errors import Invalid, NotAllowed
from madang.ledger import actions
from madang.ledger.canonical import NotCanonical
from madang.ledger.merkle import leaf_hash
from madang.ledger.models import Entry, Salt
from madang.ledger.tests.making import CITIZEN, NOON, OFFICER, make_draft, make_entries, make_log

pytestmark = pytest.mark.django_db


def record_title(**changes: object) -> Entry:
    arguments = {
        "kind": "disclosure.document.published",
        "subject": "disclosure:document:7",
        "by": OFFICER,
        "at": NOON,
        "facts": {"title": "청사 관리 계획"},
    }
    return actions.record(**(arguments | changes))  # type: ignore[arg-type]


def test_an_entry_says_who_did_what_to_which_record_and_when() -> None:
    entry = record_title()

    assert json.loads(entry.text) == {
        "at": "2014-03-03T12:00:00.000000Z",
        "code": str(entry.code),
        "facts": {"title": "청사 관리 계획"},
        "kind": "disclosure.document.published",
        "office": "records-officer@1741000",
        "subject": "disclosure:document:7",
        "version": 1,
    }
    assert entry.leaf_hash == leaf_hash(entry.text.encode())
    assert not entry.is_entered


def test_an_official_is_named_by_office_alone() -> None:
    assert OFFICER.ref not in record_title().text
    assert not Salt.objects.exists()


def test_a_citizen_is_named_by_a_salted_hash_alone() -> None:
    entry = record_title(by=CITIZEN)

    salt = Salt.objects.get(entry=entry, field="by")
    assert CITIZEN.ref not in entry.text
    assert "office" not in entry.content
    assert len(salt.salt) == 32
    assert entry.commitments == {"by": hashlib.sha256(bytes(salt.salt) + CITIZEN.ref.encode()).hexdigest()}


def test_personal_facts_enter_only_as_salted_hashes() -> None:
    entry = record_title(facts={"author": actions.personal("홍길동"), "pages": 3})

    salt = Salt.objects.get(entry=entry, field="author")
    assert "홍길동" not in entry.text
    assert entry.facts == {"pages": 3}
    assert entry.commitments["author"] == hashlib.sha256(bytes(salt.salt) + "홍길동".encode()).hexdigest()


def test_the_same_value_never_has_the_same_commitment() -> None:
    one, other = (record_title(facts={"author": actions.personal("홍길동")}) for _turn in range(2))

    assert one.commitments["author"] != other.commitments["author"]


def test_nothing_is_recorded_if_the_act_is_undone() -> None:
    with transaction.atomic():
        record_title(by=CITIZEN)
        transaction.set_rollback(True)

    assert not Entry.objects.exists()
    assert not Salt.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_act_without_a_transaction_is_not_recorded() -> None:
    with pytest.raises(RuntimeError, match="one transaction"):
        record_title()


def test_many_acts_keep_their_order_and_cost_two_inserts(django_assert_max_num_queries: object) -> None:
    drafts = [make_draft(number) for number in range(200)]

    with django_assert_max_num_queries(3):  # type: ignore[operator]
        entries = actions.record_many(drafts)

    assert [entry.subject for entry in entries] == [draft.subject for draft in drafts]
    assert list(Entry.objects.order_by("pk")) == entries
    assert Salt.objects.count() == 200


@pytest.mark.parametrize("kind", ["", "published", "Disclosure.document", "disclosure document.published", "a..b"])
def test_a_malformed_kind_is_refused(kind: str) -> None:
    with pytest.raises(ValueError, match="kind"):
        record_title(kind=kind)


@pytest.mark.parametrize("subject", ["", "document:7", "disclosure:document:", "disclosure:document:a b"])
def test_a_malformed_subject_is_refused(subject: str) -> None:
    with pytest.raises(ValueError, match="ref"):
        record_title(subject=subject)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        record_title(at=datetime(2014, 3, 3, 12))  # noqa: DTZ001 (the fault under test)


def test_facts_that_json_cannot_say_are_refused_with_their_place() -> None:
    with pytest.raises(NotCanonical, match=r"\$\.facts\.share"):
        record_title(facts={"share": float("nan")})


def test_a_personal_fact_cannot_pose_as_the_person_who_acted() -> None:
    with pytest.raises(ValueError, match="'by'"):
        record_title(facts={"by": actions.personal("somebody else")})


def test_facts_too_long_for_an_entry_are_refused_in_a_sentence() -> None:
    with pytest.raises(Invalid, match="65535"):
        record_title(facts={"text": "가" * 22_000})

    assert not Entry.objects.exists()


def test_erasing_destroys_salt_and_value_and_leaves_the_entry() -> None:
    entry = make_log(3)[1]

    erasure = actions.erase(entry=entry, by=OFFICER, at=NOON)

    kept = Entry.objects.get(pk=entry.pk)
    assert not Salt.objects.filter(entry=entry).exists()
    assert (kept.text, bytes(kept.leaf_hash), kept.index) == (entry.text, bytes(entry.leaf_hash), 1)
    assert erasure.kind == "ledger.personal.erased"
    assert erasure.subject == entry.ref
    assert erasure.facts == {"fields": ["author"]}


def test_one_field_can_be_erased_alone() -> None:
    entry = record_title(by=CITIZEN, facts={"author": actions.personal("홍길동")})

    actions.erase(entry=entry, by=OFFICER, at=NOON, field="author")

    assert list(Salt.objects.filter(entry=entry).values_list("field", flat=True)) == ["by"]


def test_what_is_erased_cannot_be_erased_again() -> None:
    (entry,) = make_entries(1)
    actions.erase(entry=entry, by=OFFICER, at=NOON)

    with pytest.raises(actions.NothingToErase):
        actions.erase(entry=entry, by=OFFICER, at=NOON)


def test_nobody_without_an_office_erases() -> None:
    (entry,) = make_entries(1)

    with pytest.raises(NotAllowed):
        actions.erase(entry=entry, by=CITIZEN, at=NOON)

    assert Salt.objects.filter(entry=entry).exists()
