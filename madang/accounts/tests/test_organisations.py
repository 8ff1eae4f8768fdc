from datetime import date

import pytest

from madang.accounts import actions, queries
from madang.accounts.actions.organisations import OrganisationDissolved, OrganisationExists
from madang.accounts.models import Organisation, OrganisationVersion, Role, RoleHeld
from madang.accounts.tests.factories import NOON, TODAY, give_role, make_administrator, make_organisation, make_user
from madang.accounts.viewers import viewer_of
from madang.common.actors import SYSTEM
from madang.common.errors import Invalid, NotAllowed

pytestmark = pytest.mark.django_db


def test_only_administrators_enter_organisations() -> None:
    officer, agency = make_user(), make_organisation()
    give_role(officer, Role.RECORDS_OFFICER, agency)

    with pytest.raises(NotAllowed):
        actions.create_organisation(
            code="1234567",
            kind="ministry",
            name_ko="가",
            name_en="A",
            established_on=TODAY,
            by=officer.as_actor(Role.RECORDS_OFFICER, agency),
            at=NOON,
        )

    assert not Organisation.objects.filter(code="1234567").exists()


def test_an_administrator_enters_an_organisation_with_its_first_version() -> None:
    by = make_administrator().as_actor(Role.ADMINISTRATOR)

    agency = actions.create_organisation(
        code="1234567",
        kind="ministry",
        name_ko=" 산림부 ",
        name_en="Forests",
        established_on=date(2014, 1, 1),
        by=by,
        at=NOON,
    )

    assert agency.name_ko == "산림부"
    assert [(one.since_on, one.name_ko) for one in agency.versions.all()] == [(date(2014, 1, 1), "산림부")]


def test_a_code_is_given_once() -> None:
    make_organisation("1234567")

    with pytest.raises(OrganisationExists):
        make_organisation("1234567")


