"""Work for the worker: reading files, letting announced versions go live, completing the public store."""

import tempfile
from pathlib import Path
from time import monotonic

from django.utils.timezone import now

from madang.common.enqueue import periodic, task
from madang.documents.stores import private_files, public_files
from madang.opendata import actions
from madang.opendata.actions.versions import files_of, publish_files, remove_from_public
from madang.opendata.metering import forget_windows
from madang.opendata.models import DataVersion
from madang.opendata.reading.process import read_file

STAGES = {"decode": (0, 15), "load": (15, 50), "profile": (50, 85), "store": (85, 98)}
"""From which to which percent each stage of reading leads."""
EVERY = 0.5
State = DataVersion.State


class Progress:
    """Writes how far the reader is, twice a second at most."""

    def __init__(self, version: DataVersion) -> None:
        self.version = version
        self.written = 0.0

    def __call__(self, stage: str, share: float) -> None:
        if monotonic() - self.written < EVERY:
            return
        self.written = monotonic()
        low, high = STAGES.get(stage, (0, 100))
        percent = int(low + (high - low) * min(1.0, max(0.0, share)))
        DataVersion.objects.filter(pk=self.version.pk, state=State.READING).update(progress=percent, stage=stage)


@task("opendata.read")
def read(version: str) -> None:
    """Read a received file. After a crash it runs again from the beginning; what was entered is passed over."""
    found = DataVersion.objects.get(code=version)
    if found.state not in {State.RECEIVED, State.READING}:
        return
    read_version(found)


def read_version(version: DataVersion) -> DataVersion:
    """Read a version's file in a child process, and keep what was found."""
    DataVersion.objects.filter(pk=version.pk).update(state=State.READING, progress=0, stage="decode")
    with tempfile.TemporaryDirectory(prefix="madang-data-") as folder:
        out = Path(folder)
        answer = read_file(
            private_files().path(version.sha256),
            out,
            name=version.file_name,
            options=version.options,
            progress=Progress(version),
        )
        names = answer.get("files", {})
        files = {key: out / Path(names[key]).name for key in ("table", "parquet") if key in names}
        return actions.enter_reading(version=version, found=answer, files=files, at=now())


@periodic("opendata.go_live", every=60)
def go_live() -> None:
    """Let `/latest` lead to announced versions whose waiting period is over."""
    for version in DataVersion.objects.due(at=now()):
        actions.go_live_when_due(version=version, at=now())


@periodic("opendata.publish_files", every=60)
def complete_public_files() -> None:
    """Copy into the public store what is too large to be waited for, and what a crash kept from being copied."""
    public = DataVersion.objects.filter(state__in=[State.PUBLISHED, State.ANNOUNCED])
    for version in public.only("sha256", "table_sha256", "parquet_sha256").iterator():
        if missing := [one for one in files_of(version) if not public_files().has(one)]:
            publish_files(missing)
            remove_from_public(missing)  # if it was withdrawn meanwhile


@periodic("opendata.forget_windows", every=3600)
def forget_windows_that_are_over() -> None:
    """Counts of requests by address are kept for two days."""
    forget_windows(at=now())
