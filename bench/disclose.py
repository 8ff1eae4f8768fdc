"""Documents a second through the whole pipeline, by kind of file, from real files multiplied.

    .venv/bin/python bench/disclose.py --files FOLDER-OR-ARCHIVE [--copies 20000] [--kinds hwp,hwpx,txt,pdf,mix]

Each copy gets a number and bytes of its own. Everything runs in a temporary site of its own on this machine:
intake (receive, read in child processes, screen, judge, enter), then the ledger's sequencer, then the index writer.
Printed per kind: seconds of each stage, processor seconds of this process and of the readers, documents a second.
Only files that the pipeline publishes are multiplied for single kinds; the mix takes all files as they are.
"""

import argparse
import io
import json
import os
import resource
import shutil
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

SITE = Path(tempfile.mkdtemp(prefix="madang-bench-"))
os.environ["MADANG_DATA"] = str(SITE / "site")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import django  # noqa: E402

django.setup()

from datetime import date  # noqa: E402

import pikepdf  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.utils.timezone import now  # noqa: E402

from madang.accounts.models import Organisation  # noqa: E402
from madang.disclosure import actions, queries  # noqa: E402
from madang.disclosure.metadata import Manifest, Metadata  # noqa: E402
from madang.disclosure.pipeline import Run  # noqa: E402
from madang.disclosure.sources import Source  # noqa: E402
from madang.documents.filetypes import detect  # noqa: E402
from madang.ledger.models import Entry  # noqa: E402
from madang.ledger.sequencer import sequence  # noqa: E402
from madang.search.actions import apply_changes  # noqa: E402
from madang.search.models import Change  # noqa: E402

STAGES = ("receive", "await_reading", "judge", "enter")


def processor_seconds() -> tuple[float, float]:
    """Of this process, and of children that have ended."""
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime, children.ru_utime + children.ru_stime


def originals(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted(file for file in path.rglob("*") if file.is_file())
    into = SITE / "originals"
    with tarfile.open(path) as archive:
        archive.extractall(into, filter="data")
    return sorted(file for file in into.rglob("*") if file.is_file())


def own_bytes(content: bytes, kind: str, number: int) -> bytes:
    """The same document with bytes of its own, still a whole and sound file of its kind."""
    if kind == "txt":
        return content + f"\n{number}".encode()
    if kind == "hwpx":
        return with_own_entry(content, number)
    if kind == "pdf":
        return with_own_identifier(content, number)
    return content + f"{number:08}".encode().ljust(512, b"\0")  # an OLE file: a sector that belongs to no stream


def with_own_entry(content: bytes, number: int) -> bytes:
    """The archive with another time of day on its first entry after the type."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as there, zipfile.ZipFile(made, "w") as copy:
        for place, entry in enumerate(there.infolist()):
            own = zipfile.ZipInfo(entry.filename, entry.date_time)
            own.compress_type = entry.compress_type
            if place == 1:
                own.date_time = (1980 + number // 86400, 1, 1, number // 3600 % 24, number // 60 % 60, number % 60)
            copy.writestr(own, there.read(entry))
    return made.getvalue()


def with_own_identifier(content: bytes, number: int) -> bytes:
    """The PDF written anew with an identifier of its own."""
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as document:
        document.trailer.ID = pikepdf.Array([f"{number:016}".encode(), f"{number:016}".encode()])
        document.save(made, fix_metadata_version=False)
    return made.getvalue()


def copies(files: list[tuple[Path, str]], count: int, into: Path) -> Iterator[Source]:
    for number in range(count):
        file, kind = files[number % len(files)]
        copy = into / f"{number:06}{file.suffix}"
        copy.write_bytes(own_bytes(file.read_bytes(), kind, number))
        yield Source(copy.name, copy)


def take_in(organisation: Organisation, sources: list[Source], rank: str = "director") -> tuple[Run, dict[str, int]]:
    intake = actions.start_intake(organisation=organisation, classification="open", rank=rank, by=None, at=now())
    rows = {source.path: Metadata(number=f"bench-{organisation.code}-{source.path}") for source in sources}
    run = Run(intake=intake, by=actions.office_of(None, organisation), clock=now, manifest=Manifest(rows))
    total = run.take_in(sources)
    actions.finish_intake(intake=intake, total=total, at=now())
    return run, queries.totals_of(intake)


def measure(kind: str, files: list[tuple[Path, str]], count: int) -> dict[str, object]:
    organisation = agency(kind)
    folder = SITE / "copies"
    folder.mkdir()
    sources = list(copies(files, count, folder))
    started, before = perf_counter(), processor_seconds()
    run, totals = take_in(organisation, sources)
    taken_in = perf_counter()
    while Entry.objects.filter(index=None).exists():
        sequence(now())
    sequenced = perf_counter()
    while Change.objects.filter(done_at=None).exists():
        apply_changes(at=now())
    indexed, after = perf_counter(), processor_seconds()
    shutil.rmtree(folder)
    return {
        "kind": kind,
        "documents": count,
        "totals": {name: value for name, value in totals.items() if value},
        "seconds": {
            **{name: round(getattr(run.stages, name), 2) for name in STAGES},
            "intake": round(taken_in - started, 2),
            "sequence": round(sequenced - taken_in, 2),
            "index": round(indexed - sequenced, 2),
            "whole": round(indexed - started, 2),
        },
        "processor_seconds": {"own": round(after[0] - before[0], 2), "readers": round(after[1] - before[1], 2)},
        "documents_a_second": {
            "intake": round(count / (taken_in - started), 1),
            "whole": round(count / (indexed - started), 1),
        },
    }


def agency(name: str) -> Organisation:
    return Organisation.objects.create(
        code=f"bench-{name}", kind="ministry", name_ko=name, name_en=name, established_on=date(2000, 1, 1)
    )


def publishable(files: list[Path]) -> list[tuple[Path, str]]:
    """The files that the pipeline publishes, with their kinds, found by one run over all of them."""
    organisation = agency("probe")
    take_in(organisation, [Source(f"{number:06}", file) for number, file in enumerate(files)])
    published = organisation.documents.filter(current__isnull=False).values_list("versions__sha256", flat=True)
    wanted = set(published)
    import hashlib

    return [(file, detect(file)) for file in files if hashlib.sha256(file.read_bytes()).hexdigest() in wanted]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=Path, required=True)
    parser.add_argument("--copies", type=int, default=2000)
    parser.add_argument("--kinds", default="hwp,hwpx,txt,pdf,mix")
    chosen = parser.parse_args()
    try:
        call_command("migrate", verbosity=0)
        files = originals(chosen.files)
        good = publishable(files)
        for kind in chosen.kinds.split(","):
            if kind == "mix":
                picked = [(file, detect(file)) for file in files]
            elif kind == "txt":
                picked = as_text(good)
            else:
                picked = [pair for pair in good if pair[1] == kind]
            if picked:
                print(json.dumps(measure(kind, picked, chosen.copies), ensure_ascii=False), flush=True)
    finally:
        shutil.rmtree(SITE, ignore_errors=True)


def as_text(good: list[tuple[Path, str]]) -> list[tuple[Path, str]]:
    """The published documents' texts as text files."""
    from madang.disclosure.models import PublicText

    folder = SITE / "texts"
    folder.mkdir()
    made = []
    for number, text in enumerate(PublicText.objects.values_list("text", flat=True)):
        file = folder / f"{number}.txt"
        file.write_text(text)
        made.append((file, "txt"))
    return made


if __name__ == "__main__":
    main()
