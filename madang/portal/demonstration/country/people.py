"""Who can sign in: a records officer for every agency, and one person for each other role."""

from collections.abc import Sequence

from madang.portal.demonstration.country.shapes import Office, Person, Post

SHOWN_OFFICERS = ("9000200", "9020000", "9021200", "9030400")
"""Agencies whose records officer has a card on the sign-in page: a ministry, a city, a county, a public body."""

WATCHERS = ("watch-1", "watch-2", "watch-3")
"""Members of the citizens' watch group on disclosure."""


def officer_key(code: str) -> str:
    return f"records-{code}"


def discloser_key(code: str) -> str:
    """The disclosure officer of an agency; the city's has a card of their own."""
    return "disclosure-daon" if code == "9020000" else f"disclosure-{code}"


def watchers() -> list[Person]:
    """Citizens who sit in the watch group."""
    return [
        Person(key, f"시민감시단 위원 {number}", f"Member {number} of the citizens' watch group", ())
        for number, key in enumerate(WATCHERS, start=1)
    ]


OTHERS = (
    Person(
        "disclosure-daon",
        "다온광역시 정보공개 담당",
        "Disclosure officer, Daon Metropolitan City",
        (Post("disclosure-officer", "9020000"),),
    ),
    Person(
        discloser_key("9000200"),
        "다솜복지부 정보공개 담당",
        "Disclosure officer, Dasom Ministry of Welfare",
        (Post("disclosure-officer", "9000200"),),
    ),
    Person(
        discloser_key("9000400"),
        "마루교통부 정보공개 담당",
        "Disclosure officer, Maru Ministry of Transport",
        (Post("disclosure-officer", "9000400"),),
    ),
    Person(
        "data-gaon",
        "가온데이터진흥원 데이터 담당",
        "Data officer, Gaon Data Promotion Agency",
        (Post("data-officer", "9030600"),),
    ),
    Person(
        "member-disclosure",
        "가온정보공개위원회 위원",
        "Member, Gaon Information Disclosure Commission",
        (Post("committee-member", "9040100"),),
    ),
    Person(
        "reviewer",
        "독립평가자",
        "Independent reviewer",
        (Post("independent-reviewer", "9040400"),),
    ),
    Person(
        "secretary-gaon",
        "가온행정부 위원회 간사",
        "Secretary of bodies, Gaon Ministry of Public Administration",
        (Post("secretary", "9000100"), Post("secretary", "9020000")),
    ),
    Person("administrator", "운영 관리자", "Administrator", (Post("administrator", None),)),
    Person("citizen", "시민", "Citizen", ()),
)


def people(offices: Sequence[Office]) -> tuple[Person, ...]:
    """Everyone who can sign in, records officers first."""
    officers = [
        Person(
            officer_key(office.code),
            f"{office.ko} 기록물관리 담당",
            f"Records officer, {office.en}",
            (Post("records-officer", office.code),),
        )
        for office in offices
    ]
    return (*officers, *OTHERS, *watchers())
