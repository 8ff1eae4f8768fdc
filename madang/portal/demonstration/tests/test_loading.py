"""The demonstration enters through the ordinary doors, once, and completes what was interrupted."""

import json
from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from pytest_django import Settings

from madang.accounts.models import Organisation, OrganisationVersion, Role, RoleHeld, User
from madang.accounts.viewers import viewer_of
from madang.disclosure.models import DatedRankRule, Document, Intake, IntakeFile, Version
from madang.ledger.models import Entry
from madang.portal.demonstration import loading, samples
from madang.portal.demonstration.country.generation import generate
from madang.portal.demonstration.country.shapes import Country
from madang.portal.demonstration.signing_in import NoDemonstration
from madang.portal.models import DemonstrationRun

TODAY = date(2026, 6, 1)
NOW = datetime(2026, 6, 1, 12, tzinfo=ZoneInfo("Asia/Seoul"))


@pytest.fixture
def rank_rules(transactional_db: None) -> None:
    """The rules that a migration enters; a test with transactions of its own leaves none behind."""
    for since_on, rank in ((date(2014, 3, 1), "director-general"), (date(2015, 1, 1), "director")):
        DatedRankRule.objects.get_or_create(since_on=since_on, defaults={"rank": rank, "source": "test"})


@pytest.fixture
def site(settings: Settings, tmp_path: Path) -> Settings:
    settings.DEMONSTRATION, settings.PRODUCTION = True, False
    settings.FILES_PRIVATE, settings.FILES_PUBLIC = tmp_path / "private", tmp_path / "public"
    return settings


def small_country(seed: int, today: date) -> Country:
    """The country with the documents of three agencies: one that was renamed, one that was merged, and a city."""
    whole = generate(seed, today)
    chosen = {"9000100", "9000510", "9020000"}
    records = [record for record in whole.records if record.office in chosen]
    corrected = {(one.office, one.number) for one in records if "(정정)" in one.file_name}
    kept = [one for place, one in enumerate(records) if place % 4 == 0 or (one.office, one.number) in corrected]
    return replace(whole, records=tuple(kept))


@pytest.fixture
def country(monkeypatch: pytest.MonkeyPatch) -> Country:
    monkeypatch.setattr(loading, "generate", small_country)
    return small_country(2014, TODAY)


def is_without_reader(reasons: list[dict[str, Any]]) -> bool:
    """Whether this installation has no reader for that kind of file."""
    return any(reason["code"] == "unknown-type" for reason in reasons)


def load() -> DemonstrationRun:
    run = loading.begin(seed=None, today=TODAY, at=NOW)
    if run.finished_at is None:
        loading.complete(run, at=NOW)
    return DemonstrationRun.objects.get()


@pytest.mark.slow
@pytest.mark.usefixtures("rank_rules")
def test_every_document_meets_the_fate_it_was_written_for(site: Settings, country: Country) -> None:
    load()

    for record in country.records:
        version = Version.objects.get(
            document__organisation__code=record.office, number=record.number, file_name=record.file_name
        )
        if is_without_reader(version.reasons):
            continue
        assert version.state == record.expected, (record.title, version.reasons)
        assert version.received_at.astimezone(NOW.tzinfo).date() >= record.received_on
    assert Document.objects.count() == len({(one.office, one.number) for one in country.records})


@pytest.mark.slow
@pytest.mark.usefixtures("rank_rules")
def test_history_is_entered_as_it_happened(site: Settings, country: Country) -> None:
    load()

    renamed = Organisation.objects.get(code="9000100")
    merged = Organisation.objects.get(code="9000510")
    assert [version.name_ko for version in OrganisationVersion.objects.filter(organisation=renamed)] == [
        "가온총무부",
        "가온행정부",
    ]
    assert merged.successor is not None
    assert merged.successor.code == "9000500"
    heir = viewer_of(User.objects.get(email="records-9000500@demonstration.example"), on=TODAY)
    assert heir.is_in(merged.pk, Role.RECORDS_OFFICER)
    assert not RoleHeld.objects.filter(organisation=merged, until_on=None).exists()
    handed_over = Entry.objects.filter(kind__startswith="disclosure.intake")
    moments = list(handed_over.order_by("pk").values_list("at", flat=True))
    assert moments == sorted(moments)


