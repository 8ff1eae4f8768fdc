from datetime import date

import pytest
from django.db import IntegrityError, transaction

from madang.accounts import actions, queries
from madang.accounts.actions.roles import LastAdministrator, RoleAlreadyHeld
from madang.accounts.models import Organisation, Role, RoleHeld
from madang.accounts.tests.factories import NOON, TODAY, give_role, make_administrator, make_organisation, make_user
from madang.accounts.viewers import PUBLIC, viewer_of
from madang.common.actors import SYSTEM
from madang.common.errors import Invalid, NotAllowed
from madang.ledger.models import Entry

pytestmark = pytest.mark.django_db


def grant(user, role=Role.RECORDS_OFFICER, organisation=None, *, since_on=TODAY, until_on=None, by=SYSTEM):
    return actions.grant_role(
        user=user, role=role, organisation=organisation, since_on=since_on, until_on=until_on, by=by, at=NOON
    )


def test_an_officer_of_one_agency_is_a_stranger_in_another() -> None:
    here, elsewhere, officer = make_organisation(), make_organisation(), make_user()
    grant(officer, organisation=here)

    viewer = viewer_of(officer, on=TODAY)

    assert viewer.is_in(here.pk, Role.RECORDS_OFFICER)
    assert not viewer.is_in(elsewhere.pk, Role.RECORDS_OFFICER)
    assert not viewer.is_in(here.pk, Role.ETHICS_OFFICER)
    assert not queries.holds_role(
        officer.as_actor(Role.RECORDS_OFFICER, elsewhere), Role.RECORDS_OFFICER, organisation=elsewhere, at=NOON
    )


def test_an_officer_of_a_parent_is_a_stranger_in_its_children() -> None:
    parent, officer = make_organisation(), make_user()
    child = make_organisation(parent=parent)
    grant(officer, organisation=parent)

    assert not viewer_of(officer, on=TODAY).is_in(child.pk, Role.RECORDS_OFFICER)


def test_a_role_is_held_from_its_first_day_until_the_day_before_its_end() -> None:
    agency, officer = make_organisation(), make_user()
    grant(officer, organisation=agency, since_on=date(2026, 4, 1), until_on=date(2026, 5, 1))

    held = [
        viewer_of(officer, on=day).is_official for day in (TODAY, date(2026, 4, 1), date(2026, 4, 30), date(2026, 5, 1))
    ]

    assert held == [False, True, True, False]


def test_an_ended_role_has_no_effect_from_that_day() -> None:
    agency, officer = make_organisation(), make_user()
    held = give_role(officer, Role.RECORDS_OFFICER, agency)

    actions.end_role(held=held, until_on=TODAY, by=SYSTEM, at=NOON)

    assert not viewer_of(officer, on=TODAY).is_official
    assert viewer_of(officer, on=date(2026, 3, 1)).is_official


def test_a_closed_account_is_the_public() -> None:
    administrator = make_administrator()
    administrator.is_active = False
    administrator.save()

    assert viewer_of(administrator, on=TODAY) == PUBLIC
    assert not queries.holds_role(administrator.as_actor(Role.ADMINISTRATOR), Role.ADMINISTRATOR, at=NOON)


def test_who_claims_an_office_without_holding_it_grants_nothing() -> None:
    impostor = make_user()

    with pytest.raises(NotAllowed):
        grant(impostor, Role.ADMINISTRATOR, by=impostor.as_actor(Role.ADMINISTRATOR))

    assert not RoleHeld.objects.exists()


def test_the_same_role_is_not_granted_for_overlapping_days() -> None:
    agency, officer = make_organisation(), make_user()
    grant(officer, organisation=agency, since_on=date(2026, 4, 1), until_on=date(2026, 5, 1))

    with pytest.raises(RoleAlreadyHeld):
        grant(officer, organisation=agency, since_on=date(2026, 3, 15))
    grant(officer, organisation=agency, since_on=date(2026, 5, 1))

    assert RoleHeld.objects.count() == 2


def test_roles_are_not_granted_into_the_past_nor_ended_in_it() -> None:
    agency, officer = make_organisation(), make_user()
    held = give_role(officer, Role.DATA_OFFICER, agency)

    with pytest.raises(Invalid):
        grant(officer, organisation=agency, since_on=date(2026, 3, 1))
    with pytest.raises(Invalid):
        actions.end_role(held=held, until_on=date(2026, 3, 1), by=SYSTEM, at=NOON)


def test_administrators_serve_the_whole_site_and_others_one_organisation() -> None:
    agency, person = make_organisation(), make_user()

    with pytest.raises(Invalid):
        grant(person, Role.ADMINISTRATOR, agency)
    with pytest.raises(Invalid):
        grant(person, Role.RECORDS_OFFICER, None)
    with pytest.raises(IntegrityError):
        give_role(person, Role.ADMINISTRATOR, agency)


def test_the_site_keeps_one_administrator() -> None:
    first = make_administrator()
    held = first.roles_held.get()

    with pytest.raises(LastAdministrator):
        actions.end_role(held=held, until_on=TODAY, by=first.as_actor(Role.ADMINISTRATOR), at=NOON)
    make_administrator()
    actions.end_role(held=held, until_on=TODAY, by=first.as_actor(Role.ADMINISTRATOR), at=NOON)

    assert not viewer_of(first, on=TODAY).is_administrator


def test_an_administrator_reads_no_agency_by_that() -> None:
    make_organisation()

    viewer = viewer_of(make_administrator(), on=TODAY)

    assert viewer.is_administrator
    assert viewer.organisations_as(*Role) == set()
    assert Organisation.objects.visible_to(viewer).count() == 1


def test_the_ledger_names_the_office_and_never_the_person() -> None:
    agency, officer = make_organisation("1741000"), make_user("gildong@example.org", name="홍길동")
    administrator = make_administrator()

    held = grant(officer, organisation=agency, by=administrator.as_actor(Role.ADMINISTRATOR))
    actions.end_role(held=held, until_on=TODAY, by=SYSTEM, at=NOON)

    granted, ended = Entry.objects.filter(subject=held.ref).order_by("pk")
    assert [granted.kind, ended.kind] == ["accounts.role.granted", "accounts.role.ended"]
    for entry in (granted, ended):
        assert "records-officer@1741000" in entry.text
        for secret in (str(officer.code), str(administrator.code), "gildong", "홍길동"):
            assert secret not in entry.text
    assert '"office":"administrator"' in granted.text


def test_a_refused_grant_leaves_nothing_in_the_ledger() -> None:
    agency, officer = make_organisation(), make_user()
    before = Entry.objects.count()

    with pytest.raises(NotAllowed):
        grant(officer, organisation=agency, by=officer.as_actor())

    assert Entry.objects.count() == before


def test_the_database_itself_keeps_an_open_role_from_being_held_twice() -> None:
    agency, person = make_organisation(), make_administrator()
    give_role(person, Role.RECORDS_OFFICER, agency)

    for role, organisation in ((Role.ADMINISTRATOR, None), (Role.RECORDS_OFFICER, agency)):
        with pytest.raises(IntegrityError), transaction.atomic():
            give_role(person, role, organisation)
