from datetime import date

import pytest
from pytest_django import Settings

from madang.accounts.models import Organisation
from madang.opendata.models import AcceptedFaults, Dataset, DatasetSeries, Discussion, HarvestRun
from madang.portal.demonstration import datasets, demand, discussions, neighbours
from madang.portal.demonstration.country.generation import generate

TODAY = date(2026, 6, 1)


@pytest.mark.slow
@pytest.mark.django_db
def test_data_is_asked_about_held_joined_and_harvested_once_however_often_it_is_loaded(
    settings: Settings, tmp_path: object
) -> None:
    settings.FILES_PRIVATE, settings.FILES_PUBLIC = f"{tmp_path}/private", f"{tmp_path}/public"
    country = generate(2014, TODAY)
    for code in ("9000100", "9000300", "9000400", "9000500", "9020000"):
        named = {"name_ko": code, "name_en": code, "established_on": date(2000, 1, 1)}
        Organisation.objects.create(code=code, kind="ministry", **named)
    demand.enter_citizens(demand.moment(date(2025, 11, 1)))
    steps = [*datasets.steps(country, 2014), *discussions.steps(country), *neighbours.steps(country)]

    for _again in range(2):
        for _name, _at, act in sorted(steps, key=lambda step: step[1]):
            act()

    assert sorted(Dataset.objects.filter(state="held").values_list("title_ko", flat=True)) == [
        "도로변 소음",
        "이웃 시 전통시장",
    ]
    run = HarvestRun.objects.get()
    assert (run.found, run.added, run.held) == (3, 2, 1)
    assert Discussion.objects.count() == 5
    assert sum(one.posts.count() for one in Discussion.objects.all()) == 9
    assert DatasetSeries.objects.get().datasets.count() == 2
    assert not AcceptedFaults.objects.exists()