@pytest.mark.parametrize("code", ["1", "12 34", "12/34", "a" * 21, "1234567\n"])
def test_a_code_that_cannot_stand_in_an_address_is_refused(code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        make_organisation(code)

    assert refusal.value.field == "code"


def test_the_old_name_stays_readable_after_a_rename() -> None:
    agency = make_organisation(name_ko="안전행정부", established_on=date(2013, 3, 23))

    actions.rename_organisation(
        organisation=agency,
        name_ko="행정자치부",
        name_en="Interior",
        since_on=date(2014, 11, 19),
        by=SYSTEM,
        at=NOON,
    )

    agency.refresh_from_db()
    assert agency.name_ko == "행정자치부"
    assert queries.name_on(agency, on=date(2014, 11, 18)) == "안전행정부"
    assert queries.name_on(agency, on=date(2014, 11, 19)) == "행정자치부"
    assert queries.name_on(agency, on=date(2013, 3, 22)) is None


@pytest.mark.parametrize("since_on", [date(2014, 11, 19), date(2014, 1, 1), date(2026, 3, 3)])
def test_history_is_written_in_order_and_never_ahead(since_on: date) -> None:
    agency = make_organisation(established_on=date(2014, 11, 19))

    with pytest.raises(Invalid) as refusal:
        actions.rename_organisation(
            organisation=agency, name_ko="새 이름", name_en="New", since_on=since_on, by=SYSTEM, at=NOON
        )

    assert refusal.value.field == "since_on"
    assert agency.versions.count() == 1


def test_the_tree_of_a_day_shows_where_each_stood_on_that_day() -> None:
    first, second = make_organisation("1000000"), make_organisation("2000000")
    moved = make_organisation("3000000", parent=first)
    actions.move_organisation(organisation=moved, parent=second, since_on=date(2020, 1, 1), by=SYSTEM, at=NOON)

    before = {
        node.organisation.code: [one.organisation.code for one in node.children]
        for node in queries.tree_on(date(2019, 12, 31))
    }
    after = {
        node.organisation.code: [one.organisation.code for one in node.children]
        for node in queries.tree_on(date(2020, 1, 1))
    }

    assert before == {"1000000": ["3000000"], "2000000": []}
    assert after == {"1000000": [], "2000000": ["3000000"]}
    assert queries.descendants(first, on=date(2019, 1, 1)) == {moved.pk}
    assert queries.descendants(first, on=TODAY) == set()


def test_an_organisation_never_stands_under_itself() -> None:
    top = make_organisation()
    middle = make_organisation(parent=top)
    bottom = make_organisation(parent=middle)

    with pytest.raises(Invalid):
        actions.move_organisation(organisation=top, parent=bottom, since_on=TODAY, by=SYSTEM, at=NOON)

    assert OrganisationVersion.objects.filter(organisation=top).count() == 1


def test_a_merger_dissolves_moves_children_ends_roles_and_passes_records_on() -> None:
    old, new, officer, heir = make_organisation(), make_organisation(), make_user(), make_user()
    child = make_organisation(parent=old)
    give_role(officer, Role.RECORDS_OFFICER, old)
    give_role(heir, Role.RECORDS_OFFICER, new)

    actions.merge_organisations(organisations=[old], into=new, on=TODAY, by=SYSTEM, at=NOON)

    old.refresh_from_db()
    child.refresh_from_db()
    assert (old.dissolved_on, old.successor, child.parent) == (TODAY, new, new)
    assert RoleHeld.objects.get(user=officer).until_on == TODAY
    assert not viewer_of(officer, on=TODAY).is_official
    assert viewer_of(heir, on=TODAY).is_in(old.pk, Role.RECORDS_OFFICER)
    assert not viewer_of(heir, on=date(2026, 3, 1)).is_in(old.pk, Role.RECORDS_OFFICER)


def test_records_pass_on_through_every_later_merger() -> None:
    first, second, third, heir = make_organisation(), make_organisation(), make_organisation(), make_user()
    actions.merge_organisations(organisations=[first], into=second, on=date(2015, 1, 1), by=SYSTEM, at=NOON)
    actions.merge_organisations(organisations=[second], into=third, on=date(2018, 1, 1), by=SYSTEM, at=NOON)
    give_role(heir, Role.DISCLOSURE_OFFICER, third)

    assert viewer_of(heir, on=TODAY).organisations_as(Role.DISCLOSURE_OFFICER) == {first.pk, second.pk, third.pk}


def test_a_parent_and_its_child_merge_together_but_never_into_a_descendant() -> None:
    parent, successor = make_organisation(), make_organisation()
    child = make_organisation(parent=parent)

    with pytest.raises(Invalid):
        actions.merge_organisations(organisations=[parent], into=child, on=TODAY, by=SYSTEM, at=NOON)
    actions.merge_organisations(organisations=[parent, child], into=successor, on=TODAY, by=SYSTEM, at=NOON)

    assert set(successor.predecessors.all()) == {parent, child}


def test_nothing_changes_in_a_dissolved_organisation() -> None:
    old, new = make_organisation(), make_organisation()
    actions.merge_organisations(organisations=[old], into=new, on=date(2020, 1, 1), by=SYSTEM, at=NOON)

    with pytest.raises(OrganisationDissolved):
        actions.rename_organisation(organisation=old, name_ko="가", name_en="A", since_on=TODAY, by=SYSTEM, at=NOON)


def test_search_finds_an_organisation_by_a_name_it_no_longer_has() -> None:
    agency = make_organisation("1741000", name_ko="안전행정부")
    actions.rename_organisation(
        organisation=agency, name_ko="행정자치부", name_en="Interior", since_on=date(2014, 11, 19), by=SYSTEM, at=NOON
    )

    assert list(queries.find_organisations(q="안전행정")) == [agency]
    assert list(queries.find_organisations(q="1741000")) == [agency]
    assert not queries.find_organisations(q="없는 이름")
