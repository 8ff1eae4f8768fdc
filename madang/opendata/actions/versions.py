"""Every change to the versions of a distribution: received, read, decided on, announced, published, withdrawn."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import User
from madang.common.actors import SYSTEM, Actor
from madang.common.enqueue import enqueue
from madang.common.errors import Invalid, Refusal
from madang.documents.stores import private_files, public_files
from madang.ledger import actions as ledger
from madang.ledger.canonical import Json
from madang.notices.actions import tell_followers
from madang.opendata.actions.datasets import make_public
from madang.opendata.actions.keyholders import tell_key_holders
from madang.opendata.actions.offices import data_officer
from madang.opendata.actions.validity import DescriptionsFail, hold, require_valid
from madang.opendata.engine import differences
from madang.opendata.models import Dataset, DataVersion, Distribution
from madang.search import actions as search

State = DataVersion.State
COPIED_AT_ONCE = 256 * 1024 * 1024
"""Bytes of a version whose copying its publication waits for, about a second; larger ones are left to the worker."""
FROM_READER = ("rows", "rejects", "columns", "profile", "reasons")


class NotReady(Refusal):
    code = "not-ready"
    default_message = _("This version cannot be published as it stands: it is not read yet, held, or done with.")


class NotHeld(Refusal):
    code = "not-held"
    default_message = _("This version is not held for a decision.")


class NotPublic(Refusal):
    code = "not-public"
    default_message = _("Only a version that is public can be withdrawn.")


def locked(version: DataVersion) -> DataVersion:
    found = DataVersion.objects.select_for_update().get(pk=version.pk)
    found.distribution = Distribution.objects.select_related("dataset__organisation").get(pk=version.distribution_id)
    return found


@transaction.atomic
def receive_file(
    *,
    distribution: Distribution,
    name: str,
    sha256: str,
    size: int,
    options: dict[str, Any] | None = None,
    note: str = "",
    by: User | None,
    at: datetime,
) -> DataVersion:
    """Take in a file that is in the private store; the worker reads it. Raises `NotAllowed`, `Invalid`."""
    data_officer(by, distribution.dataset.organisation, at=at)
    if distribution.access_url:
        raise Invalid(_("This distribution is an address elsewhere; add one for files."))
    if distribution.dataset.state == Dataset.State.WITHDRAWN:
        raise Invalid(_("This dataset was withdrawn."))
    version = DataVersion.objects.create(
        distribution=distribution,
        file_name=Path(name).name[-255:] or "file",
        sha256=sha256,
        size=size,
        options=options or {},
        note=note,
        received_by=by,
        received_at=at,
    )
    enqueue("opendata.read", version=str(version.code))
    return version


@transaction.atomic
def restate(*, version: DataVersion, options: dict[str, Any], by: User | None, at: datetime) -> DataVersion:
    """Say how the file is to be read, and have it read again. Raises `NotAllowed`, `NotReady`."""
    version = locked(version)
    data_officer(by, version.distribution.dataset.organisation, at=at)
    if version.state not in {State.READ, State.HELD, State.REFUSED}:
        raise NotReady
    version.options, version.state, version.progress, version.stage = options, State.RECEIVED, 0, ""
    version.decided_by, version.decided_at, version.decision_reason = None, None, ""
    version.save()
    enqueue("opendata.read", version=str(version.code))
    return version


def enter_reading(*, version: DataVersion, found: dict[str, Any], files: dict[str, Path], at: datetime) -> DataVersion:
    """Keep what the reader found, and its files. `found`: as `reading.process.read_file` answers.

    Files are kept, and differences to the version before are counted, ahead of the transaction.
    """
    kept: dict[str, Any] = {}
    for name, path in files.items():
        kept |= {f"{name}_sha256": private_files().put(path), f"{name}_size": path.stat().st_size}
    seen = DataVersion.objects.select_related("distribution__latest").get(pk=version.pk)
    for name, value in {**{key: found[key] for key in FROM_READER if key in found}, **kept}.items():
        setattr(seen, name, value)
    return enter_found(
        version=version, found=found, kept=kept, changes=changes_of(seen, seen.distribution.latest), at=at
    )


@transaction.atomic
def enter_found(
    *, version: DataVersion, found: dict[str, Any], kept: dict[str, Any], changes: dict[str, Any], at: datetime
) -> DataVersion:
    version = locked(version)
    if version.state not in {State.RECEIVED, State.READING}:
        return version
    version.read_at, version.progress, version.stage = at, 100, ""
    version.reasons = found.get("reasons", [])
    if found["state"] == "refused":
        version.state = State.REFUSED
        version.save()
        return version
    for name in FROM_READER:
        setattr(version, name, found[name])
    version.reading = found["reading"] | {
        key: found[key] for key in ("problems", "reject_sample", "coordinates", "seconds") if key in found
    }
    version.file_type = found["reading"]["file_type"]
    for name, value in kept.items():
        setattr(version, name, value)
    version.state = State.HELD if found["state"] == "held" else State.READ
    version.changes = changes
    version.save()
    return version


def changes_of(version: DataVersion, base: DataVersion | None) -> dict[str, Any]:
    """What differs from the version that `/latest` leads to; {} for the first one."""
    from madang.opendata.tables import open_table

    if base is None or not base.has_table or not version.has_table:
        return {}
    schema = differences.schema_changes(base.columns, version.columns)
    stated = version.distribution.settings.get("keys") or differences.key_columns(version.columns, version.profile)
    old, new = open_table(base), open_table(version)
    rows = differences.row_changes((old.path, old.columns), (new.path, new.columns), keys=stated)
    return {"base": base.number, "schema": schema, "rows": rows}


@transaction.atomic
def release_held(*, version: DataVersion, reason: str, by: User | None, at: datetime) -> DataVersion:
    """Decide that a held file holds nothing about people that may not be public.

    Raises `NotAllowed`, `NotHeld`, `Invalid`.
    """
    version = locked(version)
    actor = data_officer(by, version.distribution.dataset.organisation, at=at)
    if version.state != State.HELD:
        raise NotHeld
    if not reason.strip():
        raise Invalid(_("Say why this may be published."), field="reason")
    version.state, version.decided_by, version.decided_at = State.READ, by, at
    version.decision_reason = reason.strip()[:1000]
    version.save(update_fields=["state", "decided_by", "decided_at", "decision_reason"])
    facts: dict[str, Json | ledger.Personal] = {"sha256": version.sha256, "reason": ledger.personal(reason.strip())}
    ledger.record(kind="opendata.version.released", subject=version.ref, by=actor, at=at, facts=facts)
    return version


@transaction.atomic
def discard(*, version: DataVersion, by: User | None, at: datetime) -> DataVersion:
    """Throw away a version that was never public; its file stays, private. Raises `NotAllowed`, `NotReady`."""
    version = locked(version)
    data_officer(by, version.distribution.dataset.organisation, at=at)
    if version.number is not None or version.state == State.DISCARDED:
        raise NotReady
    version.state = State.DISCARDED
    version.save(update_fields=["state"])
    return version


def publish_version(
    *, version: DataVersion, by: User | None, at: datetime, waits: bool = True, despite: str = ""
) -> DataVersion:
    """Give a version its number and make it public; `/latest` leads to it at once, unless its change is breaking.

    A breaking change is announced to followers and waits `settings.DATA_WAITING` first. waits: False for an
    operator who answers for it. despite: why it is published though formats refuse what is said of the dataset; without
    it nothing is published, a dataset that was not public is held, and `DescriptionsFail` says what fails.
    Raises `NotAllowed`, `NotReady`, `Invalid`.
    """
    seen = DataVersion.objects.select_related("distribution__latest").get(pk=version.pk)
    base = seen.distribution.latest
    changes = seen.changes if seen.changes.get("base") == getattr(base, "number", None) else changes_of(seen, base)
    try:
        return publish_with(version=version, changes=changes, by=by, at=at, waits=waits, despite=despite)
    except DescriptionsFail as failing:
        hold(seen.distribution.dataset, failing, at=at)
        raise


@transaction.atomic
def publish_with(
    *, version: DataVersion, changes: dict[str, Any], by: User | None, at: datetime, waits: bool, despite: str = ""
) -> DataVersion:
    """Publish a version whose differences to the one before were counted already."""
    version = locked(version)
    distribution = Distribution.objects.select_for_update().get(pk=version.distribution_id)
    dataset = version.distribution.dataset
    actor = data_officer(by, dataset.organisation, at=at)
    if version.state != State.READ or dataset.state == Dataset.State.WITHDRAWN:
        raise NotReady
    version.changes = changes
    version.number = 1 + max((one or 0 for one in distribution.versions.values_list("number", flat=True)), default=0)
    version.published_at = at
    if dataset.is_public:
        require_valid(dataset, version=version, despite=despite, by=actor, at=at)
    is_breaking = bool(version.changes.get("schema", {}).get("is_breaking"))
    if is_breaking and waits and timedelta() < settings.DATA_WAITING:
        announce(version, actor, at=at)
    else:
        go_live(version, actor, at=at)
    if not dataset.is_public:
        make_public(dataset=dataset, by=by, at=at, despite=despite)
    publish_after_commit(version)
    return version


def announce(version: DataVersion, actor: Actor, *, at: datetime) -> None:
    """Make the version public under its number, and say when `/latest` will lead to it."""
    version.state, version.announced_at, version.goes_live_at = State.ANNOUNCED, at, at + settings.DATA_WAITING
    version.save()
    schema = version.changes["schema"]
    facts: dict[str, Json | ledger.Personal] = {
        "number": version.number,
        "goes_live_at": version.goes_live_at.isoformat(),
        "removed": list(schema["removed"]),
        "retyped": [one["name"] for one in schema["retyped"]],
        "sha256": version.sha256,
    }
    ledger.record(kind="opendata.version.announced", subject=version.ref, by=actor, at=at, facts=facts)
    tell(version, "opendata.version.announced", ANNOUNCED, at=at)
    tell_key_holders(version, changes=change_words(version), at=at)


def go_live(version: DataVersion, actor: Actor, *, at: datetime) -> None:
    """Let `/latest` lead to the version, and say so."""
    version.state = State.PUBLISHED
    version.save()
    distribution, dataset = version.distribution, version.distribution.dataset
    is_first = distribution.latest_id is None
    Distribution.objects.filter(pk=distribution.pk).update(latest=version)
    distribution.latest = version
    Dataset.objects.filter(pk=dataset.pk).update(changed_at=at)
    facts: dict[str, Json | ledger.Personal] = {
        "number": version.number,
        "sha256": version.sha256,
        "size": version.size,
        "rows": version.rows,
        "rejects": version.rejects,
    }
    ledger.record(kind="opendata.version.published", subject=version.ref, by=actor, at=at, facts=facts)
    search.mark_changed([dataset.ref])
    if not is_first:
        tell(version, "opendata.version.published", PUBLISHED, at=at)


ANNOUNCED = _("%(title)s: columns will change on %(day)s (version %(number)s)")
PUBLISHED = _("%(title)s: version %(number)s was published")


def tell(version: DataVersion, kind: str, sentence: Any, *, at: datetime) -> None:
    """Tell those who follow the dataset or its agency."""
    dataset = version.distribution.dataset
    day = localdate(version.goes_live_at).isoformat() if version.goes_live_at else ""

    def subject() -> str:
        return str(sentence) % {"title": dataset.title, "day": day, "number": version.number}

    tell_followers(
        ref=dataset.ref,
        topics=[dataset.organisation.ref],
        kind=kind,
        subject=subject,
        text=lambda: change_words(version),
        url=version.distribution.get_absolute_url,
        about=dataset.ref,
        key=f"{version.ref} {kind}",
        at=at,
    )


def change_words(version: DataVersion) -> str:
    """The changes of a version in a few lines."""
    schema, rows = version.changes.get("schema", {}), version.changes.get("rows", {})
    lines = []
    if schema.get("removed"):
        lines.append(str(_("Columns gone: %(names)s")) % {"names": ", ".join(schema["removed"])})
    if schema.get("added"):
        lines.append(str(_("New columns: %(names)s")) % {"names": ", ".join(schema["added"])})
    if schema.get("retyped"):
        lines.append(str(_("Another type: %(names)s")) % {"names": ", ".join(one["name"] for one in schema["retyped"])})
    if rows:
        words = _("Rows: %(added)s added, %(removed)s removed, %(changed)s changed")
        lines.append(str(words) % {key: rows[key] for key in ("added", "removed", "changed")})
    return "\n".join(lines)


@transaction.atomic
def go_live_when_due(*, version: DataVersion, at: datetime) -> bool:
    """Let `/latest` lead to an announced version whose waiting period is over. Whether it does now."""
    version = locked(version)
    if version.state != State.ANNOUNCED or version.goes_live_at is None or version.goes_live_at > at:
        return False
    go_live(version, SYSTEM, at=at)
    return True


@transaction.atomic
def withdraw_version(*, version: DataVersion, reason: str, by: User | None, at: datetime) -> DataVersion:
    """Take back a public version; `/latest` goes back to the one before it.

    Raises `NotAllowed`, `NotPublic`, `Invalid`.
    """
    version = locked(version)
    distribution = Distribution.objects.select_for_update().get(pk=version.distribution_id)
    actor = data_officer(by, version.distribution.dataset.organisation, at=at)
    if not version.is_public:
        raise NotPublic
    if not reason.strip():
        raise Invalid(_("Say why the version is withdrawn; the reason is public."), field="reason")
    version.state, version.withdrawn_at, version.withdrawal_reason = State.WITHDRAWN, at, reason.strip()[:1000]
    version.save()
    if distribution.latest_id == version.pk:
        others = distribution.versions.filter(state=State.PUBLISHED).order_by("-number")
        Distribution.objects.filter(pk=distribution.pk).update(latest=others.first())
    facts: dict[str, Json | ledger.Personal] = {"number": version.number, "reason": version.withdrawal_reason}
    ledger.record(kind="opendata.version.withdrawn", subject=version.ref, by=actor, at=at, facts=facts)
    search.mark_changed([version.distribution.dataset.ref])
    hashes = [version.sha256, version.table_sha256, version.parquet_sha256]
    transaction.on_commit(lambda: remove_from_public(hashes))
    return version


def files_of(version: DataVersion) -> list[str]:
    return [one for one in (version.sha256, version.table_sha256, version.parquet_sha256) if one]


def publish_after_commit(version: DataVersion) -> None:
    """Copy the version's files into the public store.

    The worker copies large ones, and completes what a crash prevents; until then the private store's files are read.
    """
    hashes = files_of(version)
    if version.size + version.table_size + version.parquet_size <= COPIED_AT_ONCE:
        transaction.on_commit(lambda: publish_files(hashes))


def publish_files(hashes: list[str]) -> None:
    for sha256 in hashes:
        if not public_files().has(sha256):
            private_files().publish(sha256)


def remove_from_public(hashes: list[str]) -> None:
    """Take files out of the public store that no public version has any more."""
    public = DataVersion.objects.filter(state__in=[State.PUBLISHED, State.ANNOUNCED])
    for sha256 in filter(None, hashes):
        if not any(public.filter(**{field: sha256}).exists() for field in ("sha256", "table_sha256", "parquet_sha256")):
            public_files().remove(sha256)
