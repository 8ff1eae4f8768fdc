"""Real documents that nobody here wrote: none of the treacherous ones is ever simply read, and twins agree.

They lie beside the checkout (or under MADANG_SHARED) and are never copied into it; without them nothing runs here.
"""

import os
import random
import re
import tarfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from madang.documents.reading import Reading
from madang.documents.sandbox import ReaderPool

ROOT = Path(__file__).resolve().parents[3]
SHARED = Path(os.environ.get("MADANG_SHARED", ROOT.parent / "shared"))
ARCHIVE = next(
    (
        place / "data" / "disclosure" / "documents.tar.xz"
        for place in (SHARED, *(parent / "shared" for parent in ROOT.parents))
        if (place / "data" / "disclosure" / "documents.tar.xz").is_file()
    ),
    None,
)
pytestmark = [pytest.mark.shared, pytest.mark.slow, pytest.mark.skipif(ARCHIVE is None, reason="no shared documents")]

NEVER_SIMPLY_READ = {
    "HWP3-password": {"hwp3"},
    "HWP5-password-123456.hwpx": {"password"},
    "_distribution.hwp": {"distribution"},
    "HWPML_revision1.2.hwp": {"distribution"},
    "차트_revision1.2.hwp": {"distribution"},
    "수식_revision1.3.hwp": {"distribution"},
    "5.0_revision1.3.hwp": {"distribution"},
    "ChangeTrack.hwpx": {"tracked-changes"},
    "form-01.hwpx": {"script"},
    "SimpleVideo.hwpx": {"embedded-object"},
    "7d1d13854d_ole.hwp": {"embedded-object"},
    "rectangles_yes.pdf": {"covered-text"},
    "bad_cross_hatched_redactions.pdf": {"covered-text"},
    "no_bad_redactions.4.1.pdf": {"large-picture"},
    "7700837c62_benchmark1.pdf": {"drawn-text"},
}
"""Part of a name, and reasons that must be among those given."""
TWINS = [
    ("6f2aa852f7_benchmark1.hwp", "f00de66b25_benchmark1.hwpx", 0.99),
    ("f21edf2138", "1d1da9e6fe", 0.93),
    ("f3234963d1", "5877de457d", 0.93),
    ("e30abc7d58", "e014db3e4b", 0.93),
    ("1121cdabe5", "1b5ce665fe", 0.93),
]
"""The same document twice, and which share of its 3-grams the first must have of the second."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    assert ARCHIVE
    place = tmp_path_factory.mktemp("documents")
    with tarfile.open(ARCHIVE) as archive:
        archive.extractall(place, filter="data")
    return place


@pytest.fixture(scope="module")
def readings(folder: Path) -> Iterator[dict[str, Reading]]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    with ReaderPool(seconds=60) as pool:
        yield {path.name: reading for path, reading in pool.read_many(files)}


def find(readings: dict[str, Reading], part: str) -> Reading:
    (found,) = [reading for name, reading in readings.items() if part in name]
    return found


def trigrams(text: str) -> Counter[str]:
    letters = re.sub(r"[\W_]+", "", text)
    return Counter(letters[start : start + 3] for start in range(len(letters) - 2))


def test_every_file_gets_an_answer_and_none_breaks_its_reader(readings: dict[str, Reading]) -> None:
    broken = {"reader-crashed", "reader-failed", "reader-timeout", "memory-exhausted"}

    assert len(readings) == 122
    assert not [name for name, reading in readings.items() if broken & {reason.code for reason in reading.reasons}]


@pytest.mark.parametrize(("part", "expected"), NEVER_SIMPLY_READ.items())
def test_a_treacherous_file_is_never_simply_read(readings: dict[str, Reading], part: str, expected: set[str]) -> None:
    reading = find(readings, part)

    assert reading.state != "read"
    assert {reason.code for reason in reading.reasons} >= expected


def test_what_is_simply_read_was_found_by_two_readers(readings: dict[str, Reading]) -> None:
    for name, reading in readings.items():
        if reading.state == "read":
            assert len(reading.readers) == 2, name
            own, second = reading.readers.values()
            everything = reading.text + "".join(hidden.text for hidden in reading.hidden)
            assert second <= len(everything), name
            assert own <= 1.02 * second + 60, name


def test_most_real_documents_with_words_are_simply_read(readings: dict[str, Reading]) -> None:
    """Holding everything would be safe and useless."""
    with_words = [reading for reading in readings.values() if len(reading.text) > 40]

    assert sum(reading.state == "read" for reading in with_words) > 0.45 * len(with_words)


@pytest.mark.parametrize(("one", "other", "share"), TWINS)
def test_twins_in_two_formats_say_the_same(readings: dict[str, Reading], one: str, other: str, share: float) -> None:
    ours, theirs = trigrams(find(readings, one).text), trigrams(find(readings, other).text)

    assert (ours & theirs).total() > share * theirs.total()


@pytest.mark.parametrize("seed", range(4))
def test_mutated_files_cost_no_more_than_their_own_answer(folder: Path, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.stat().st_size < 60_000)
    mutated = []
    for number, path in enumerate(chance.sample(files, 60)):
        data = bytearray(path.read_bytes())
        for _ in range(chance.choice([1, 4, 40])):
            data[chance.randrange(len(data))] = chance.randrange(256)
        place = tmp_path / f"{number}-{path.name}"
        place.write_bytes(data[: chance.choice([len(data), len(data), chance.randrange(len(data))])])
        mutated.append(place)

    with ReaderPool(seconds=20) as pool:
        found = dict(pool.read_many(mutated))

    assert set(found) == set(mutated)
    assert not [
        path for path, reading in found.items() if reading.reasons and reading.reasons[0].code == "reader-timeout"
    ]
