"""The invented country is whole, repeats itself from its seed, and names nobody real."""

import re
from collections import Counter
from datetime import date
from random import Random

import pytest

from madang.common.checkdigits import is_resident
from madang.documents.screening import screen
from madang.portal.demonstration.country import sources, words
from madang.portal.demonstration.country.forms import sensitive
from madang.portal.demonstration.country.generation import SEED, generate
from madang.portal.demonstration.country.shapes import Country
from madang.portal.demonstration.writers.fonts import sample_font
from madang.portal.demonstration.writers.formats import write
from madang.portal.demonstration.writers.papers import plain_text

TODAY = date(2026, 11, 23)
PERSONAL = re.compile("민원 (?:처리 결과 )?회신|(?:활동비|강사료|수당|장려금) 지급|선정 결과$|신청자 명단")


@pytest.fixture(scope="module")
def country() -> Country:
    return generate(SEED, TODAY)


def test_the_same_seed_and_day_give_the_same_documents(country: Country) -> None:
    again = generate(SEED, TODAY)

    assert again == country
    assert all(
        write(one.paper, one.format) == write(two.paper, two.format)
        for one, two in zip(country.records[:30], again.records[:30], strict=True)
    )


def test_another_seed_gives_another_country(country: Country) -> None:
    other = generate(SEED + 1, TODAY)

    assert {record.title for record in other.records} != {record.title for record in country.records}


def test_every_fate_is_met_and_most_documents_are_published(country: Country) -> None:
    fates = Counter(record.expected for record in country.records)

    assert len(country.records) >= 400
    assert fates["published"] > len(country.records) / 2
    assert min(fates[fate] for fate in ("waiting", "held", "closed")) >= 20


def test_documents_are_handed_over_in_order_within_the_two_years_before_today(country: Country) -> None:
    days = [record.received_on for record in country.records]

    assert days == sorted(days)
    assert date(2024, 11, 1) < days[0]
    assert days[-1] < TODAY
    assert all(record.approved_on <= record.received_on for record in country.records)


def test_nothing_is_approved_on_a_day_off(country: Country) -> None:
    assert not [record.number for record in country.records if record.approved_on.weekday() > 4]
    assert not [
        record.number for record in country.records if (record.approved_on.month, record.approved_on.day) == (10, 9)
    ]


def test_codes_stay_in_the_range_that_is_kept_for_the_demonstration(country: Country) -> None:
    assert all(re.fullmatch("90[0-9]{5}", office.code) for office in country.offices)
    assert len({office.code for office in country.offices}) == len(country.offices) >= 40


def test_parents_and_successors_come_before_those_that_name_them(country: Country) -> None:
    seen: set[str] = set()
    for office in country.offices:
        assert office.parent is None or office.parent in seen
        assert office.successor is None or office.successor in seen
        seen.add(office.code)


def test_a_renamed_office_signs_with_the_name_of_the_day(country: Country) -> None:
    renamed = next(office for office in country.offices if office.earlier_name)
    assert renamed.earlier_name
    its = [record for record in country.records if record.office == renamed.code and "정정" not in record.file_name]

    for record in its:
        earlier = record.approved_on < renamed.earlier_name.until
        assert record.paper.author == (renamed.earlier_name.ko if earlier else renamed.ko)
    assert len({record.paper.author for record in its}) == 2


def test_a_merged_office_writes_nothing_after_its_end(country: Country) -> None:
    merged = next(office for office in country.offices if office.dissolved_on)
    assert merged.dissolved_on

    its = [record.approved_on for record in country.records if record.office == merged.code]

    assert its
    assert max(its) < merged.dissolved_on


def test_numbers_repeat_only_for_new_versions(country: Country) -> None:
    numbers = Counter((record.office, record.number) for record in country.records)
    repeated = {key for key, count in numbers.items() if count > 1}
    corrected = {(record.office, record.number) for record in country.records if "(정정)" in record.file_name}

    assert len(corrected) >= 10
    assert repeated == corrected


def test_forwarded_letters_have_the_same_bytes_under_another_number(country: Country) -> None:
    forwarded = [record for record in country.records if record.department == "총무과"]

    for record in forwarded:
        original = next(one for one in country.records if one.paper is record.paper and one is not record)
        assert (original.office, original.number) != (record.office, record.number)
    assert forwarded


