"""Names in a text: whose seem to be those of officials in their duty, and whose those of private people. Pure.

Proviso (d) of item 6: name and position of officials who performed a duty are not withheld. Nothing here decides; it
puts a question to the officer.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

SURNAMES = (
    "김이박최정강조윤장임한오서신권황안송전홍유고문양손배백허남심노하곽성차주우구민류나진지엄채원천방공현"
    "함변염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국어은편용"
)
NAME = rf"[{SURNAMES}][가-힣]{{1,3}}"
POSITION = (
    r"(?:장관|차관|실장|국장|과장|팀장|계장|담당관|사무관|서기관|주무관|주사|서기|이사관|부이사관|연구관|연구사|지도사"
    r"|시장|군수|구청장|도지사|교육감|교육장|교장|교감|소장|청장|기안자|검토자|협조자|결재자|전결|담당자|담당)"
)
PRIVATE = (
    r"(?:신청인|민원인|청구인|청원인|고소인|고발인|피해자|환자|수급자|보호자|세대주|예금주|대표자|계약자|소유자|소유주|위임인|대리인|참고인"
    r"|당사자|제보자|신고인|성\s?명|이\s?름)"
)
OFFICIAL = re.compile(rf"{POSITION}\s*[:：]?\s*(?:\(?\s*)({NAME})(?![가-힣])|({NAME})\s+(?:{POSITION})(?![가-힣])")
CITIZEN = re.compile(rf"{PRIVATE}\s*[:：|\t ]\s*({NAME})(?=[\s,.()은는이가을를의에님씨\t]|$)")
NO_NAMES = frozenset(
    {
        "성명",
        "이름",
        "주소",
        "전화",
        "연락처",
        "생년월일",
        "서명",
        "기재",
        "신청",
        "한글",
        "한자",
        "주민등록",
        "전화번호",
    }
)


@dataclass(frozen=True)
class Name:
    """A name and its place in the text. is_official: it stands beside a position of an office."""

    text: str
    start: int
    end: int
    is_official: bool


def names_in(text: str) -> Iterator[Name]:
    """Names that stand beside a position, or after a word for a private person, in their order."""
    found: dict[tuple[int, int], Name] = {}
    for pattern, is_official in ((CITIZEN, False), (OFFICIAL, True)):
        for match in pattern.finditer(text):
            group = next(number for number in range(1, 1 + pattern.groups) if match[number])
            if match[group] not in NO_NAMES:
                found[match.span(group)] = Name(match[group], *match.span(group), is_official)
    yield from (found[place] for place in sorted(found))


def is_named_as_official(text: str, name: str) -> bool:
    """Whether a name stands beside a position anywhere in the text, and nowhere as a private person's."""
    standing = {one.is_official for one in names_in(text) if one.text == "".join(name.split())}
    return standing == {True}
