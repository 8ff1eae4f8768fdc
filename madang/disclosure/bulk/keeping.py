"""Writing the parts as gzipped JSON Lines under one manifest. What is not public any more is gone with the next run."""

import gzip
import hashlib
import io
import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.timezone import localdate

from madang.common.durable import write_whole
from madang.disclosure.bulk.parts import Part, parts

MANIFEST = "index.json"
FORMAT = "madang-bulk-1"
ENDING = ".jsonl.gz"


def folder() -> Path:
    return Path(settings.BULK)


def manifest() -> dict[str, Any]:
    """What can be downloaded now; empty before the first run."""
    try:
        found: dict[str, Any] = json.loads((folder() / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {"format": FORMAT, "at": None, "files": []}
    return found


def keep(*, at: datetime) -> list[str]:
    """Bring the files up to date; the names of those that were written anew or removed.

    The manifest is replaced after the files, and what it does not name is removed after it: it states a file wrongly
    for a moment at most, and a crash leaves something that the next run makes good.
    """
    known = {file["name"]: file for file in manifest()["files"]}
    wanted = parts(at=localdate(at))
    files, changed = [], []
    for part in wanted:
        name = part.name + ENDING
        old = known.pop(name, None)
        if old and old["fingerprint"] == part.fingerprint and (folder() / name).exists():
            files.append(old)
            continue
        files.append(written(part, at=at))
        changed.append(name)
    changed += known
    if changed or not (folder() / MANIFEST).exists():
        write_manifest(files, at=at)
    sweep({file["name"] for file in files})
    return changed


def written(part: Part, *, at: datetime) -> dict[str, Any]:
    """Write one part; its line in the manifest. The same records give the same bytes."""
    memory, records = io.BytesIO(), 0
    with gzip.GzipFile(fileobj=memory, mode="wb", mtime=0, compresslevel=6) as packed:
        for record in part.records():
            packed.write(json.dumps(record, ensure_ascii=False).encode() + b"\n")
            records += 1
    content = memory.getvalue()
    name = part.name + ENDING
    write_whole(folder() / name, content)
    return {
        "name": name,
        "records": records,
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "changed_at": at.isoformat(),
        "fingerprint": part.fingerprint,
    }


def write_manifest(files: Sequence[dict[str, Any]], *, at: datetime) -> None:
    whole = {"format": FORMAT, "at": at.isoformat(), "site": settings.SITE_URL, "files": list(files)}
    write_whole(folder() / MANIFEST, json.dumps(whole, ensure_ascii=False, indent=1).encode())


def sweep(named: set[str]) -> None:
    for path in folder().glob(f"*{ENDING}"):
        if path.name not in named:
            path.unlink(missing_ok=True)
