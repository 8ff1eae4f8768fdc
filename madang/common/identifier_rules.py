"""The written forms of identifiers, each with its judge.

Patterns are for folded text (madang.common.folding). Each `form` is understood by RE2 and by `re` alike; the edges are
looked around by `re` alone.
"""

from dataclasses import dataclass

from madang.common.identifier_judges import (
    Judge,
    account,
    birth_cell,
    birth_date,
    business,
    card,
    email,
    flat,
    glued_resident,
    health_insurance,
    licence,
    lot_address,
    masked_resident,
    mobile,
    passport,
    plate,
    regional_licence,
    representative_telephone,
    resident,
    resident_serial,
    road_address,
    spaced_passport,
    spelled_mobile,
    telephone,
)

GAP = r"[ \t\r\n]{0,3}[-./_~:·ㆍ]{0,2}[ \t\r\n]{0,3}"
MASK = r"*○●◯◎□■▣#xX☆★△▲▒█?_•"


@dataclass(frozen=True)
class Rule:
    """form: what it looks like. edge: characters that may not touch it. lead, trail: what must stand around it."""

    form: str
    judge: Judge
    edge: str = "0-9"
    lead: str = ""
    trail: str = ""


APART = r"(?:[ \t]{1,2}|[ \t]?\r?\n[ \t]?|[ \t]?\|[ \t]?)"
"""Between the digits of a number written wide, or one digit a box of a form."""
SPACED_SIX = rf"[0-9](?:{APART}[0-9]){{5}}"
SPACED_SEVEN = rf"[0-9](?:{APART}[0-9]){{6}}"
MARKS = ("", "[ ]?-[ ]?", " ", r"\.")
"""What stands between the groups of a number, each time the same."""
DASH = r"[ \t]?[-/_~:·ㆍ.][ \t]?"
BREAK = r"[ \t\r]{0,2}\n[ \t]{0,2}"
REGIONS = "서울|부산|대구|인천|광주|대전|울산|경기|강원|충북|충남|전북|전남|경북|경남|제주|세종"
AREA = r"0(?:2|3[1-3]|4[1-4]|5[1-5]|6[1-4]|70|50[2-8]?)"
PLATE_LETTERS = "가나다라마거너더러머버서어저고노도로모보소오조구누두루무부수우주하허호배바사아자국합육해공"

LOCAL = r"(?:[가-힣]{1,6}(?:읍|면|동)[ ]{1,2})?"
ROAD = r"[가-힣0-9]{1,10}(?:로|길)[ ]?[0-9]{1,4}(?:번길[ ]?[0-9]{1,4})?(?:-[0-9]{1,4})?"
DATE = (
    r"(?:[0-9]{2}|[0-9]{4})(?:[-./][ ]?[0-9]{1,2}[-./][ ]?[0-9]{1,2}|년[ ]?[0-9]{1,2}월[ ]?[0-9]{1,2}일|[0-9]{4})[.]?"
)

UNTOUCHED = r"\x00"
"""Any neighbour is allowed: folded texts have no NUL."""

