"""What the portal brings together: numbers, months, desks, pictures."""

from datetime import date

import pytest

from madang.accounts.models import Organisation, Role
from madang.accounts.viewers import PUBLIC, Viewer
from madang.ledger.models import Head
from madang.portal import pictures, queries


def make_agency(code: str, **fields: object) -> Organisation:
    stated = {"kind": "ministry", "name_ko": "처", "name_en": "Agency", "established_on": date(2010, 1, 1)} | fields
    return Organisation.objects.create(code=code, **stated)


def test_the_last_twelve_months_end_with_this_one_over_a_new_year() -> None:
    months = queries.months_before(date(2026, 2, 28), 3)

    assert months == [date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1)]


@pytest.mark.django_db
def test_a_month_without_publications_is_shown_as_none() -> None:
    months = queries.published_by_month(date(2026, 11, 23))

    assert [month.documents for month in months] == [0] * 12
    assert months[-1].first == date(2026, 11, 1)


@pytest.mark.django_db
def test_only_agencies_that_exist_on_the_day_are_counted() -> None:
    make_agency("1")
    make_agency("2", dissolved_on=date(2026, 11, 23))
    make_agency("3", established_on=date(2026, 11, 24))

    assert queries.numbers(PUBLIC, on=date(2026, 11, 23)).agencies == 1


@pytest.mark.django_db
def test_entries_without_a_number_are_not_counted_as_entered() -> None:
    assert queries.numbers(PUBLIC, on=date(2026, 11, 23)).entries == 0
    assert not Head.objects.exists()


@pytest.mark.django_db
def test_only_records_officers_have_a_desk_of_documents() -> None:
    agency = make_agency("1")
    officer = Viewer(roles=frozenset({(Role.RECORDS_OFFICER.value, agency.pk)}))

    assert queries.desk(PUBLIC) is None
    assert queries.desk(Viewer(roles=frozenset({(Role.MODERATOR.value, agency.pk)}))) is None
    assert (found := queries.desk(officer))
    assert (found.held, found.held_total, found.waiting_total, found.running) == ([], 0, 0, [])


def test_the_highest_column_is_as_tall_as_the_picture_and_none_is_drawn_for_zero() -> None:
    drawn = pictures.bars([0, 5, 10])

    assert [bar.height for bar in drawn] == ["0", "66", "132"]
    assert drawn[2].y == str(pictures.TOP)


def test_a_picture_of_nothing_has_columns_without_height() -> None:
    assert [bar.height for bar in pictures.bars([0, 0])] == ["0", "0"]
    assert pictures.bars([]) == []
