"""The country from a seed: the same seed and day give the same documents, byte for byte."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, timezone
from functools import cache
from random import Random

import holidays

from madang.portal.demonstration.country import sources
from madang.portal.demonstration.country.cases import Case, department_of
from madang.portal.demonstration.country.forms import letters, records, reports, sensitive
from madang.portal.demonstration.country.forms.drafts import Draft
from madang.portal.demonstration.country.people import people
from madang.portal.demonstration.country.shapes import Country, Fate, Format, Office, Record
from madang.portal.demonstration.country.sources import Programme
from madang.portal.demonstration.writers.papers import Line, Paper

SEED = 2014
DAYS_BACK = 730
GROWTH = 0.55
"""Below 1, more is handed over as time goes by."""
SEOUL = timezone(timedelta(hours=9))
Form = Callable[[Case], Draft]

PLAIN: tuple[tuple[Form, int], ...] = (
    (reports.plan, 22),
    (reports.evaluation, 9),
    (reports.inspection, 9),
    (reports.figures, 8),
    (letters.request, 10),
    (letters.meeting, 10),
    (letters.result_notice, 8),
    (letters.press, 9),
    (records.minutes, 12),
    (records.contract, 11),
    (records.expenses, 9),
    (records.purchase, 9),
)
PERSONAL: tuple[Form, ...] = (sensitive.petition_reply, sensitive.payments, sensitive.applicants)
CLOSED: tuple[tuple[Form, str], ...] = (
    (sensitive.audit_plan, "5"),
    (sensitive.bid_evaluation, "5;7"),
    (sensitive.security_plan, "3"),
)
ANYTIME: tuple[Form, ...] = (records.expenses, records.contract, records.minutes, reports.figures, reports.evaluation)
"""Forms that seasonal programmes have all year round."""
FORMATS: tuple[Format, ...] = ("hwpx", "hwpx", "hwpx", "hwpx", "pdf", "pdf", "pdf", "docx", "docx")
RANKS = ("minister", "vice-minister", "deputy-minister", "director-general", "director")
RANK_WEIGHTS = (6, 5, 5, 34, 50)
HIGH = {reports.plan, reports.evaluation, letters.result_notice}
LOW_RANKS = ("deputy-director", "officer")
FORWARDED = 4
CORRECTED = 11


@dataclass(frozen=True)
class Slot:
    """A document to be written: who, what about, when, in which form, and what the agency says of it."""

    office: Office
    programme: Programme
    form: Form
    on: date
    rank: str
    classification: str
    items: str
    leaves_out: str = ""

    @property
    def department(self) -> str:
        return department_of(self.office, self.programme)

    @property
    def stamp(self) -> str:
        """The classification as it is printed at the foot of a letter."""
        word = {"open": "공개", "partly": "부분공개", "closed": "비공개"}[self.classification]
        return f"{word}({self.items.replace(';', ',')})" if self.items else word


def generate(seed: int, today: date) -> Country:
    """The whole country as of `today`: organisations, people, and documents of the two years before."""
    offices = sources.offices(today)
    rng = Random(f"madang:{seed}:{today.isoformat()}")
    newest = {office.code: min(today, office.dissolved_on or today) - timedelta(days=1) for office in offices}
    slots = [slot for office in offices for slot in _slots(office, today, Random(f"{rng.random()}:{office.code}"))]
    slots.sort(key=lambda slot: (slot.on, slot.office.code))
    written = [
        replace(record, received_on=min(record.received_on, newest[record.office]))
        for record in _write(slots, Random(f"{rng.random()}"))
    ]
    written += _corrections(written, offices, today, rng)
    written += _forwarded(written, offices, today, rng)
    written.sort(key=lambda record: (record.received_on, record.office, record.number))
    return Country(seed, today, offices, people(offices), tuple(written))


@cache
def _days_off(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("KR", years=year))


def working_day(on: date) -> date:
    """That day, or the last working day before it."""
    while on.weekday() > 4 or on in _days_off(on.year):
        on -= timedelta(days=1)
    return on


def _slots(office: Office, today: date, rng: Random) -> Iterator[Slot]:
    last = min(today, office.dissolved_on or today) - timedelta(days=2)
    first = today - timedelta(days=DAYS_BACK)
    offered = [
        programme
        for topic in office.topics
        for programme in sources.programmes(topic)
        if not office.programmes or programme.name in office.programmes
    ]
    deck: list[Programme] = []
    for _ in range(office.share):
        deck = deck or rng.sample(offered, len(offered))
        programme = deck.pop()
        on = working_day(first + timedelta(days=round((last - first).days * rng.random() ** GROWTH)))
        yield _slot(office, programme, on, rng)


def _slot(office: Office, programme: Programme, on: date, rng: Random) -> Slot:
    chance = rng.random()
    rank = rng.choices(RANKS, RANK_WEIGHTS)[0]
    if office.kind == "school":
        rank = rng.choice(("director-general", "director", "director"))
    if chance < 0.09:
        form, items = rng.choice(CLOSED[1:] if office.kind == "school" else CLOSED)
        return Slot(office, programme, form, on, "director", "closed", items)
    if chance < 0.17:
        stated = rng.choice((("open", ""), ("open", ""), ("open", ""), ("partly", "6"), ("closed", "6")))
        return Slot(office, programme, rng.choice(PERSONAL), on, "director", *stated)
    form = rng.choices([form for form, _ in PLAIN], [weight for _, weight in PLAIN])[0]
    if on.month not in programme.months and form not in ANYTIME:
        form = rng.choice(ANYTIME)
    if form not in HIGH and rank in {"minister", "vice-minister", "deputy-minister"}:
        rank = rng.choice(("director-general", "director"))
    if chance < 0.29:
        return Slot(office, programme, form, on, rng.choice(LOW_RANKS), "open", "")
    if chance < 0.32:
        return Slot(office, programme, form, on, rank, "partly", "5")
    left_out = rng.choices(("", "classification", "rank"), (94, 4, 2))[0]
    return Slot(office, programme, form, on, rank, "open", "", left_out)


def _expected(slot: Slot) -> Fate:
    if slot.leaves_out:
        return "held"
    if slot.classification == "closed":
        return "closed"
    if slot.classification == "partly" or slot.form in PERSONAL:
        return "held"
    return "waiting" if slot.rank in LOW_RANKS else "published"


def _write(slots: list[Slot], rng: Random) -> Iterator[Record]:
    """Number the documents of each department as the year goes by, and write them. No number comes back next year."""
    counters: dict[tuple[str, str, int], int] = defaultdict(int)
    taken: set[tuple[str, str]] = set()
    for slot in slots:
        key = (slot.office.code, slot.department, slot.on.year)
        by_now = slot.on.timetuple().tm_yday * (3 + slot.office.share // 4)
        counters[key] = max(counters[key] + rng.randint(1, 9), by_now + rng.randint(0, 40))
        while (slot.office.code, f"{slot.department}-{counters[key]}") in taken:
            counters[key] += 1
        number = f"{slot.department}-{counters[key]}"
        taken.add((slot.office.code, number))
        yield _record(slot, number, Random(f"{rng.random()}"))


def _record(slot: Slot, number: str, rng: Random) -> Record:
    draft = slot.form(Case(rng, slot.office, slot.programme, slot.on, number, slot.rank, slot.stamp))
    written_at = datetime.combine(slot.on, time(rng.randint(9, 17), rng.randint(0, 59)), SEOUL)
    kind = rng.choice(FORMATS)
    return Record(
        file_name=_file_name(number, draft.title, kind),
        paper=Paper(draft.title, slot.office.name(slot.on), written_at, draft.blocks),
        format=kind,
        office=slot.office.code,
        number=number,
        department=slot.department,
        rank="" if slot.leaves_out == "rank" else slot.rank,
        approved_on=slot.on,
        retention=draft.retention,
        classification="" if slot.leaves_out == "classification" else slot.classification,
        items=slot.items,
        task=slot.programme.task,
        received_on=slot.on + timedelta(days=rng.choice((1, 1, 2, 3, 5, 9))),
        expected=_expected(slot),
    )


def _file_name(number: str, title: str, kind: str) -> str:
    plain = "".join(character if character not in '\\/:*?"<>|' else " " for character in title)
    return f"{number} {plain[:60].strip()}.{kind}"


def _corrections(written: list[Record], offices: tuple[Office, ...], today: date, rng: Random) -> list[Record]:
    """New versions: the same number a few weeks later, with a note of what was put right."""
    living = {office.code for office in offices if not office.dissolved_on}
    chosen = rng.sample([one for one in written if one.expected == "published" and one.office in living], CORRECTED)
    corrected = []
    for one in chosen:
        received_on = min(one.received_on + timedelta(days=rng.randint(12, 40)), today - timedelta(days=1))
        what = rng.choice(
            (
                "표의 합계를 바로잡음",
                "시행 기간의 날짜를 바로잡음",
                "담당 부서의 이름을 바로잡음",
                "빠진 붙임 이름을 더함",
            )
        )
        note = Line(f"※ 정정: {received_on.year}. {received_on.month}. {received_on.day}. {what}", "small")
        paper = replace(one.paper, blocks=(*one.paper.blocks, note))
        name = one.file_name.replace(f".{one.format}", f" (정정).{one.format}")
        corrected.append(replace(one, paper=paper, file_name=name, received_on=received_on))
    return corrected


def _forwarded(written: list[Record], offices: tuple[Office, ...], today: date, rng: Random) -> list[Record]:
    """Letters that another office received and filed under a number of its own: the same content twice."""
    open_to = [office for office in offices if office.kind == "local-government" and not office.dissolved_on]
    letters_sent = [
        one for one in written if one.expected == "published" and "정정" not in one.file_name and "알림" in one.title
    ]
    forwarded = []
    for one in rng.sample(letters_sent, FORWARDED):
        office = rng.choice([office for office in open_to if office.code != one.office])
        number = f"총무과-{rng.randint(9_000, 9_900)}"
        received_on = min(one.received_on + timedelta(days=rng.randint(3, 9)), today - timedelta(days=1))
        name = _file_name(number, one.title, one.format)
        forwarded.append(
            replace(
                one, office=office.code, number=number, department="총무과", received_on=received_on, file_name=name
            )
        )
    return forwarded
