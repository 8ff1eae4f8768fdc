"""Harvesting other catalogues: sources, and what every look at them changes here."""

import hashlib
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from madang.accounts.models import Organisation, User
from madang.common.errors import Invalid, Refusal
from madang.common.fetching import Fetched, FetchFailed, FetchRefused, Limits, checked
from madang.ledger import actions as ledger
from madang.opendata.actions.acting import public_text
from madang.opendata.actions.datasets import (
    add_distribution,
    create_dataset,
    describe_dataset,
    publish_dataset,
    withdraw_dataset,
)
from madang.opendata.actions.offices import data_officer
from madang.opendata.actions.validity import DescriptionsFail
from madang.opendata.harvesting import READERS, Found, Unreadable
from madang.opendata.models import Dataset, Distribution, HarvestedRecord, HarvestRun, HarvestSource

Ask = Callable[[str], Fetched]
LIMITS = Limits(size=50 * 1024 * 1024, seconds=120)
MOST_PAGES = 300
GOOD = range(200, 300)
LICENCE_WORDS = {
    "creativecommons.org/publicdomain/zero": "cc0-1.0",
    "creativecommons.org/licenses/by/": "cc-by-4.0",
    "creativecommons.org/licenses/by-sa/": "cc-by-sa-4.0",
    "creativecommons.org/licenses/by-nc/": "cc-by-nc-4.0",
    "creativecommons.org/licenses/by-nd/": "cc-by-nd-4.0",
    "license.do#01": "kogl-1",
    "license.do#02": "kogl-2",
    "license.do#03": "kogl-3",
    "license.do#04": "kogl-4",
}


class HarvestedAlready(Refusal):
    code = "harvested-already"
    default_message = gettext_lazy("This catalogue is harvested already.")


@transaction.atomic
def add_source(
    *,
    organisation: Organisation,
    title: str,
    kind: str,
    url: str,
    every_hours: int = 24,
    despite: str = "",
    by: User | None,
    at: datetime,
) -> HarvestSource:
    """Have a catalogue looked at every so many hours, its datasets listed under the agency.

    despite: why those are listed that formats refuse; public. Without it they are held.
    Raises `NotAllowed`, `HarvestedAlready`, or `Invalid` for an address that must not be asked.
    """
    actor = data_officer(by, organisation, at=at)
    if kind not in READERS:
        raise Invalid(_("Say what kind of catalogue it is."), field="kind")
    require_askable(url.strip())
    if HarvestSource.objects.filter(kind=kind, url=url.strip()).exists():
        raise HarvestedAlready(field="url")
    source = HarvestSource.objects.create(
        organisation=organisation,
        title=title.strip(),
        kind=kind,
        url=url.strip(),
        every_hours=max(1, every_hours),
        despite=public_text(despite, field="despite", required=False),
        added_by=by,
        added_at=at,
        next_at=at,
    )
    facts = {"agency": organisation.code, "kind": kind, "url": source.url}
    if source.despite:
        facts["despite"] = source.despite
    ledger.record(kind="opendata.harvest.added", subject=source.ref, by=actor, at=at, facts=facts)
    return source


def require_askable(url: str) -> None:
    """Raises `Invalid` for an address that must not be asked."""
    try:
        checked(url, LIMITS)
    except FetchRefused as refusal:
        raise Invalid(_("This address cannot be asked (%(code)s).") % {"code": refusal.code}, field="url")


@dataclass
class Look:
    """What a source answered, page after page."""

    found: dict[str, Found] = field(default_factory=dict)
    faults: list[dict[str, str]] = field(default_factory=list)
    is_whole: bool = True


def harvest(*, source: HarvestSource, ask: Ask, at: datetime) -> HarvestRun:
    """Look at a source now. It is asked outside any transaction; every dataset is entered in one of its own.

    Faults are kept with the run. What a look that was cut short did not see is not taken to be gone.
    """
    run = HarvestRun.objects.create(source=source, started_at=at)
    look = look_through(source, ask)
    run.found = len(look.found)
    known = {one.identifier: one for one in HarvestedRecord.objects.filter(source=source).select_related("dataset")}
    for identifier, found in look.found.items():
        enter(run, look, known.get(identifier), found, at=at)
    if look.is_whole:
        for identifier, record in known.items():
            if identifier not in look.found and record.gone_at is None:
                take_away(run, record, at=at)
    run.faults, run.finished_at = look.faults[:500], at
    run.save()
    HarvestSource.objects.filter(pk=source.pk).update(next_at=at + timedelta(hours=source.every_hours))
    return run