@pytest.mark.slow
@pytest.mark.usefixtures("rank_rules")
def test_an_interrupted_load_is_completed_without_loss_or_duplicate(
    site: Settings, country: Country, monkeypatch: pytest.MonkeyPatch
) -> None:
    original, calls = loading.disclosure.finish_intake, Counter[str]()

    def failing(**arguments: Any) -> None:
        calls["finish"] += 1
        if calls["finish"] in {3, 9}:
            raise KeyboardInterrupt
        original(**arguments)

    monkeypatch.setattr(loading.disclosure, "finish_intake", failing)
    for _attempt in range(2):
        with pytest.raises(KeyboardInterrupt):
            load()
    load()

    assert DemonstrationRun.objects.get().finished_at is not None
    assert Version.objects.count() == len(country.records)
    assert not Intake.objects.filter(finished_at=None).exists()
    assert Organisation.objects.count() == len(country.offices)
    emails = [person.email for person in country.people]
    assert User.objects.filter(email__in=emails).count() == len(emails)


@pytest.mark.slow
@pytest.mark.usefixtures("rank_rules")
def test_loading_again_changes_nothing(site: Settings, country: Country, capsys: pytest.CaptureFixture[str]) -> None:
    load()
    before = (Version.objects.count(), Entry.objects.count(), Intake.objects.count())

    call_command("demo", "load")
    call_command("demo", "status", "--json")

    assert (Version.objects.count(), Entry.objects.count(), Intake.objects.count()) == before
    status = json.loads(capsys.readouterr().out)
    assert (status["is_complete"], status["today"], status["organisations"]) == (True, "2026-06-01", 42)


@pytest.mark.django_db
@pytest.mark.parametrize(("is_demonstration", "is_production"), [(False, False), (True, True), (False, True)])
def test_no_invented_record_ever_enters_a_real_site(
    settings: Settings, is_demonstration: bool, is_production: bool
) -> None:
    settings.DEMONSTRATION, settings.PRODUCTION = is_demonstration, is_production

    with pytest.raises(NoDemonstration):
        loading.begin(seed=1, today=TODAY, at=NOW)
    with pytest.raises(CommandError):
        call_command("demo", "load")

    assert not DemonstrationRun.objects.exists()


@pytest.mark.django_db
def test_invented_agencies_are_not_mixed_with_real_ones(site: Settings) -> None:
    Organisation.objects.create(
        code="1000001", kind="ministry", name_ko="어느 부", name_en="Some Ministry", established_on=date(2000, 1, 1)
    )

    with pytest.raises(loading.NotEmpty):
        loading.begin(seed=1, today=TODAY, at=NOW)


@pytest.mark.django_db
def test_another_seed_is_refused_once_a_country_is_loaded(site: Settings) -> None:
    first = loading.begin(seed=7, today=TODAY, at=NOW)

    assert loading.begin(seed=None, today=TODAY + timedelta(days=3), at=NOW + timedelta(days=3)) == first
    with pytest.raises(loading.OtherDemonstration):
        loading.begin(seed=8, today=TODAY, at=NOW)


@pytest.mark.django_db
def test_a_country_of_tomorrow_is_refused(site: Settings) -> None:
    with pytest.raises(loading.Invalid):
        loading.begin(seed=1, today=TODAY + timedelta(days=1), at=NOW)


def test_two_versions_of_a_document_are_never_handed_over_together() -> None:
    for records in loading.batches(generate(2014, TODAY).records).values():
        numbers = [record.number for record in records]
        assert len(numbers) == len(set(numbers))


@pytest.mark.slow
@pytest.mark.usefixtures("rank_rules")
def test_samples_meet_the_fates_that_their_page_tells(site: Settings, tmp_path: Path) -> None:
    agency = Organisation.objects.create(
        code=samples.AGENCY,
        kind="local-government",
        name_ko="다온광역시",
        name_en="Daon",
        established_on=date(1981, 7, 1),
    )
    (tmp_path / "samples.zip").write_bytes(samples.archive(TODAY))
    (tmp_path / "metadata.csv").write_bytes(samples.manifest(TODAY))
    (tmp_path / "01-plan-corrected.hwpx").write_bytes(samples.corrected_plan(TODAY))

    for name in ("samples.zip", samples.CORRECTED):
        call_command(
            "disclose", str(tmp_path / name), agency=agency.code, manifest=tmp_path / "metadata.csv", workers=1
        )

    entered = {file.path: file for file in IntakeFile.objects.all()}
    for sample in samples.SAMPLES:
        if not is_without_reader(entered[sample.name].reasons):
            assert entered[sample.name].state == sample.expected, (sample.name, entered[sample.name].reasons)
    plan = Version.objects.get(file_name=samples.CORRECTED)
    assert (plan.ordinal, plan.state) == (2, "published")
