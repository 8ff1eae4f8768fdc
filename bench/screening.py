"""How fast texts are screened, in MB of UTF-8 a second of one core: `python bench/screening.py FOLDER-or-TAR [COUNT]`.

Takes every text file (.md, .txt, .jsonl), screens each once for warmth and once for the clock, and says what was found.
"""

import sys
import tarfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from madang.common.identifiers import identifiers_in
from madang.documents.screening import screen

SUFFIXES = {".md", ".txt", ".jsonl"}


def texts_in(path: Path) -> Iterator[str]:
    if path.is_dir():
        yield from (file.read_text(errors="replace") for file in sorted(path.rglob("*")) if file.suffix in SUFFIXES)
        return
    with tarfile.open(path) as archive:
        for member in archive:
            if Path(member.name).suffix in SUFFIXES and (file := archive.extractfile(member)):
                yield file.read().decode(errors="replace")


def main(path: Path, count: int | None) -> None:
    texts = list(texts_in(path))[:count]
    megabytes = sum(len(text.encode()) for text in texts) / 1e6
    for text in texts[:200]:
        screen(text)
    for name, function in (("identifiers", identifiers_in), ("screen", screen)):
        start = time.process_time()
        found = Counter(one.kind for text in texts for one in function(text))
        seconds = time.process_time() - start
        print(
            f"{name}: {len(texts)} texts, {megabytes:.1f} MB in {seconds:.2f} s of CPU:"
            f" {megabytes / seconds:.0f} MB/s a core, {len(texts) / seconds:.0f} texts/s;"
            f" {sum(found.values())} found, {sum(found.values()) / megabytes:.2f} a MB {dict(found)}"
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else None)