def look_through(source: HarvestSource, ask: Ask) -> Look:
    look = Look()
    reader = READERS[source.kind]
    url, seen = reader.first(source.url), set[str]()
    try:
        while url:
            if url in seen or len(seen) >= MOST_PAGES:
                raise Unreadable("endless")
            seen.add(url)
            answer = ask(url)
            if answer.status not in GOOD:
                raise Unreadable("status", str(answer.status))
            page = reader.read(answer.body, url)
            look.found |= {one.identifier: one for one in page.found}
            look.faults += [{"identifier": identifier, "code": code} for identifier, code in page.faults]
            url = page.next
    except (Unreadable, FetchRefused, FetchFailed) as fault:
        said = getattr(fault, "said", "") or getattr(fault, "found", "")
        look.faults.insert(0, {"identifier": "", "code": fault.code, "said": said, "url": url[:300]})
        look.is_whole = False
    return look


def enter(run: HarvestRun, look: Look, known: HarvestedRecord | None, found: Found, *, at: datetime) -> None:
    """One dataset: new, changed, gone or the same. Its fault leaves the others untouched."""
    if found.is_deleted:
        if known and known.gone_at is None:
            take_away(run, known, at=at)
        return
    try:
        with transaction.atomic():
            if known is None:
                dataset = add(run.source, found, at=at)
                run.added += publish(run, look, dataset, found, at=at)
            elif known.digest != found.digest and known.gone_at is None:
                change(run.source, known, found, at=at)
                run.changed += known.dataset.is_public or publish(run, look, known.dataset, found, at=at)
            else:
                HarvestedRecord.objects.filter(pk=known.pk).update(seen_at=at)
    except Refusal as refusal:
        look.faults.append(fault_of(found, refusal))


def fault_of(found: Found, refusal: Refusal) -> dict[str, str]:
    return {"identifier": found.identifier, "code": refusal.code, "said": str(refusal.message)[:500]}


def publish(run: HarvestRun, look: Look, dataset: Dataset, found: Found, *, at: datetime) -> bool:
    """Whether it is public now. If formats refuse what is said of it, it is held, and the look says so."""
    try:
        publish_dataset(dataset=dataset, by=None, at=at, despite=run.source.despite)
        return True
    except DescriptionsFail as failing:
        run.held += 1
        look.faults.append(fault_of(found, failing))
        return False


def described(found: Found) -> dict[str, Any]:
    return {
        "description_ko": found.description,
        "keywords": list(found.keywords),
        "licence": next((code for word, code in LICENCE_WORDS.items() if word in found.licence), "unstated"),
    }


def add(source: HarvestSource, found: Found, *, at: datetime) -> Dataset:
    digest = hashlib.sha256(f"{source.code}:{found.identifier}".encode()).hexdigest()
    dataset = create_dataset(
        organisation=source.organisation,
        slug=f"harvested-{digest[:16]}",
        title_ko=found.title,
        by=None,
        at=at,
        **described(found),
    )
    add_files(dataset, found, at=at)
    HarvestedRecord.objects.create(
        source=source, identifier=found.identifier, digest=found.digest, said=asdict(found), dataset=dataset, seen_at=at
    )
    return dataset


def add_files(dataset: Dataset, found: Found, *, at: datetime, despite: str = "") -> None:
    files = found.files or ((found.title, "html", found.landing_page),)
    for place, (title, kind, url) in enumerate(files, 1):
        add_distribution(
            dataset=dataset,
            key=f"file-{place}",
            kind=Distribution.Kind.LINK,
            title_ko=title,
            format=kind,
            access_url=url,
            despite=despite,
            by=None,
            at=at,
        )


def change(source: HarvestSource, known: HarvestedRecord, found: Found, *, at: datetime) -> None:
    """What is said of the dataset, and its addresses, as the source has them now."""
    dataset, said = known.dataset, described(found)
    describe_dataset(dataset=dataset, title_ko=found.title, by=None, at=at, despite=source.despite, **said)
    if known.said.get("files") != [list(file) for file in found.files]:
        dataset.distributions.filter(kind=Distribution.Kind.LINK, key__startswith="file-").delete()
        add_files(dataset, found, at=at, despite=source.despite)
    known.digest, known.said, known.seen_at = found.digest, asdict(found), at
    known.save(update_fields=["digest", "said", "seen_at"])


def take_away(run: HarvestRun, record: HarvestedRecord, *, at: datetime) -> None:
    """The source no longer lists it: it is withdrawn here, with that reason."""
    with transaction.atomic():
        record.gone_at = at
        record.save(update_fields=["gone_at"])
        if record.dataset.is_public:
            reason = _("The catalogue that it came from no longer lists it.")
            withdraw_dataset(dataset=record.dataset, reason=reason, by=None, at=at)
    run.gone += 1
