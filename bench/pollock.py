"""How well polluted CSV files are read: `python bench/pollock.py FOLDER-or-TAR [--worst 20] [--weights FILE]`.

The files and the method are those of Pollock (Vitagliano et al., PVLDB 16, 2023): for each file, precision, recall
and F1 of the header's cells, of whole records and of cells, each as multisets, against a clean file; the simple
score is the sum of the means of these nine and of the share of files that were read at all, 10 at best. The clean
files stand for the benchmark's own description of each file, and cells are compared without regard to case; dates
and prices are not rewritten before they are compared, which can only lower a score.
"""

import argparse
import csv
import json
import sys
import tarfile
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import mean
from time import perf_counter

from madang.opendata.reading import cells
from madang.opendata.reading.cells import Stated
from madang.opendata.reading.outcome import Unreadable

Table = list[list[str]]
NAMES = [f"{of}_{what}" for of in ("header", "record", "cell") for what in ("precision", "recall", "f1")]


def folder_of(given: Path, scratch: Path) -> Path:
    if given.is_file():
        with tarfile.open(given) as archive:
            archive.extractall(scratch, filter="data")
        return next(path.parent for path in scratch.rglob("csv") if path.is_dir())
    return given


def read_as_madang(path: Path, scratch: Path) -> Table:
    """Names, and the rows of data below them, as they would be typed. Raises `Unreadable`."""
    prepared = cells.of_text(path, scratch, Stated())
    if not prepared.cells.is_ours:
        prepared = cells.again_slowly(path, scratch, Stated(), prepared)
    with prepared.cells.path.open(newline="", encoding="utf-8") as file:
        return [prepared.layout.names, *csv.reader(file)]


def read_as_expected(path: Path) -> Table:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


def shares(expected: Sequence[object], found: Sequence[object]) -> tuple[float, float, float]:
    """precision, recall and F1 of two multisets, as the benchmark counts them."""
    if not expected:
        return 1.0, 1.0, 1.0
    common = sum((Counter(expected) & Counter(found)).values())
    if not common:
        return 0.0, 0.0, 0.0
    precision, recall = common / len(expected), common / len(found)
    return precision, recall, 2 * precision * recall / (precision + recall)


def score(expected: Table, found: Table, *, has_header: bool) -> dict[str, float]:
    names = [cell.lower() for cell in expected[0]] if has_header and expected else []
    rows = [[cell.lower() for cell in row] for row in expected[1 if has_header else 0 :]]
    read = [[cell.lower() for cell in row] for row in found[1:]]
    measured = [
        *shares(names, [cell.lower() for cell in found[0]] if found else []),
        *shares(["\x1f".join(row) for row in rows], ["\x1f".join(row) for row in read]),
        *shares([cell for row in rows for cell in row], [cell for row in read for cell in row]),
    ]
    return dict(zip(NAMES, measured, strict=True))


def scores(folder: Path, scratch: Path) -> Iterator[tuple[str, dict[str, float]]]:
    for path in sorted((folder / "csv").glob("*.csv")):
        said = json.loads((folder / "parameters" / f"{path.name}_parameters.json").read_text())
        expected = read_as_expected(folder / "clean" / path.name)
        try:
            found, success = read_as_madang(path, scratch), 1.0
        except Unreadable as refusal:
            found, success = [], 1.0 if refusal.code == "empty" and not expected else 0.0
        yield path.name, {"success": success} | score(expected, found, has_header=bool(said["header_lines"]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path)
    parser.add_argument("--worst", type=int, default=10)
    parser.add_argument("--weights", type=Path, help="pollock_weights.json, for the weighted score")
    given = parser.parse_args()
    started = perf_counter()
    with tempfile.TemporaryDirectory() as scratch:
        found = dict(scores(folder_of(given.files, Path(scratch)), Path(scratch)))
    kinds: dict[str, list[float]] = defaultdict(list)
    for name, measured in found.items():
        kinds["_".join(part for part in name.split(".")[0].split("_") if not part[-1:].isdigit())].append(
            measured["record_f1"]
        )
    for kind, values in sorted(kinds.items()):
        print(f"{kind:32} {len(values):5} files  record F1 {mean(values):.4f}")
    means = {name: mean(one[name] for one in found.values()) for name in ("success", *NAMES)}
    print(json.dumps({name: round(value, 4) for name, value in means.items()}))
    exact = sum(one["record_f1"] == one["header_f1"] == 1 for one in found.values())
    print(f"files {len(found)}, exact {exact}, simple score {sum(means.values()):.4f} of 10", end="")
    if given.weights:
        weights = json.loads(given.weights.read_text())
        known = {name: weight for name, weight in weights.items() if name in found}
        total = sum(known.values())
        weighted = sum(sum(found[name].values()) * weight for name, weight in known.items()) / total
        print(f", weighted score {weighted:.4f}", end="")
    print(f", {perf_counter() - started:.0f} s")
    for name, one in sorted(found.items(), key=lambda pair: pair[1]["record_f1"])[: given.worst]:
        print(f"  {name}: header {one['header_f1']:.3f} record {one['record_f1']:.3f} cell {one['cell_f1']:.3f}")


if __name__ == "__main__":
    sys.exit(main())