def test_identifiers_stand_exactly_where_documents_are_to_be_held(country: Country) -> None:
    for record in country.records:
        found = screen(plain_text(record.paper))
        if PERSONAL.search(record.title):
            assert found, record.title
        elif record.expected in {"published", "waiting"}:
            assert not screen(
                f"{record.title}\n{record.number}\n{record.department}\n{record.task}\n{record.file_name}"
            )
            assert not found, (record.title, [plain_text(record.paper)[one.start : one.end] for one in found])


def test_every_sign_can_be_written_with_the_sample_font(country: Country) -> None:
    regular, bold = sample_font("Regular"), sample_font("SemiBold")
    signs = {sign for record in country.records for sign in plain_text(record.paper) if sign != "\n"}

    assert not {sign for sign in signs if sign not in regular.glyphs or sign not in bold.glyphs}


def test_no_text_is_left_unfilled(country: Country) -> None:
    assert not [record.title for record in country.records if re.search(r"[{}]|None", plain_text(record.paper))]


def test_documents_do_not_look_cloned(country: Country) -> None:
    """Of its longer lines a document shares at most 70 % with any other, and hardly any document more than half."""
    bodies = [
        frozenset(line for line in plain_text(record.paper).split("\n") if len(line) > 12)
        for record in country.records
        if record.department != "총무과" and "(정정)" not in record.file_name
    ]
    nearest = [
        max(len(body & other) / len(body) for place, other in enumerate(bodies) if place != number)
        for number, body in enumerate(bodies)
    ]

    assert max(nearest) <= 0.7
    assert sum(share > 0.5 for share in nearest) < 0.02 * len(bodies)


def test_resident_numbers_were_never_issued() -> None:
    rng = Random(7)

    numbers = [sensitive.resident_number(rng) for _ in range(500)]

    assert not [number for number in numbers if is_resident(number.replace("-", ""))]
    assert all(re.fullmatch(r"\d{6}-[12]0000\d\d", number) for number in numbers)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("계획{을} 세움", "계획을 세움"),
        ("지침{을} 위한 교육{과}", "지침을 위한 교육과"),
        ("서울{으로} 간다", "서울로 간다"),
        ("부산{으로} 간다", "부산으로 간다"),
        ("제주{으로} 간다", "제주로 간다"),
        ("「나라 계획」{과} 관련", "「나라 계획」과 관련"),
        ("버스{은}, 물{은}", "버스는, 물은"),
        ("가구 3{이}, 4{이}", "가구 3이, 4가"),
    ],
)
def test_particles_fit_the_sound_before_them(text: str, written: str) -> None:
    assert words.josa(text) == written


@pytest.mark.parametrize(
    ("polite", "plain"),
    [
        ("신고가 늘었습니다.", "신고가 늘었다."),
        ("가장 많습니다.", "가장 많다."),
        ("전체의 9%입니다.", "전체의 9%이다."),
        ("절반을 차지합니다.", "절반을 차지한다."),
        ("5%에 그칩니다.", "5%에 그친다."),
        ("얼음을 나눔", "얼음을 나눔"),
    ],
)
def test_newspapers_get_the_plain_style(polite: str, plain: str) -> None:
    assert words.plain_style(polite) == plain


def test_amounts_are_written_in_words_as_on_a_cheque() -> None:
    assert words.in_words(12_340_000) == "금12,340,000원(금일천이백삼십사만원)"
    assert words.in_words(1_000_050_000) == "금1,000,050,000원(금일십억오만원)"


def test_ranges_are_filled_with_a_number_between_their_ends() -> None:
    for seed in range(50):
        assert 3 <= int(words.fill("{3~9}", Random(seed))) <= 9
        assert 1.2 <= float(words.fill("{1.2~3.4}", Random(seed))) <= 3.4


def test_every_programme_of_every_field_is_whole() -> None:
    fields = {topic for office in sources.offices(TODAY) for topic in office.topics}

    for field in fields:
        for programme in sources.programmes(field):
            assert len(programme.actions) == 5
            assert len(programme.background) == len(programme.measures) == len(programme.opinions) == 3
            assert all(low <= high for _name, _unit, low, high in programme.measures)


def test_nothing_stands_under_what_did_not_exist_yet(country: Country) -> None:
    established = {office.code: office.established_on for office in country.offices}

    assert not [
        office.ko for office in country.offices if office.parent and office.established_on < established[office.parent]
    ]


def test_nothing_is_handed_over_by_a_merged_office_after_its_end(country: Country) -> None:
    merged = next(office for office in country.offices if office.dissolved_on)
    assert merged.dissolved_on

    assert max(record.received_on for record in country.records if record.office == merged.code) < merged.dissolved_on
