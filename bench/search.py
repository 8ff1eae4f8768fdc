"""How fast Madang indexes and finds: `python bench/search.py LAWS.tar.xz [--size 20000] [--folder DIR]`.

Documents of 2,000 characters are made of sentences drawn from the laws given, so that words are as frequent as in real
papers. Indexed as the writer does it, in batches of 500 with a commit each, one thread. Then 200 queries of each shape,
with three facets, ten hits and their fragments, as the page asks them; the first shape twice, because the first time
reads the index from the disk. At last 200 words are looked for in every text by a plain scan, and compared with what
the index finds.
"""

import argparse
import random
import re
import shutil
import tarfile
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from tqdm import tqdm

from madang.search.asking import read
from madang.search.engine import Filters, IndexEntry, Query
from madang.search.tantivy_backend import Asking, TantivyEngine, document
from madang.search.tantivy_backend import words_of as field_of_words
from madang.search.words import normalise, spaced_grams

LENGTH = 2_000
BATCH = 500
FACETS = ("kind", "organisation", "year")


def sentences_of(archive: Path) -> list[str]:
    """Sentences of 20 characters and more, in the archive's order."""
    found: list[str] = []
    with tarfile.open(archive) as files:
        for member in files:
            if member.isfile() and (file := files.extractfile(member)):
                text = file.read().decode(errors="replace")
                found += [line.strip() for line in text.split("\n") if len(line) >= 20]
    return found


def entry(number: int, sentences: list[str]) -> IndexEntry:
    """The document of this number: always the same."""
    chance = random.Random(number)
    parts: list[str] = []
    while sum(map(len, parts)) < LENGTH:
        parts.append(chance.choice(sentences))
    return IndexEntry(
        ref=f"bench:document:{chance.getrandbits(64):016x}",
        kind=f"bench:kind{number % 3}",
        title=chance.choice(sentences)[:40],
        text="\n".join(parts)[:LENGTH],
        url=f"/documents/{number}/",
        organisation=str(1_741_000 + chance.randrange(40)),
        language="ko",
        published_on=date(2014, 1, 1) + timedelta(days=chance.randrange(4_000)),
    )


def measure_analysis(sentences: list[str]) -> None:
    """Documents a second of one core for each part of the work before Tantivy."""
    entries = [entry(number, sentences) for number in range(1_000)]
    normal = [normalise(each.text) for each in entries]
    for name, work in (
        ("normalise", lambda: [normalise(each.text) for each in entries]),
        ("grams", lambda: [spaced_grams(text, length) for text in normal for length in (2, 3)]),
        ("words, first time", lambda: [field_of_words(text) for text in normal]),
        ("words, again", lambda: [field_of_words(text) for text in normal]),
        ("whole document", lambda: [document(each) for each in entries]),
    ):
        start = time.process_time()
        work()
        print(f"{name}: {len(entries) / (time.process_time() - start):,.0f} documents/s")


def fill(engine: TantivyEngine, size: int, sentences: list[str]) -> None:
    """Index and say how long it took, making of the documents apart."""
    wall = cpu = 0.0
    slowest = 0.0
    for first in tqdm(range(0, size, BATCH), unit="batch", disable=None):
        entries = [entry(number, sentences) for number in range(first, min(first + BATCH, size))]
        start, start_cpu = time.perf_counter(), time.process_time()
        engine.index(entries)
        engine.commit()
        spent = time.perf_counter() - start
        wall, cpu, slowest = wall + spent, cpu + time.process_time() - start_cpu, max(slowest, spent)
    print(f"indexed: {size / wall:,.0f} documents/s wall, {size / cpu:,.0f} a core; slowest batch {slowest:.2f} s")
    engine.close()
    space = sum(path.stat().st_size for path in engine.path.iterdir())
    segments = engine.searcher()[1].num_segments
    print(f"size: {space / 1e6:,.0f} MB, {space / size:,.0f} bytes a document; {segments} segments")


