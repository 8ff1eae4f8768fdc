"""The plainest engine: every text is scanned for every query. What it finds is right by definition."""

from collections import Counter
from collections.abc import Iterable, Iterator

from madang.search import engine
from madang.search.asking import Asked, contains
from madang.search.engine import Answer, Filters, Hit, IndexEntry, Query, tie_key
from madang.search.highlight import fragment, whole
from madang.search.morphemes import nouns_of, terms_in
from madang.search.words import normalise, runs


def is_met(asked: Asked, text: str) -> bool:
    text = normalise(text)
    words = terms_in(text)
    return all(any(contains(text, words, term) for term in group) for group in asked.all) and not any(
        contains(text, words, term) for term in asked.none
    )


def facets_of(entry: IndexEntry) -> dict[str, str]:
    own = {"kind": entry.kind, "organisation": entry.organisation, "year": str(entry.published_on.year)}
    return {**entry.facets, **own}


def passes(entry: IndexEntry, filters: Filters, *, without: str = "") -> bool:
    wanted = {"kind": filters.kind, "organisation": filters.organisation, **filters.facets}
    return (
        all(facets_of(entry).get(name) == value for name, value in wanted.items() if value and name != without)
        and (filters.since is None or filters.since <= entry.published_on)
        and (filters.until is None or entry.published_on <= filters.until)
    )


class ReferenceEngine:
    def __init__(self) -> None:
        self.kept: dict[str, IndexEntry] = {}
        self.next: dict[str, IndexEntry | None] = {}
        self.generations: list[dict[str, IndexEntry]] = [{}]

    def index(self, entries: Iterable[IndexEntry]) -> None:
        self.next |= {entry.ref: entry for entry in entries}

    def remove(self, refs: Iterable[str]) -> None:
        self.next |= dict.fromkeys(refs)

    def commit(self) -> str:
        merged = self.generations[-1] | self.next
        self.generations.append({ref: entry for ref, entry in merged.items() if entry})
        self.next = {}
        return str(len(self.generations) - 1)

    def query(self, query: Query) -> Answer:
        generation, offset, restarted = len(self.generations) - 1, 0, False
        if query.cursor:
            place = engine.read_cursor(query.cursor, query.fingerprint)
            restarted = place is None
            if place:
                generation, offset = int(place[0]), place[1]
        met = [
            entry
            for entry in self.generations[generation].values()
            if is_met(query.asked, f"{entry.title}\n{entry.text}")
        ]
        found = sorted((each for each in met if passes(each, query.filters)), key=lambda each: tie_key(each.ref))
        if query.order == "date":
            found.sort(key=lambda each: each.published_on, reverse=True)
        counts: dict[str, list[tuple[str, int]]] = {}
        for name in query.count:
            among = [facets_of(each).get(name) for each in met if passes(each, query.filters, without=name)]
            counts[name] = sorted(Counter(filter(None, among)).items(), key=lambda pair: (-pair[1], pair[0]))
        end = offset + query.limit
        following = engine.write_cursor(str(generation), query.fingerprint, end) if end < len(found) else ""
        shown = [shown_hit(each, query) for each in found[offset:end]]
        return Answer(shown, len(found), counts, following, str(generation), restarted)

    def suggest(self, typed: str, limit: int = 8) -> list[str]:
        *before, last = runs(normalise(typed)) or [""]
        if not last:
            return []
        texts = [normalise(f"{entry.title}\n{entry.text}") for entry in self.generations[-1].values()]
        everything = Counter(noun for text in texts for run in runs(text) for noun in nouns_of(run))
        found = [
            term for term, _ in everything.most_common() if term.startswith(last) and len(term) > 1 and term != last
        ]
        return [" ".join([*before, term]) for term in found][:limit]

    def digests(self) -> Iterator[tuple[str, str]]:
        yield from ((ref, entry.digest) for ref, entry in self.generations[-1].items())

    def close(self) -> None:
        self.next = {}


def shown_hit(entry: IndexEntry, query: Query) -> Hit:
    return Hit(
        ref=entry.ref,
        kind=entry.kind,
        title=entry.title,
        title_html=whole(entry.title, query.asked.terms),
        fragment=fragment(entry.text, query.asked.terms),
        url=entry.url,
        organisation=entry.organisation,
        language=entry.language,
        published_on=entry.published_on,
    )
