"""Makers of datasets for tests."""

from itertools import count
from typing import Any

from madang.accounts.models import Role, User
from madang.opendata import actions
from madang.opendata.models import Dataset
from tests.factories import NOON, make_officer, make_organisation

numbers = count(1)


def make_data_officer(**fields: Any) -> User:
    """An open data officer of an agency of their own."""
    return make_officer(make_organisation(**fields), Role.DATA_OFFICER)


def make_dataset(*, by: User | None = None, is_public: bool = False, **described: Any) -> Dataset:
    """A draft with an address elsewhere; published if `is_public`."""
    officer = by or make_data_officer()
    organisation = officer.roles_held.get().organisation
    assert organisation is not None
    number = next(numbers)
    dataset = actions.create_dataset(
        organisation=organisation,
        by=officer,
        at=NOON,
        **({"slug": f"set-{number}", "title_ko": f"대기질 {number}", "description_ko": "설명"} | described),
    )
    actions.add_distribution(
        dataset=dataset,
        key="site",
        kind="link",
        format="csv",
        access_url="https://data.example.test/",
        by=officer,
        at=NOON,
    )
    return actions.publish_dataset(dataset=dataset, by=officer, at=NOON) if is_public else dataset