def latencies(engine: TantivyEngine, name: str, queries: list[Query]) -> None:
    """How long these queries take by the clock, and of a core: other work on the machine is not ours."""
    walls, cores = [], []
    hits = 0
    for query in queries:
        start, start_core = time.perf_counter(), time.thread_time()
        hits += engine.query(query).total
        walls.append((time.perf_counter() - start) * 1_000)
        cores.append((time.thread_time() - start_core) * 1_000)
    told = [f"p50 {sorted(of)[len(of) // 2]:.2f} p95 {sorted(of)[len(of) * 95 // 100]:.2f}" for of in (walls, cores)]
    print(f"{name}: {told[0]} ms wall, {told[1]} ms of the core; {hits / len(queries):,.0f} hits each")


def twentieth_page(engine: TantivyEngine, word: str) -> Query:
    """The question for hits 191 to 200, asked by the cursors of the pages before; of fewer hits, for the last page."""
    query = Query(asked=read(word))
    for _page in range(19):
        cursor = engine.query(query).next_cursor
        if not cursor:
            break
        query = replace(query, cursor=cursor)
    return query


def ask(engine: TantivyEngine, words: list[str]) -> None:
    """The latencies of each shape of query."""
    pairs = [f"{one} {other}" for one, other in zip(words, words[1:] + words[:1], strict=True)]
    agency = Filters(organisation="1741007", since=date(2016, 1, 1))
    latencies(engine, "two words, never asked before", [Query(asked=read(q)) for q in pairs])
    latencies(engine, "two words", [Query(asked=read(q)) for q in pairs])
    latencies(engine, "two words, facets", [Query(asked=read(q), count=FACETS) for q in pairs])
    latencies(
        engine, "two words, facets, newest first", [Query(asked=read(q), count=FACETS, sort="date") for q in pairs]
    )
    latencies(
        engine, "two words, facets, filtered", [Query(asked=read(q), count=FACETS, filters=agency) for q in pairs]
    )
    latencies(engine, "one word, facets", [Query(asked=read(q), count=FACETS) for q in words])
    latencies(engine, "quoted phrase, facets", [Query(asked=read(f'"{q}"'), count=FACETS) for q in pairs])
    latencies(engine, "everything, newest first", [Query(count=FACETS)] * 20)
    latencies(engine, "one word, twentieth page", [twentieth_page(engine, q) for q in words])
    start = time.perf_counter()
    for word in words:
        engine.suggest(word[:2])
    print(f"suggestions: {(time.perf_counter() - start) / len(words) * 1_000:.2f} ms each")


def found_by_index(engine: TantivyEngine, word: str) -> set[str]:
    searcher = engine.searcher()[1]
    hits = searcher.search(Asking(engine.schema, searcher).hits(Query(asked=read(word))), searcher.num_docs).hits
    return {searcher.doc(address)["ref"][0] for _, address in hits}


def found_by_scan(size: int, words: list[str], sentences: list[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {word: set() for word in words}
    for number in tqdm(range(size), unit="document", disable=None):
        each = entry(number, sentences)
        text = f"{each.title}\n{each.text}"
        for word in words:
            if word in text:
                found[word].add(each.ref)
    return found


def words_of(sentences: list[str], count: int) -> Iterator[str]:
    """Words of two to five syllables as they stand in texts."""
    chance = random.Random(2014)
    seen: set[str] = set()
    while len(seen) < count:
        words = re.findall(r"(?<![가-힣])[가-힣]{2,5}(?![가-힣])", chance.choice(sentences))
        if words and (word := chance.choice(words)) not in seen:
            seen.add(word)
            yield word


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("laws", type=Path)
    parser.add_argument("--size", type=int, default=20_000)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    folder = options.folder or Path(tempfile.mkdtemp(prefix="madang-bench-"))
    sentences = sentences_of(options.laws)
    measure_analysis(sentences)
    engine = TantivyEngine(folder / "index", create=True)
    fill(engine, options.size, sentences)
    words = list(words_of(sentences, 200))
    rare = random.Random(2015).sample(sorted(set(words_of(sentences, 5_000))), 200)
    for name, asked in (("words as frequent as in texts", words), ("words of the vocabulary", rare)):
        print(f"- {name}")
        ask(engine, asked)
    scanned = found_by_scan(options.size, words, sentences)
    indexed = {word: found_by_index(engine, word) for word in words}
    right = sum(len(indexed[word] & scanned[word]) for word in words)
    recall = right / sum(map(len, scanned.values()))
    precision = right / sum(map(len, indexed.values()))
    print(f"{len(words)} words, {right:,} pairs of word and document: recall {recall:.6f}, precision {precision:.6f}")
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
