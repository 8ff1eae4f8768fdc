"""A dozen invented tables of an invented country: places, figures and faults alike, from a seed. Pure."""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

DISTRICTS = ("은가람구", "너른마당구", "솔빛구", "해오름구", "달무리구", "가람고을", "미르군", "누리군")
STATIONS = ("은가람", "너른마당", "솔빛", "해오름", "달무리", "가람나루", "미르", "누리")
CENTRE = (127.31, 36.42)
Rows = list[list[object]]


@dataclass(frozen=True)
class Invented:
    """slug, titles, description: of the dataset. days_back: when it was published. content: the file as handed in."""

    slug: str
    office: str
    ko: str
    en: str
    about_ko: str
    about_en: str
    frequency: str
    days_back: int
    file_name: str
    content: bytes
    keywords: tuple[str, ...] = ()
    later: bytes = b""
    later_days_back: int = 0
    note: str = ""


def sheet(names: str, rows: Rows, *, encoding: str = "utf-8", above: str = "", below: str = "") -> bytes:
    """A CSV as an agency would hand it in."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(names.split("|"))
    writer.writerows(rows)
    return (above + text.getvalue() + below).encode(encoding)


def place(random: Random) -> tuple[float, float]:
    return round(CENTRE[0] + random.gauss(0, 0.06), 6), round(CENTRE[1] + random.gauss(0, 0.05), 6)


def air(random: Random, today: date) -> Rows:
    """Two years of daily means, with the seasons in them."""
    rows: Rows = []
    for back in range(365, 0, -1):
        day = today - timedelta(days=back)
        season = 1.4 if day.month in {3, 4, 12, 1} else 0.8
        for station in STATIONS[:4]:
            fine = max(4, round(random.gauss(38, 14) * season))
            grade = "좋음" if fine <= 30 else "보통" if fine <= 80 else "나쁨"
            rows.append(
                [
                    day,
                    f"{station}측정소",
                    fine,
                    round(fine * random.uniform(0.4, 0.6)),
                    grade,
                    f"{random.uniform(0.01, 0.07):.3f}",
                ]
            )
    for at in random.sample(range(len(rows)), 9):
        rows[at][2] = random.choice(["점검중", "통신오류", "교정"])
    for at in random.sample(range(len(rows)), 14):
        rows[at][5] = "-"
    return rows


def places(random: Random, count: int, kinds: tuple[str, ...], prefix: str) -> Rows:
    rows: Rows = []
    for at in range(count):
        longitude, latitude = place(random)
        kind, district = random.choice(kinds), random.choice(DISTRICTS)
        name = f"{district[:-1]} {kind} {at + 1}호"
        rows.append(
            [
                f"{prefix}{at + 1:04}",
                name,
                kind,
                district,
                latitude,
                longitude,
                random.choice("YYYN"),
                date(2000 + at % 25, 1 + at % 12, 1 + at % 28),
            ]
        )
    return rows


def monthly(random: Random, today: date, base: float, swing: float) -> Rows:
    """Three years of months for every district."""
    rows: Rows = []
    for back in range(36, 0, -1):
        month = date(
            today.year - (back // 12) - (1 if today.month <= back % 12 else 0),
            (today.month - back % 12 - 1) % 12 + 1,
            1,
        )
        for at, district in enumerate(DISTRICTS):
            value = base * (1 + at / 6) * (1 + swing * random.uniform(-1, 1))
            rows.append([f"{month:%Y-%m}", district, round(value), round(value * random.uniform(0.42, 0.58))])
    return rows


def budget(random: Random) -> Rows:
    fields = ("복지", "교통", "환경", "안전", "문화", "교육", "산업", "행정")
    return [
        [
            year,
            field,
            f"{(plan := random.randint(800, 9000) * 100):,}",
            f"{round(plan * random.uniform(0.82, 0.99)):,}",
            "시비" if random.random() < 0.6 else "국비",
        ]
        for year in range(2019, 2027)
        for field in fields
    ]


def crossing(today: date, random: Random) -> bytes:
    """A report with its title, names in two rows, units and a source, as workbooks have them."""
    rows = [
        [name, random.randint(20, 90), random.randint(1, 9), random.randint(10, 60), random.randint(0, 4)]
        for name in DISTRICTS
    ]
    total = ["합계", *(sum(int(str(row[at])) for row in rows) for at in range(1, 5))]
    head = f"{today.year - 1}년 어린이 보호구역 사고 현황,,,,\n,,,,\n구역,시설,,사고,\n,신호등,과속단속,건수,중상\n,(개),(개),(건),(명)\n"
    lines = "".join(",".join(map(str, row)) + "\n" for row in [*rows, total])
    return (head + lines + "자료: 가온경찰청 교통과,,,,\n").encode("cp949")


def parking(random: Random, *, renamed: bool) -> bytes:
    names = "관리번호|주차장명|구분|행정구역|위도|경도|무료여부|지정일자"
    rows = places(random, 180, ("노상주차장", "노외주차장", "부설주차장"), "P")
    if renamed:
        names = names.replace("무료여부", "요금구분")
        rows = [[*row[:6], "무료" if row[6] == "Y" else "유료", row[7]] for row in rows[:-6]]
        rows += places(random, 9, ("공영주차장",), "Q")
    return sheet(names, rows, encoding="cp949")


def tables(seed: int, today: date) -> Iterator[Invented]:
    """The dozen, each from a random source of its own."""

    def source(name: str) -> Random:
        return Random(f"{seed}:{name}")

    yield from reports(source, today)
    yield from facilities(source)
    yield from series(source, today)


def reports(source: Callable[[str], Random], today: date) -> Iterator[Invented]:
    yield Invented(
        "air-quality", "9000500", "다온광역시 일별 대기질", "Daily air quality in Daon",
        "측정소 네 곳의 하루 평균 미세먼지와 오존입니다. 점검 중인 날은 값이 없습니다.",
        "Daily means of fine dust and ozone at four stations. Days of maintenance have no value.",
        "daily", 300, "대기질_일평균.csv",
        sheet("측정일|측정소|미세먼지(㎍/㎥)|초미세먼지(㎍/㎥)|등급|오존(ppm)", air(source("air"), today), encoding="cp949"),
        ("대기", "미세먼지"),
    )  # fmt: skip
    yield Invented(
        "parking-lots", "9020000", "다온광역시 공영주차장", "Public car parks in Daon",
        "공영주차장의 위치와 요금 구분입니다.", "Where the city's car parks are, and whether they are free.",
        "quarterly", 240, "공영주차장.csv", parking(source("parking"), renamed=False), ("주차", "교통"),
        later=parking(source("parking"), renamed=True), later_days_back=4, note="무료여부를 요금구분으로 바꾸었습니다.",
    )  # fmt: skip
    yield Invented(
        "child-zones", "9000400", "어린이 보호구역 사고 현황", "Accidents in child protection zones",
        "구역별 시설과 사고를 한 표에 모았습니다.", "Equipment and accidents by district, as the report has them.",
        "annual", 200, "어린이보호구역_사고현황.csv", crossing(today, source("zones")), ("안전", "교통"),
    )  # fmt: skip
    yield Invented(
        "city-budget", "9000100", "분야별 세출 예산과 집행", "Budget and spending by field",
        "해마다 분야별로 세운 예산과 쓴 돈입니다. 단위는 백만 원입니다.", "What was planned and spent by field, in millions.",
        "annual", 180, "세출예산.csv",
        sheet("회계연도|분야|예산액(백만원)|집행액(백만원)|재원", budget(source("budget"))), ("예산", "재정"),
    )  # fmt: skip


def facilities(source: Callable[[str], Random]) -> Iterator[Invented]:
    facility = "관리번호|시설명|구분|행정구역|위도|경도|운영여부|지정일자"
    for slug, office, ko, en, kinds, prefix, count, back in (
        ("parks", "9020000", "다온광역시 도시공원", "City parks in Daon", ("근린공원", "어린이공원", "소공원"), "PK", 160, 170),
        ("aed", "9000300", "자동심장충격기 설치 장소", "Automated external defibrillators", ("관공서", "학교", "역사"), "AED", 140, 150),
        ("shelters", "9000100", "무더위쉼터", "Shelters from the heat", ("경로당", "주민센터", "도서관"), "SH", 120, 130),
        ("ev-chargers", "9000500", "전기차 충전소", "Charging stations", ("급속", "완속"), "EV", 200, 110),
        ("libraries", "9020000", "공공도서관", "Public libraries", ("공공도서관", "작은도서관"), "LB", 60, 90),
    ):  # fmt: skip
        rows = places(source(slug), count, kinds, prefix)
        text = f"{ko}의 위치와 운영 여부입니다. 이름과 위치는 모두 지어낸 것입니다."
        yield Invented(
            slug, office, ko, en, text, f"{en}: where they are and whether they are open. All of it is invented.",
            "quarterly", back, f"{ko}.csv", sheet(facility, rows), ("시설", "위치"),
        )  # fmt: skip


def series(source: Callable[[str], Random], today: date) -> Iterator[Invented]:
    for slug, office, ko, en, base, swing, back in (
        ("bus-riders", "9000400", "구역별 월간 버스 승객", "Bus passengers by month", 42_000.0, 0.12, 80),
        ("waste", "9000500", "구역별 월간 생활폐기물", "Household waste by month", 1_800.0, 0.2, 60),
        ("library-loans", "9020000", "구역별 월간 도서 대출", "Books lent by month", 9_500.0, 0.25, 40),
    ):
        rows = monthly(source(slug), today, base, swing)
        yield Invented(
            slug, office, ko, en, f"{ko}입니다. 지어낸 수치입니다.", f"{en} and district. Invented figures.",
            "monthly", back, f"{ko}.csv", sheet("기준연월|행정구역|전체|상반월", rows, encoding="utf-8-sig"), ("통계",),
        )  # fmt: skip