RULES = (
    Rule(rf"[0-9]{{6}}{GAP}[0-9]{{7}}", resident),
    Rule(r"[0-9]{6}-[0-9]{7}", glued_resident, edge=UNTOUCHED),
    Rule(r"[0-9]{6}[ ]?[,;|()*=\\→>]{1,2}[ ]?[0-9]{7}", resident),
    Rule(rf"{SPACED_SIX}{APART}?(?:{DASH}{APART}?|{APART}){SPACED_SEVEN}", resident),
    Rule(rf"(?:{SPACED_SIX}{DASH}[0-9]{{7}}|[0-9]{{6}}{DASH}{SPACED_SEVEN})", resident),
    Rule(
        rf"(?:[0-9]{{1,5}}{BREAK}[0-9]{{1,5}}{DASH}[0-9]{{7}}|[0-9]{{6}}{DASH}[0-9]{{1,6}}{BREAK}[0-9]{{1,6}})",
        resident,
    ),
    Rule(rf"[0-9]{{1,12}}{BREAK}[0-9]{{1,12}}", resident, lead=r"(?:주민|외국인|RRN)[^0-9]{0,20}"),
    Rule(rf"(?:18|19|20)?[0-9]{{2}}[-./ ]?[0-9]{{2}}[-./ ]?[0-9]{{2}}[.]?{DASH}[0-9]{{7}}", resident),
    Rule(r"(?:18|19|20)[0-9]{6}[ \t]{1,3}[0-9]{7}", resident),
    Rule(rf"[0-9]{{6}}{DASH}[0-9](?:{DASH}|[ ])[0-9]{{6}}", resident),
    Rule(rf"[0-9{MASK}]{{6}}[ ]?[-./~:·ㆍ]?[ ]?[0-9{MASK}]{{7}}", masked_resident, edge=f"0-9{MASK}"),
    Rule(r"[A-Za-z](?:[0-9]{3}[A-Za-z][0-9]{4}|[0-9]{8}|[A-Za-z][0-9]{7})", passport, edge="0-9A-Za-z"),
    Rule(r"[A-Za-z]{1,2}[- ](?:[0-9]{3}[A-Za-z][0-9]{4}|[0-9]{7,8})", spaced_passport, edge="0-9A-Za-z"),
    *(Rule(rf"(?:1[1-9]|2[0-68]){mark}[0-9]{{2}}{mark}[0-9]{{6}}{mark}[0-9]{{2}}", licence) for mark in MARKS),
    Rule(rf"(?:{REGIONS})[ -]?(?:[0-9]{{2}}[- ]?)?[0-9]{{2}}[- ][0-9]{{6}}[- ][0-9]{{2}}", regional_licence),
    Rule(
        r"(?:\+?82[-. )(]{0,3}0?[-. )]{0,2}1[016789]|\(01[016789]\)|01[016789])"
        r"[-./_~·ㆍ) \n]{0,3}[0-9]{3,4}[-./_~·ㆍ \n]{0,3}[0-9]{4}",
        mobile,
    ),
    Rule(r"0[ ]1[ ][016789][ ]?[-.]?(?:[ ][0-9]){3,4}[ ]?[-.]?(?:[ ][0-9]){4}", mobile),
    Rule(r"[공영]일[공영일육칠팔구](?:[ -]?[공영일이삼사오육칠팔구]){7,8}", spelled_mobile, edge="가-힣"),
    Rule(rf"(?:\({AREA}\)|{AREA})[-. )~]{{0,3}}[0-9]{{3,4}}[-. ~]{{0,2}}[0-9]{{4}}", telephone),
    Rule(r"1[568][0-9]{2}-[0-9]{4}", representative_telephone, edge="0-9-"),
    Rule(
        r"[A-Za-z0-9._%+-]{1,64}[ ]?(?:@|\(at\)|\[at\]|골뱅이)[ ]?"
        r"[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,4}\.[A-Za-z]{2,24}",
        email,
        edge="A-Za-z0-9",
    ),
    *(Rule(rf"[1-9][0-9]{{2}}{mark}[0-9]{{2}}{mark}[0-9]{{5}}", business, edge="0-9A-Za-z-") for mark in MARKS),
    Rule(r"(?:[0-9]{4}[- .]?[0-9]{4}[- .]?[0-9]{4}[- .]?[0-9]{4}|3[47][0-9]{2}[- .]?[0-9]{6}[- .]?[0-9]{5})", card),
    Rule(r"(?:[0-9]{3,6}[- ][0-9]{2,6}[- ][0-9]{3,7}(?:[- ][0-9]{1,4})?|[0-9]{10,14})", account, edge="0-9-"),
    Rule(r"1[ -]?[0-9]{10}", health_insurance),
    Rule(rf"(?:(?:{REGIONS})[ ]?)?[0-9]{{2,3}}[ ]?[{PLATE_LETTERS}][ ]?[0-9]{{4}}", plate, edge="0-9."),
    Rule(rf"[시군구][ ]{{1,2}}{LOCAL}{ROAD}", road_address, edge="0-9"),
    Rule(rf"{ROAD}[ ,]{{0,3}}[^\n]{{0,20}}[0-9]호", road_address, edge="0-9"),
    Rule(r"[0-9]{1,4}동[ ,]{0,2}[0-9]{1,4}호", flat),
    Rule(r"[0-9]{1,4}-[0-9]{1,4}", flat, lead=r"(?:아파트|빌라|맨션|오피스텔|APT)[ ]?"),
    Rule(
        r"[시군구읍면][ ]{1,2}[가-힣]{1,5}[0-9]?(?:동|리|가)[ ](?:산[ ]?)?"
        r"[0-9]{1,4}(?:-[0-9]{1,4}|번지)(?:[0-9-]{0,5}번지)?",
        lot_address,
    ),
    Rule(DATE, birth_date, lead=r"(?:생[ ]?년[ ]?월[ ]?일|출생일|[^발]생일|[Bb]irth|[Bb]orn|DOB)[^0-9\n]{0,10}"),
    Rule(r"(?:19[0-9]{2}|200[0-9])[-./][ ]?[0-9]{1,2}[-./][ ]?[0-9]{1,2}[.]?", birth_cell, lead=r"[\n\t|][ ]?"),
    Rule(r"[0-9]{6}", birth_cell, lead=r"[\n\t|][ ]?", trail=r"[ ]?(?:[\n\t|]|$)"),
    Rule(r"[1-8][0-9]{6}", resident_serial, lead=r"(?:뒷[ ]?자리|뒤[ ]?7자리|뒷[ ]?번호)[^0-9\n]{0,8}"),
    Rule(DATE, birth_date, trail=r"[ ]?[생生](?:[^가-힣]|$|으로|이|인|입|의)"),
)
