"""What every backend of search keeps. The reference backend scans texts and is right by definition."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from madang.search.asking import read
from madang.search.engine import Engine, Filters, IndexEntry, Query
from madang.search.tantivy_backend import TantivyEngine
from madang.search.tests.reference import ReferenceEngine

BACKENDS: dict[str, Callable[[Path], Engine]] = {
    "reference": lambda _: ReferenceEngine(),
    "tantivy": lambda path: TantivyEngine(path / "contract", create=True),
}


@pytest.fixture(params=BACKENDS)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    made = BACKENDS[request.param](tmp_path)
    yield made
    made.close()


def entry(code: str, text: str = "", **other: Any) -> IndexEntry:
    known = {
        "kind": "test:note",
        "title": f"Note {code}",
        "url": f"/notes/{code}/",
        "organisation": "1741000",
        "language": "ko",
        "published_on": date(2014, 3, 2),
    }
    return IndexEntry(ref=f"{other.get('kind', 'test:note')}:{code}", text=text, **{**known, **other})


def fill(engine: Engine, *entries: IndexEntry) -> None:
    engine.index(entries)
    engine.commit()


def found(engine: Engine, q: str = "", **other: Any) -> list[str]:
    """Codes of all hits of all pages, in order."""
    codes: list[str] = []
    cursor = ""
    while True:
        answer = engine.query(Query(asked=read(q), cursor=cursor, **other))
        codes += [hit.ref.rpartition(":")[2] for hit in answer.hits]
        if not (cursor := answer.next_cursor):
            assert len(codes) == answer.total
            return codes


@pytest.mark.parametrize(
    ("q", "text", "is_found"),
    [
        ("정보", "개인정보보호법", True),
        ("인정", "개인 정보", False),
        ("가나다", "가나 나다", False),
        ("개인 정보", "개인정보를 보호한다", True),
        ("개인 정보", "개인의 기록", False),
        ('"개인 정보"', "개인정보", False),
        ('"개인 정보"', "모든 개인, 정보", True),
        ("개인정보", "개인정보", True),
        ("물", "물을 마신다", True),
        ("물", "맑은 물", True),
        ("물", "물도 맑다", True),
        ("물", "물가가 올랐다", False),
        ("물", "건물을 지었다", False),
        ("회", "회의를 열었다", False),
        ("제2024-15호", "공고 제2024–15호에 따라", True),
        ("제2024-15호", "공고 제2024-150호에 따라", False),
        ("2014", "2014년도", True),
        ("3", "제3조", True),
        ("3", "제13조", False),
        ("documents", "One document was published.", True),
        ("DOCUMENT", "many documents", True),
        ("art", "the start of it", False),
        ("pdf", "첨부한 PDF파일", True),
        ("A4", "a4용지", True),
        ("covid", "COVID19 대응", True),
        ("cafe\u0301", "Café", True),
        ("STRASSE", "Straße", True),
        ("서울 -부산", "서울과 대전", True),
        ("서울 -부산", "서울과 부산", False),
        ("서울 OR 부산", "부산에서", True),
        ("서울 또는 부산", "대전에서", False),
        ("또는", "서울 또는 부산", True),
        ("또는", "서울과 부산", False),
        ("또는 서울", "서울과 부산", False),
        ("서울 또는", "서울 또는 부산", True),
        ("서울 또는", "서울과 부산", False),
        ("OR", "one or two", True),
        ("서울 | 부산 시민", "부산 시민", True),
        ("서울 | 부산 시민", "부산", False),
        ("정부,공개", "정부 공개", True),
        ("정부,공개", "정부의 공개", False),
    ],
)
def test_a_text_contains_what_the_definition_says(engine: Engine, q: str, text: str, is_found: bool) -> None:
    fill(engine, entry("one", text), entry("other", "-"))

    assert ("one" in found(engine, q)) is is_found


def test_words_of_the_title_are_found_too(engine: Engine) -> None:
    fill(engine, entry("a", "본문", title="예산 편성 지침"), entry("b", "본문"))

    assert found(engine, "편성") == ["a"]


def test_decomposed_hangul_is_found_as_composed_hangul(engine: Engine) -> None:
    fill(engine, entry("a", "\u1100\u1162\u110b\u1175\u11ab\u110c\u1165\u11bc\u1107\u1169"))

    assert found(engine, "개인정보") == ["a"]


def test_nothing_is_found_before_the_commit(engine: Engine) -> None:
    engine.index([entry("a", "예산")])
    before = found(engine, "예산")
    engine.commit()

    assert before == []
    assert found(engine, "예산") == ["a"]


def test_an_entry_replaces_the_one_with_its_ref(engine: Engine) -> None:
    fill(engine, entry("a", "예산"), entry("b", "예산"))
    fill(engine, entry("a", "결산"))

    assert found(engine, "예산") == ["b"]
    assert found(engine, "결산") == ["a"]
    assert len(dict(engine.digests())) == 2


def test_what_is_removed_is_not_found_again(engine: Engine) -> None:
    fill(engine, entry("a", "예산"), entry("b", "예산"))
    engine.remove(["test:note:a", "test:note:unknown"])
    engine.commit()

    assert found(engine, "예산") == ["b"]
    assert [ref for ref, _ in engine.digests()] == ["test:note:b"]


def test_filters_leave_only_what_meets_all_of_them(engine: Engine) -> None:
    fill(
        engine,
        entry("a", "예산", kind="test:law", organisation="1", published_on=date(2013, 12, 31), facets={"rank": "국장"}),
        entry("b", "예산", kind="test:law", organisation="2", published_on=date(2014, 1, 1), facets={"rank": "과장"}),
        entry("c", "예산", organisation="2", published_on=date(2014, 1, 2)),
    )

    assert found(engine, "예산", filters=Filters(kind="test:law")) != []
    assert set(found(engine, "예산", filters=Filters(kind="test:law"))) == {"a", "b"}
    assert set(found(engine, "예산", filters=Filters(organisation="2"))) == {"b", "c"}
    assert set(found(engine, "예산", filters=Filters(since=date(2014, 1, 1)))) == {"b", "c"}
    assert set(found(engine, "예산", filters=Filters(until=date(2014, 1, 1)))) == {"a", "b"}
    assert found(engine, "예산", filters=Filters(facets={"rank": "국장"})) == ["a"]
    assert set(found(engine, "예산", filters=Filters(facets={"year": "2014"}))) == {"b", "c"}
    assert found(engine, "예산", filters=Filters(kind="test:law", organisation="2")) == ["b"]
    assert found(engine, "예산", filters=Filters(kind="test:")) == []


def test_facets_count_all_hits_and_show_the_other_choices(engine: Engine) -> None:
    fill(
        engine,
        entry("a", "예산", organisation="1", facets={"class": "open"}),
        entry("b", "예산", organisation="2", facets={"class": "open"}),
        entry("c", "예산", organisation="2", facets={"class": "partly"}),
        entry("d", "결산", organisation="3"),
    )

    all_counts = engine.query(Query(asked=read("예산"), count=("kind", "organisation", "class"))).facets
    filtered = engine.query(
        Query(asked=read("예산"), filters=Filters(organisation="1"), count=("organisation", "class"))
    ).facets

    assert all_counts == {
        "kind": [("test:note", 3)],
        "organisation": [("2", 2), ("1", 1)],
        "class": [("open", 2), ("partly", 1)],
    }
    assert filtered == {"organisation": [("2", 2), ("1", 1)], "class": [("open", 1)]}


def test_the_newest_come_first_and_ties_are_in_order_of_their_refs(engine: Engine) -> None:
    days = [date(2014, 1, 1), date(2014, 1, 2), date(2014, 1, 1), date(2013, 5, 5), date(2014, 1, 1)]
    codes = ["note-3", "note-9", "note-1", "note-0", "note-2"]
    for code, day in zip(codes, days, strict=True):
        fill(engine, entry(code, "예산", published_on=day))

    assert found(engine, "예산", sort="date", limit=2) == ["note-9", "note-1", "note-2", "note-3", "note-0"]
    assert found(engine, "", limit=3) == ["note-9", "note-1", "note-2", "note-3", "note-0"]


def test_equally_relevant_hits_are_in_order_of_their_refs(engine: Engine) -> None:
    for code in ["7", "3", "9", "1", "5"]:
        fill(engine, entry(f"note-{code}", "같은 예산 문서", title="같은 제목"))

    assert found(engine, "예산", limit=2) == ["note-1", "note-3", "note-5", "note-7", "note-9"]


def test_pages_stay_as_they_were_while_new_entries_are_committed(engine: Engine) -> None:
    fill(engine, *[entry(f"n{i:02}", "예산 " * (i % 5 + 1)) for i in range(30)])
    expected = found(engine, "예산", limit=7)

    codes: list[str] = []
    cursor = ""
    for turn in range(10):
        answer = engine.query(Query(asked=read("예산"), limit=7, cursor=cursor))
        codes += [hit.ref.rpartition(":")[2] for hit in answer.hits]
        assert not answer.is_restarted
        fill(engine, entry(f"a{turn}", "예산 예산 예산"))
        engine.remove([f"test:note:n{turn:02}"])
        engine.commit()
        if not (cursor := answer.next_cursor):
            break

    assert codes == expected


@pytest.mark.parametrize("cursor", ["x", "W10", "bnVsbA", "가", "e30", "WyJ4IiwgIngiLCAxXQ", "=" * 50])
def test_a_cursor_that_is_not_ours_gives_the_first_page(engine: Engine, cursor: str) -> None:
    fill(engine, entry("a", "예산"))

    answer = engine.query(Query(asked=read("예산"), cursor=cursor))

    assert answer.is_restarted
    assert len(answer.hits) == 1


def test_a_cursor_of_another_query_gives_the_first_page(engine: Engine) -> None:
    fill(engine, *[entry(f"n{i}", "예산 결산") for i in range(5)])
    cursor = engine.query(Query(asked=read("예산"), limit=2)).next_cursor

    answer = engine.query(Query(asked=read("결산"), limit=2, cursor=cursor))

    assert answer.is_restarted


def test_fragments_are_safe_and_mark_the_words(engine: Engine) -> None:
    fill(engine, entry("a", "<script>alert(1)</script> 올해 예산 & 결산 " + "말 " * 300, title="<b>예산</b>"))

    hit = engine.query(Query(asked=read("예산"))).hits[0]

    assert "<mark>예산</mark> &amp; 결산" in hit.fragment
    assert "<script>" not in hit.fragment
    assert hit.title_html == "&lt;b&gt;<mark>예산</mark>&lt;/b&gt;"
    assert hit.title == "<b>예산</b>"
    assert len(hit.fragment) < 400


def test_words_are_completed_from_half_typed_ones(engine: Engine) -> None:
    fill(engine, entry("a", "개인정보 보호 개인정보"), entry("b", "개인정보를 공개한다"))

    assert "개인정보" in engine.suggest("개인")
    assert "보호 개인정보" in engine.suggest("보호 개인")
    assert engine.suggest("") == []
    assert engine.suggest("없는말") == []


WORST = [
    '"',
    '""',
    "-",
    "--",
    '-"',
    "OR",
    "OR OR",
    "- OR -",
    "\x00",
    "a\x00b",
    "(" * 50,
    "*",
    "?",
    "a:b",
    "~1",
    "[a TO b]",
]
WORST += [
    "^5",
    "\\",
    '\\\\"',
    "AND",
    "NOT x",
    "가" * 5000,
    "가 " * 500,
    "'; DROP TABLE x; --",
    "<script>",
    "%00",
    "\ud800",
]
WORST += [
    "\u1100",
    "ㄱ",
    "\u200b",
    "🙂",
    "1/2",
    "field:value",
    "title_grams:가나",
    "+",
    "|",
    "| 가나",
    "가나 |",
    "-가나",
    "{}",
]


@pytest.mark.parametrize("q", WORST)
def test_the_worst_queries_are_answered_as_by_the_reference(engine: Engine, q: str) -> None:
    reference = ReferenceEngine()
    entries = [entry("a", "가나다라 OR 마바사"), entry("b", "title_grams: 가나, a:b [a TO b]"), entry("c", "가" * 300)]
    fill(reference, *entries)
    fill(engine, *entries)

    assert set(found(engine, q)) == set(found(reference, q))
    engine.suggest(q)


SYLLABLES = st.sampled_from(list("가나다물을에서의공개정보법 \n.,-12aB\u00df한\u1112\u1161"))
TEXTS = st.lists(st.text(SYLLABLES, max_size=40), min_size=1, max_size=6)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=TEXTS, q=st.text(SYLLABLES, min_size=1, max_size=12))
def test_tantivy_finds_exactly_what_a_scan_finds(tmp_path_factory: Any, texts: list[str], q: str) -> None:
    entries = [entry(str(place), text, title="제목") for place, text in enumerate(texts)]
    reference = ReferenceEngine()
    tantivy = TantivyEngine(tmp_path_factory.mktemp("index"), create=True)
    fill(reference, *entries)
    fill(tantivy, *entries)

    assert set(found(tantivy, q)) == set(found(reference, q))
    for text in texts:
        for word in text.split():
            assert set(found(tantivy, f'"{word}"')) == set(found(reference, f'"{word}"'))
    tantivy.close()


def test_every_word_of_two_syllables_is_found_wherever_a_plain_scan_finds_it(engine: Engine) -> None:
    texts = [
        "국가직 공무원의 신도시 원전",
        "비국가직공무원",
        "신도시개발",
        "원 전",
        "국가 직무",
        "미성년자보호와 건강보험료",
    ]
    fill(engine, *[entry(str(place), text, title="") for place, text in enumerate(texts)])

    for word in ["국가직", "공무원", "신도시", "원전", "국가", "성년", "강보", "보험", "무원의"]:
        assert set(found(engine, word)) == {str(place) for place, text in enumerate(texts) if word in text}


def test_old_dates_and_the_first_of_january_are_kept(engine: Engine) -> None:
    fill(engine, entry("a", "예산", published_on=date(1948, 8, 15)), entry("b", "예산", published_on=date(2015, 1, 1)))

    hits = engine.query(Query(sort="date")).hits

    assert [hit.published_on for hit in hits] == [date(2015, 1, 1), date(1948, 8, 15)]
    assert hits[1].published_on + timedelta(days=1) == date(1948, 8, 16)
