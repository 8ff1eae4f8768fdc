"""Search in a folder of this machine, by the Tantivy library."""

import json
import unicodedata
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import date
from itertools import groupby
from pathlib import Path
from threading import RLock
from typing import Any, cast

import tantivy
from tantivy import Occur

from madang.search import engine
from madang.search.asking import Asked, Term
from madang.search.engine import DEEPEST, Answer, Filters, Hit, IndexBusy, IndexEntry, Query, UnusableIndex, tie_key
from madang.search.highlight import fragment, whole
from madang.search.morphemes import STEM_MARK, nouns_of, terms_of
from madang.search.words import GAP, bigrams, grams, normalise, parts, runs, spaced_grams, stem

SCHEMA_VERSION = 3
"""Raise it when fields or analysis change: an index of another version is rebuilt."""
WRITER_BYTES = 50_000_000
SNAPSHOTS = 16
"""Generations kept open so that their pages can be turned while newer ones are written: those turned last."""
FACET_VALUES = 100
Clause = tuple[Occur, tantivy.Query]
REMEMBERED = 300_000
ANALYSED = 600
"""Characters of a text whose nouns rank and suggest: morphemes are dear."""


def make_schema() -> tantivy.Schema:
    """`twos`, `threes`, `fours`: stretches of neighbours, for recall; `words`: in NFD, to rank and suggest.

    A phrase of two or three characters, or a word of four, is one term; a longer one is threes at their places.
    Positions are dear to read, and most words are as short as that, so only the threes have them.
    """
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("ref", stored=True, tokenizer_name="raw", index_option="basic")
    for name in ("kind", "organisation", "year"):
        builder.add_text_field(name, stored=True, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_json_field("facets", fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("twos", tokenizer_name="spaced", index_option="freq")
    builder.add_text_field("threes", tokenizer_name="spaced")
    builder.add_text_field("fours", tokenizer_name="spaced", index_option="freq")
    builder.add_text_field("title_grams", tokenizer_name="spaced")
    builder.add_text_field("words", tokenizer_name="spaced", index_option="freq")
    builder.add_unsigned_field("day", stored=True, indexed=True, fast=True)
    builder.add_unsigned_field("newest", fast=True)
    for name in ("title", "url", "language", "digest"):
        builder.add_text_field(name, stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_bytes_field("body", stored=True)
    return builder.build()


def day_number(day: date) -> int:
    """20140302 for 2 March 2014."""
    return day.year * 10_000 + day.month * 100 + day.day


CODE_BITS = (1 << 32) - 1
"""What `newest_first` says of the code."""


def newest_first(entry: IndexEntry) -> int:
    """A number that is smaller for later days, then for smaller codes as far as four bytes tell."""
    code = tie_key(entry.ref)[0].encode()[:4].ljust(4, b"\0")
    return (99_999_999 - day_number(entry.published_on)) << 32 | int.from_bytes(code, "big")


def decomposed(term: str) -> str:
    """A term in NFD, so that a half-typed syllable is a prefix of the whole one."""
    return unicodedata.normalize("NFD", term)


def clean(text: str) -> str:
    """NFC that can be written as UTF-8."""
    return unicodedata.normalize("NFC", text.encode(errors="replace").decode())


class Remembered(dict[str, str]):
    """What runs add to the field of words, in NFD. Words recur, so nearly all are looked up; a dict does it fastest."""

    def __init__(self, analyse: Callable[[str], Iterable[str]]) -> None:
        super().__init__()
        self.analyse = analyse

    def __missing__(self, run: str) -> str:
        if len(self) >= REMEMBERED:
            self.clear()
        self[run] = found = decomposed(" ".join(self.analyse(run)))
        return found


indexed_terms, indexed_nouns = Remembered(terms_of), Remembered(nouns_of)


def words_of(everything: str) -> str:
    """The field of words of a normalised text. Nouns are taken from its beginning: there it says what it is about."""
    terms = map(indexed_terms.__getitem__, parts(everything))
    nouns = map(indexed_nouns.__getitem__, runs(everything[:ANALYSED]))
    return " ".join(filter(None, [*terms, *nouns]))


def document(entry: IndexEntry) -> tantivy.Document:
    """The entry as Tantivy keeps it."""
    title, text = normalise(entry.title), normalise(entry.text)
    everything = f"{title}{GAP}{text}".strip(GAP)
    made = tantivy.Document()
    made.add_text("ref", entry.ref)
    made.add_text("kind", entry.kind)
    made.add_text("organisation", entry.organisation)
    made.add_text("year", str(entry.published_on.year))
    made.add_json("facets", dict(entry.facets))
    made.add_text("twos", spaced_grams(everything, 2))
    made.add_text("threes", spaced_grams(everything, 3))
    made.add_text("fours", " ".join([four for run in runs(everything) if len(run) > 3 for four in grams(run, 4)]))
    made.add_text("title_grams", spaced_grams(title, 2))
    made.add_text("words", words_of(everything))
    made.add_unsigned("day", day_number(entry.published_on))
    made.add_unsigned("newest", newest_first(entry))
    made.add_text("title", clean(entry.title))
    made.add_text("url", clean(entry.url))
    made.add_text("language", entry.language)
    made.add_text("digest", entry.digest)
    made.add_bytes("body", clean(entry.text).encode())
    return made


class Asking:
    """Builds Tantivy's queries for one snapshot."""

    def __init__(self, schema: tantivy.Schema, searcher: tantivy.Searcher) -> None:
        self.schema = schema
        self.searcher = searcher

    def one(self, field: str, value: str | int) -> tantivy.Query:
        return tantivy.Query.term_query(self.schema, field, value, "basic" if field != "words" else "freq")

    def in_title(self, text: str) -> tantivy.Query:
        """Titles that contain the phrase, of two characters or more."""
        pairs = bigrams(text)
        if len(pairs) == 1:
            return tantivy.Query.term_query(self.schema, "title_grams", text, "freq")
        return tantivy.Query.phrase_query(self.schema, "title_grams", [*pairs])

    def phrase(self, text: str) -> tantivy.Query:
        """Texts that contain the phrase, of two characters or more.

        The rarest of a long phrase's threes is asked for too: it spares reading the others' places in most texts.
        """
        field = {2: "twos", 3: "threes", 4: "" if GAP in text else "fours"}.get(len(text))
        if field:
            return tantivy.Query.term_query(self.schema, field, text, "freq")
        threes = grams(text, 3)
        last = len(threes) - 1
        rarest = min(range(last + 1), key=lambda place: self.searcher.doc_freq("threes", threes[place]))
        places = sorted({*range(0, last, 3), last, rarest})
        return tantivy.Query.phrase_query(self.schema, "threes", [(place, threes[place]) for place in places])

    def term(self, term: Term) -> tantivy.Query:
        """Texts that contain the term."""
        if term.is_stemmed:
            return self.one("words", decomposed(STEM_MARK + stem(term.text)))
        if term.is_phrase:
            return self.phrase(term.text)
        return self.one("words", decomposed(term.text))

    def better(self, asked: Asked) -> Iterator[tantivy.Query]:
        """What makes a hit better: a term in the title, a term that is a word of its own, all terms together."""
        texts = [term.text for term in asked.terms if len(term.text) > 1]
        for text in texts:
            yield tantivy.Query.boost_query(self.in_title(text), 2.0)
            if GAP not in text:
                yield self.one("words", decomposed(text))
        if len(texts) > 1:
            yield self.one("words", decomposed("".join(texts)))
            for together in (GAP.join(texts), "".join(texts)):
                yield tantivy.Query.boost_query(self.in_title(together), 2.0)

    def clauses(self, asked: Asked) -> list[Clause]:
        """What was typed, without filters; it decides what is a hit."""
        clauses: list[Clause] = []
        for group in asked.all:
            either = [self.term(term) for term in group]
            joined = tantivy.Query.boolean_query([(Occur.Should, one) for one in either])
            clauses.append((Occur.Must, either[0] if len(either) == 1 else joined))
        if not clauses:
            clauses.append((Occur.Must, tantivy.Query.all_query()))
        return clauses + [(Occur.MustNot, self.term(term)) for term in asked.none]

    def filters(self, filters: Filters, *, without: str = "") -> list[Clause]:
        """What hits must be, at no gain to their scores. `without`: the facet whose own filter is left out."""
        wanted = {"kind": filters.kind, "organisation": filters.organisation, **filters.facets}
        parts = [
            self.one(name if name in engine.OWN_FACETS else f"facets.{name}", value)
            for name, value in wanted.items()
            if value and name != without and is_facet(name)
        ]
        if filters.since or filters.until:
            since, until = filters.since or date.min, filters.until or date.max
            bounds = (day_number(since), day_number(until))
            parts.append(tantivy.Query.range_query(self.schema, "day", tantivy.FieldType.Unsigned, *bounds))
        return [(Occur.Must, tantivy.Query.const_score_query(part, 0.0)) for part in parts]

    def hits(self, query: Query, *, without: str = "") -> tantivy.Query:
        """All hits, to be counted or ordered by date."""
        return tantivy.Query.boolean_query([*self.clauses(query.asked), *self.filters(query.filters, without=without)])

    def ranked(self, query: Query) -> tantivy.Query:
        """All hits, scored if the order is by relevance. In one flat query: nested ones take twice the time."""
        if query.order == "date":
            return self.hits(query)
        boosts = [(Occur.Should, one) for one in self.better(query.asked)]
        return tantivy.Query.boolean_query([*self.clauses(query.asked), *self.filters(query.filters), *boosts])


def is_facet(name: str) -> bool:
    return name in engine.OWN_FACETS or engine.is_further_facet(name)


@contextmanager
def usable() -> Iterator[None]:
    """What Tantivy says of damaged files, as `UnusableIndex`. A panic of its is no `Exception`."""
    try:
        yield
    except (ValueError, OSError) as error:
        raise UnusableIndex(str(error)) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise UnusableIndex(str(error)) from error


class TantivyEngine:
    """The engine over one folder, for any number of readers and one writer. Safe to share between threads."""

    def __init__(self, path: Path, *, create: bool = False) -> None:
        """Raises `UnusableIndex` if there is no index of this version in `path`, unless it may `create` one."""
        self.path = path
        self.lock = RLock()
        self.writer: tantivy.IndexWriter | None = None
        self.snapshots: OrderedDict[str, tantivy.Searcher] = OrderedDict()
        self.newest: tuple[str, tantivy.Searcher] | None = None
        self.seen: object = None
        if create:
            path.mkdir(parents=True, exist_ok=True)
        elif not (path / "meta.json").exists():
            raise UnusableIndex(f"there is no index in {path.name}")
        self.schema = make_schema()
        with usable():
            self.tantivy = tantivy.Index(self.schema, str(path))
            spaced = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
            self.tantivy.register_tokenizer("spaced", spaced)
            self.tantivy.config_reader("manual")
        self.counter = ThreadPoolExecutor(2, "facets")
        """Counts while hits are ranked: Tantivy goes through all of them for either, without Python's lock."""

    def writing(self) -> tantivy.IndexWriter:
        """The writer; kept open from the first write, for its merges go on between commits."""
        if self.writer is None:
            try:
                self.writer = self.tantivy.writer(WRITER_BYTES, 1)
            except ValueError as error:
                if "LockBusy" in str(error):
                    raise IndexBusy from error
                raise UnusableIndex(str(error)) from error
        return self.writer

    def index(self, entries: Iterable[IndexEntry]) -> None:
        with self.lock, usable():
            writer = self.writing()
            for entry in entries:
                writer.delete_documents_by_term("ref", entry.ref)
                writer.add_document(document(entry))

    def remove(self, refs: Iterable[str]) -> None:
        with self.lock, usable():
            writer = self.writing()
            for ref in refs:
                writer.delete_documents_by_term("ref", ref)

    def commit(self) -> str:
        with self.lock, usable():
            self.writing().commit()
        return self.searcher()[0]

    def close(self) -> None:
        with self.lock:
            if self.writer is not None:
                with suppress(ValueError):  # the folder of a replaced index may be gone
                    self.writer.rollback()
                    self.writer.wait_merging_threads()
                self.writer = None
            self.snapshots.clear()
            self.newest = None

    def searcher(self) -> tuple[str, tantivy.Searcher]:
        """The newest generation and its snapshot. Looks at one file's time to see whether another process committed."""
        meta = self.path / "meta.json"
        with self.lock, usable():
            status = meta.stat()
            seen = (status.st_mtime_ns, status.st_ino, status.st_size)
            if seen != self.seen or self.newest is None:
                self.tantivy.reload()
                generation = f"{self.path.name}.{json.loads(meta.read_bytes())['opstamp']}"
                self.newest = generation, self.tantivy.searcher()
                self.seen = seen
            return self.newest

    def turn(self, query: Query) -> tuple[str, tantivy.Searcher, int, bool]:
        """Generation, snapshot and offset of the page asked for; whether it is the first, because that page is gone."""
        newest, searcher = self.searcher()
        if not query.cursor:
            return newest, searcher, 0, False
        place = engine.read_cursor(query.cursor, query.fingerprint)
        with self.lock:
            snapshot = self.snapshots.get(place[0]) if place else None
        if not place or (snapshot is None and place[0] != newest):
            return newest, searcher, 0, True
        return place[0], snapshot or searcher, place[1], False

    def keep(self, generation: str, searcher: tantivy.Searcher) -> None:
        """Keep a snapshot whose next page was promised."""
        with self.lock:
            self.snapshots[generation] = searcher
            self.snapshots.move_to_end(generation)
            while len(self.snapshots) > SNAPSHOTS:
                self.snapshots.popitem(last=False)

    def query(self, query: Query) -> Answer:
        generation, searcher, offset, restarted = self.turn(query)
        with usable():
            counting = self.counter.submit(self.facets, searcher, query) if query.count else None
            documents, total = ranked(searcher, Asking(self.schema, searcher).ranked(query), query, offset)
            facets = counting.result() if counting else {}
        end = offset + len(documents)
        following = ""
        if documents and end < min(total, DEEPEST):
            following = engine.write_cursor(generation, query.fingerprint, end)
            self.keep(generation, searcher)
        terms = query.asked.terms
        return Answer([hit(each, terms) for each in documents], total, facets, following, generation, restarted)

    def facets(self, searcher: tantivy.Searcher, query: Query) -> dict[str, list[tuple[str, int]]]:
        """Counts by facet; a facet that is filtered by is counted as if it were not, to show the other choices."""
        counted: dict[str, list[tuple[str, int]]] = {}
        active = {"kind": query.filters.kind, "organisation": query.filters.organisation, **query.filters.facets}
        names = [name for name in query.count if is_facet(name)]
        asking = Asking(self.schema, searcher)
        for own in {name if active.get(name) else "" for name in names}:
            of = [name for name in names if (name if active.get(name) else "") == own]
            fields = {name: name if name in engine.OWN_FACETS else f"facets.{name}" for name in of}
            wanted = {name: {"terms": {"field": field, "size": FACET_VALUES}} for name, field in fields.items()}
            answer = searcher.aggregate(asking.hits(query, without=own), wanted)
            for name in of:
                pairs = [(bucket["key"], bucket["doc_count"]) for bucket in answer[name]["buckets"] if bucket["key"]]
                counted[name] = sorted(pairs, key=lambda pair: (-pair[1], pair[0]))
        return counted

    def suggest(self, typed: str, limit: int = 8) -> list[str]:
        words = runs(normalise(typed))
        if not words or len(decomposed(words[-1])) < 2:
            return []
        *before, last = words
        with usable():
            found = self.searcher()[1].terms_with_prefix("words", decomposed(last), limit=limit * 3)
        completed = [unicodedata.normalize("NFC", term) for term, _ in found]
        longer = [word for word in completed if len(word) > 1 and word != last and not word.isdigit()]
        return [" ".join([*before, word]) for word in longer][:limit]

    def digests(self) -> Iterator[tuple[str, str]]:
        searcher = self.searcher()[1]
        with usable():
            if not searcher.num_docs:
                return
            for _, address in searcher.search(tantivy.Query.all_query(), searcher.num_docs, count=False).hits:
                found = searcher.doc(address)
                yield found["ref"][0], found["digest"][0]


def ranked(
    searcher: tantivy.Searcher, found: tantivy.Query, query: Query, offset: int
) -> tuple[list[tantivy.Document], int]:
    """The documents of one page and the number of all hits. Ties are put in order before the page is cut."""
    field = "newest" if query.order == "date" else None
    end = min(offset + query.limit, DEEPEST)
    fetch = min(max(64, 5 * end), DEEPEST)  # ties reach further the deeper one looks
    while True:
        result: Any = searcher.search(found, fetch, order_by_field=field, order=tantivy.Order.Asc)
        hits = result.hits
        is_closed = len(hits) < fetch or hits[end - 1][0] != hits[-1][0]
        if is_closed or fetch == DEEPEST:
            break
        fetch = min(fetch * 16, DEEPEST)
    page: list[tantivy.Document] = []
    at = 0
    for _, group in groupby(hits, key=lambda each: each[0]):
        addresses = [address for _, address in group]
        page += in_order(searcher, addresses, max(0, offset - at), end - at)
        at += len(addresses)
        if at >= end:
            break
    return page, result.count


def in_order(
    searcher: tantivy.Searcher, addresses: list[tantivy.DocAddress], first: int, end: int
) -> list[tantivy.Document]:
    """Those from `first` to before `end` of equally good documents, by `tie_key`.

    Reading a document is dear, and there may be thousands: only those are read whose codes begin as one wanted does.
    """
    if first >= min(end, len(addresses)):
        return []
    if len(addresses) == 1:
        return [searcher.doc(addresses[0])]
    newest = cast("list[int]", searcher.fast_field_values("newest", addresses))
    beginnings = sorted((value & CODE_BITS, place) for place, value in enumerate(newest))
    wanted = {beginning for beginning, _ in beginnings[first:end]}
    before = sum(beginning < beginnings[first][0] for beginning, _ in beginnings)
    read = [searcher.doc(addresses[place]) for beginning, place in beginnings if beginning in wanted]
    read.sort(key=lambda each: tie_key(each["ref"][0]))
    return read[first - before : end - before]


def hit(found: tantivy.Document, terms: Sequence[Term]) -> Hit:
    """A document as it is shown."""
    day = found["day"][0]
    text = found["body"][0].decode()
    return Hit(
        ref=found["ref"][0],
        kind=found["kind"][0],
        title=found["title"][0],
        title_html=whole(found["title"][0], terms),
        fragment=fragment(text, terms),
        url=found["url"][0],
        organisation=found["organisation"][0],
        language=found["language"][0],
        published_on=date(day // 10_000, day // 100 % 100, day % 100),
    )
