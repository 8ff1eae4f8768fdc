"""What in a text may fall under item 6 or 7 of article 9(1), and so keeps a document from being published by itself.

Pure. `screen` answers with everything that a person has to look at; what is public beyond doubt is not in its answer:
the contacts of an office in the context of an office, numbers of call centres, and numbers of corporations. The rule
and its date are in docs/screening.md.
"""

import re
from dataclasses import dataclass
from datetime import date

from madang.common.identifiers import Identifier, identifiers_in

RULE_SINCE = date(2026, 11, 23)
"""The day of the rule below. A decision keeps it, so that later ones can be told from earlier ones."""

PRIVACY, BUSINESS_SECRETS = 6, 7
OFFICIALS, PUBLISHED = "ra", "na"
"""Provisos of article 9(1)6 by their Korean letter: ga, na, da, ra, ma."""

SUSPECT = 0.3
BEFORE, AFTER = 80, 60
OFFICE = re.compile(
    r"문의|담당|부서|주무관|사무관|서기관|[과팀국계실소]장|민원실|콜센터|대표\s?전화|고객\s?센터|전\s{0,3}송|팩\s{0,3}스|[Ff][Aa][Xx]"
    r"|관리사무소|행정실|교무실|상황실|당직|go\.kr|korea\.kr|[가-힣]{2,12}(?:과|팀|실|국|청|부|센터|위원회|사업소|본부|관)\s?[(\[☎:,/]"
)
PERSON = re.compile(
    r"신청인|청구인|민원인|청원인|성\s{0,4}명|이\s{0,4}름|자\s{0,3}택|집\s?전화|보호자|본인|생\s?년\s?월\s?일|주민|휴대|핸드폰|환자|수급자|세대주"
    r"|당사자|피해자|예금주|대리인|위임|거주|입주|계약자|소유자|소유주|학부모|고소인|신고인|제보"
)
PLACE = re.compile(
    r"청사|[시구군도]청|주민\s?센터|행정복지센터|사무소|학교|대학|병원|보건소|공원|시장|[가-힣]역|센터|회관|공사|공단|법원|경찰서"
    r"|소방서|우체국|박물관|도서관|체육관|빌딩|타워|위원회"
)
LETTERHEAD = re.compile(r"(?:우|우편번호)\s?\)?\s?[0-9]{3}-?[0-9]{2,3}|시행|접수|www\.|홈페이지")
OFFICIAL_MAIL = re.compile(r"@(?:[\w-]+\.)*(?:korea\.kr|go\.kr)$", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True)
class Finding:
    """Something in a text that a person has to look at before it is published.

    kind: as in docs/screening.md. start, end: offsets in characters of the original text. confidence: 0 to 1.
    item: of article 9(1). proviso: the letter of the proviso to consider, or None where none comes near.
    """

    kind: str
    start: int
    end: int
    confidence: float
    item: int = PRIVACY
    proviso: str | None = None


def screen(text: str) -> list[Finding]:
    """Everything in the text that keeps it from being published by itself, in its order. An empty list: nothing."""
    return [
        _finding(found, text)
        for found in identifiers_in(text)
        if found.confidence >= SUSPECT and not _is_public(found, text)
    ]


def _finding(found: Identifier, text: str) -> Finding:
    item = BUSINESS_SECRETS if found.kind in {"business-number", "corporate-number"} else PRIVACY
    return Finding(found.kind, found.start, found.end, found.confidence, item, _proviso(found, text))


def _proviso(found: Identifier, text: str) -> str | None:
    is_contact = found.kind in {"phone", "mobile-phone", "email"}
    if is_contact and (OFFICE.search(_around(found, text)) or OFFICIAL_MAIL.search(text[found.start : found.end])):
        return OFFICIALS
    return PUBLISHED if found.kind in {"phone", "address"} else None


def _is_public(found: Identifier, text: str) -> bool:
    """Whether this is an office's own telephone, mailbox or seat. Where a person's word stands near it, it is not."""
    around = _around(found, text)
    if PERSON.search(around):
        return False
    if found.kind == "phone":
        return bool(OFFICE.search(around) or LETTERHEAD.search(around))
    if found.kind == "email":
        is_official = bool(OFFICIAL_MAIL.search(text[found.start : found.end]))
        return is_official and bool(OFFICE.search(_around(found, text, itself=False)) or LETTERHEAD.search(around))
    if found.kind == "address" and found.confidence < 0.6:
        is_flat = bool(re.search(r"[0-9]\s?호", text[found.start : found.end + 12]))
        return not is_flat and bool(PLACE.search(text[found.end : found.end + 25]) or _is_letterhead(found, text))
    return False


def _is_letterhead(found: Identifier, text: str) -> bool:
    near = text[max(0, found.start - 40) : found.start]
    has_contact = bool(re.search(r"전화|전송|www\.|☎|FAX|팩스", text[found.end : found.end + AFTER]))
    return has_contact and bool(LETTERHEAD.search(near) or OFFICE.search(near))


def _around(found: Identifier, text: str, *, itself: bool = True) -> str:
    middle = text[found.start : found.end] if itself else " "
    return text[max(0, found.start - BEFORE) : found.start] + middle + text[found.end : found.end + AFTER]
