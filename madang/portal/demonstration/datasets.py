"""The tables of the invented country: handed in, read and published by the ordinary actions, on their days."""

import tempfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

from django.db import transaction
from django.utils.timezone import get_current_timezone

from madang.accounts import actions as accounts
from madang.accounts.models import Organisation, Role, RoleHeld, User
from madang.common.actors import SYSTEM
from madang.documents.stores import private_files
from madang.opendata import actions
from madang.opendata.models import Dataset, DataVersion, Distribution
from madang.opendata.reading.outcome import silent
from madang.opendata.reading.pipeline import Request, read
from madang.portal.demonstration.country.shapes import Country
from madang.portal.demonstration.country.tables import Invented, tables
from madang.portal.demonstration.signing_in import DOMAIN

AREAS = {
    "air-quality": "environment",
    "parking-lots": "transport",
    "child-zones": "safety",
    "aed": "welfare",
    "shelters": "safety",
    "ev-chargers": "transport",
    "bus-riders": "transport",
    "waste": "environment",
    "parks": "environment",
    "libraries": "culture",
    "library-loans": "culture",
}
"""The strategic area of a table; the budget belongs to none."""
Happening = tuple[str, datetime, Callable[[], None]]


def steps(country: Country, seed: int) -> Iterator[Happening]:
    """Every table on its day, and the coming version of the car parks some days ago."""
    for one in tables(seed, country.today):
        at = moment(country.today - timedelta(days=one.days_back))
        yield f"data:{one.slug}", at, publishing(one, at)
        if one.later:
            later = moment(country.today - timedelta(days=one.later_days_back))
            yield f"data:{one.slug}:2", later, changing(one, later)


def moment(on: date) -> datetime:
    return datetime.combine(on, time(14), get_current_timezone())


def officer_of(code: str, at: datetime) -> User:
    """The agency's open data officer; the same one as for its register."""
    organisation = Organisation.objects.get(code=code)
    email = f"data-{code}@{DOMAIN}"
    user = User.objects.filter(email=email).first()
    name = f"{organisation.name_ko} 공공데이터 담당"
    user = user or accounts.create_person(email=email, name=name, by=SYSTEM, at=at)
    held = RoleHeld.objects.filter(user=user, role=Role.DATA_OFFICER, organisation=organisation)
    if not held.filter(since_on__lte=at.date()).exists():
        accounts.grant_role(
            user=user, role=Role.DATA_OFFICER, organisation=organisation, since_on=at.date(), by=SYSTEM, at=at
        )
    return user


def publishing(one: Invented, at: datetime) -> Callable[[], None]:
    def act() -> None:
        if Dataset.objects.filter(slug=one.slug, published_at__isnull=False).exists():
            return
        by = officer_of(one.office, at)
        publish(table_of(one, by, at), one.file_name, one.content, by, at)

    return act


def changing(one: Invented, at: datetime) -> Callable[[], None]:
    def act() -> None:
        distribution = Distribution.objects.get(dataset__slug=one.slug, key="data")
        if not distribution.versions.filter(number=2).exists():
            publish(distribution, one.file_name, one.later, officer_of(one.office, at), at, note=one.note)

    return act


@transaction.atomic
def table_of(one: Invented, by: User, at: datetime) -> Distribution:
    if found := Distribution.objects.filter(dataset__slug=one.slug, key="data").first():
        return found
    dataset = actions.create_dataset(
        organisation=Organisation.objects.get(code=one.office),
        slug=one.slug,
        title_ko=one.ko,
        title_en=one.en,
        description_ko=one.about_ko,
        description_en=one.about_en,
        frequency=one.frequency,
        area=AREAS.get(one.slug, ""),
        keywords=list(one.keywords),
        by=by,
        at=at,
    )
    return actions.add_distribution(dataset=dataset, key="data", by=by, at=at)


def publish(
    distribution: Distribution, name: str, content: bytes, by: User, at: datetime, *, note: str = ""
) -> DataVersion:
    """Hand in, read here and now (the file is ours, so no child is needed), publish."""
    sha256 = private_files().put(content)
    version = actions.receive_file(
        distribution=distribution, name=name, sha256=sha256, size=len(content), note=note, by=by, at=at
    )
    with tempfile.TemporaryDirectory(prefix="madang-demonstration-") as folder:
        out = Path(folder)
        found = read(Request(private_files().path(sha256), name, out), silent)
        files = {key: out / file for key, file in found["files"].items()}
        version = actions.enter_reading(version=version, found=found, files=files, at=at)
    return actions.publish_version(version=version, by=by, at=at)
