"""How much a stretch of text that has the form of an identifier is worth.

A judge reads the stretch (of folded text, madang.common.folding), its check digits and dates, and the words around it.
It answers with a kind and a confidence, or None for what has the form by accident.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from madang.common.checkdigits import birth_of, is_business, is_corporate, is_foreigner, is_luhn, is_resident

NEAR = 30
"""How many characters before and after a number are read for words that say what it is."""


@dataclass(frozen=True)
class Verdict:
    """kind: what the stretch is. confidence: from 0 to 1. more: how many characters before it belong to it."""

    kind: str
    confidence: float
    more: int = 0


@dataclass(frozen=True)
class Candidate:
    """A stretch of folded text that has the form of an identifier."""

    text: str
    start: int
    end: int

    @property
    def value(self) -> str:
        return self.text[self.start : self.end]

    @property
    def digits(self) -> str:
        return "".join(re.findall("[0-9]", self.value))

    @property
    def is_bare(self) -> bool:
        """Digits only: no dash, space or letter says what they are."""
        return self.value.isdigit()

    @property
    def is_alone(self) -> bool:
        """The whole text is this value, a line or a query: nothing around it can say that it is something else."""
        return self.text.strip() == self.value

    @property
    def is_fraction(self) -> bool:
        """The decimals of a number: coordinates, shares, amounts. "1.9601..." at the start of a line is item 1."""
        return self.is_bare and bool(re.search(r"[0-9]\.$", before := self.before(40))) and not ITEM.search(before)

    def before(self, length: int = NEAR) -> str:
        return self.text[max(0, self.start - length) : self.start]

    def after(self, length: int = NEAR) -> str:
        return self.text[self.end : self.end + length]

    def is_near(self, words: re.Pattern[str], length: int = NEAR) -> bool:
        """Whether any of the words stands within `length` characters before or after."""
        return bool(words.search(self.before(length)) or words.search(self.after(length)))


ITEM = re.compile(r"(?:^|\n)[ \t]*[1-9][0-9]?\.$")
DATED = re.compile(r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])")
"""A date without separators: numbers that begin with one are serial numbers of documents and records."""
IN_AN_ADDRESS = ("/", "=", "&")
"""What stands before a number inside the address of a web page."""

Judge = Callable[[Candidate], Verdict | None]


def words(pattern: str) -> re.Pattern[str]:
    """Words that say what a number near them is, in capitals or not."""
    return re.compile(pattern, re.IGNORECASE)


RESIDENT = words(r"주민|RRN|resident|외국인\s?등록|거소\s?신고|생년월일")
CORPORATE = words(r"법인\s?(?:등록|번호)|등기\s?번호")
BUSINESS = words(r"사업자|등록\s?번호|고유\s?번호|납세\s?번호|BRN|business")
PASSPORT = words(r"여권|passport|旅券")
LICENCE = words(r"면허|licen[cs]e")
CARD = words(r"카드|card|신용|체크|결제")
ACCOUNT = words(r"계좌|예금|은행|입금|송금|통장|농협|신협|새마을금고|우체국|수협|뱅크|account|bank")
A_BANK = re.compile(
    r"(?:국민|신한|하나|우리|기업|외환|제일|씨티|산업|농협|수협|신협|토스|카카오|케이뱅크|우체국|대구|부산|경남|광주|전북|제주|KB|NH|IBK|SC)"
    r"(?:은행|뱅크)?\s{0,2}[:(]?\s?$"
)
OWN_ACCOUNT = words(r"계좌|예금|통장|입금|송금|account")
PHONE = words(r"전\s{0,3}화|연\s?락\s?처|☎|☏|tel|phone|팩스|fax|전송|문의|hp|h\.p|휴대|핸드폰|mobile|자택")
HEALTH = words(r"건강\s?보험|보험증|의료\s?보험|증\s?번호")
VEHICLE = words(r"차량|자동차|번호판|차\s?번호|승용|화물차|트럭|주차|오토바이|관용차")
COURT = words(r"선고|판결|대법원|법원|사건|결정|헌재|판례|고합|항소")
NOT_A_HOUSE = re.compile(
    r"\s?(?:개|가[ ,]|명|년|월|일|회|%|퍼센트|차|인|원|만|억|천|배|시간|분|초|건|호선|세|점|대|급|종|조|항|km|m)"
)
BORN = re.compile(r"생\s?년\s?월\s?일|출생일")
HEADING = 600
"""How many characters before a cell its heading is looked for."""
DWELLING = words(r"거주|자택|거소|본적|등록기준지|주거지|살고")
HAS_ADDRESS = words(r"주\s{0,4}소|송달|우편물")


def certainty(*evidence: float) -> float:
    """The sum of the evidence, never quite 1."""
    return round(min(0.99, sum(evidence)), 2)


def resident(candidate: Candidate) -> Verdict | None:
    """Resident and foreigner's registration numbers; a corporation's looks the same and is told apart by its name."""
    digits = candidate.digits
    digits = digits[2:] if len(digits) == 15 and digits[:2] in {"18", "19", "20"} else digits
    if len(digits) != 13:
        return None
    if CORPORATE.search(candidate.before(20)):
        return corporate(digits)
    is_named = candidate.is_near(RESIDENT)
    if birth_of(digits) is None:
        return None
    foreigner = digits[6] in "5678"
    is_checked = is_foreigner(digits) if foreigner else is_resident(digits)
    if _is_long_shot(candidate, digits) and not (is_named or is_checked):
        return None
    form = 0.5 if re.search(r"[-_~/]", candidate.value) or candidate.is_bare else 0.4
    return Verdict("frn" if foreigner else "rrn", certainty(form, 0.25 * is_checked, 0.24 * is_named))


def _is_long_shot(candidate: Candidate, digits: str) -> bool:
    """Born before 1900 without a dash, two numbers of a list, or broken over a line inside the date or serial."""
    has_dash = bool(re.search(r"[-_~/.·ㆍ:]", candidate.value))
    halves = re.split(r"\s*\n\s*", candidate.value)
    is_broken = len(halves) == 2 and not has_dash and len(halves[0]) not in {6, 11} and " " not in candidate.value
    is_listed = bool(re.search(r"[,;|()*=\\→>]", candidate.value)) and " | " not in candidate.value
    is_dated = bool(re.match(r"[0-9]{8}[ \t]", candidate.value))
    return is_broken or is_listed or is_dated or (digits[6] in "90" and (not has_dash or is_corporate(digits)))


def glued_resident(candidate: Candidate) -> Verdict | None:
    """A number that ran into the digits beside it when columns were read; only a right check digit tells it."""
    digits = candidate.digits
    is_glued = bool(re.search(r"[0-9]$", candidate.before(1)) or re.match(r"[0-9]", candidate.after(1)))
    is_checked = is_foreigner(digits) if digits[6] in "5678" else is_resident(digits)
    if not (is_glued and is_checked and birth_of(digits)):
        return None
    return Verdict("frn" if digits[6] in "5678" else "rrn", 0.4)


def corporate(digits: str) -> Verdict:
    """A number called a corporation's. It stays suspect where it could be a person's and its check digit is wrong."""
    could_be_a_person = birth_of(digits) is not None and digits[6] not in "90"
    is_suspect = could_be_a_person and (is_resident(digits) or not is_corporate(digits))
    return Verdict("corporate-number", 0.4 if is_suspect else 0.1)


def masked_resident(candidate: Candidate) -> Verdict | None:
    """Masked forms are safe only if at least six of the last seven characters are masked."""
    value = re.sub(r"[\s\-./~:·ㆍ]", "", candidate.value)
    front, back = value[:6], value[-7:]
    shown = sum(character.isdigit() for character in back)
    if len(value) != 13 or shown < 2 or value.isdigit():
        return None
    if front.isdigit() and not (1 <= int(front[2:4]) <= 12 and 1 <= int(front[4:]) <= 31):
        return None
    return Verdict("rrn", certainty(0.5, 0.3 * candidate.is_near(RESIDENT)))


def passport(candidate: Candidate) -> Verdict | None:
    value, named = candidate.value.upper(), candidate.is_near(PASSPORT)
    is_new = value[4:5].isalpha()
    has_two_letters = value[:2].isalpha()
    looks_like_a_date = not is_new and DATED.match(value[1:])
    if not named and (has_two_letters or value[0] not in "MSROD" or looks_like_a_date):
        return None
    return Verdict("passport", certainty(0.6 if is_new else 0.5, 0.35 * named))


def spaced_passport(candidate: Candidate) -> Verdict | None:
    return Verdict("passport", 0.7) if candidate.is_near(PASSPORT) else None


def licence(candidate: Candidate) -> Verdict | None:
    """Twelve digits in a row are a licence by accident only too often: a date and a serial, a number in an address."""
    named, is_bare = candidate.is_near(LICENCE), candidate.is_bare
    if is_bare and not named and (DATED.match(candidate.value) or candidate.before(1) in IN_AN_ADDRESS):
        return None
    return Verdict("driver-licence", certainty(0.35 if is_bare else 0.6, 0.35 * named))


def regional_licence(candidate: Candidate) -> Verdict:
    return Verdict("driver-licence", certainty(0.7, 0.25 * candidate.is_near(LICENCE)))


def mobile(candidate: Candidate) -> Verdict | None:
    digits = candidate.digits.removeprefix("82")
    digits = digits if digits.startswith("0") else f"0{digits}"
    if len(digits) not in {10, 11} or (digits[2] == "0" and len(digits) != 11):
        return None
    return Verdict("mobile-phone", certainty(0.7, 0.25 * candidate.is_near(PHONE)))


def spelled_mobile(candidate: Candidate) -> Verdict:
    """공일공 일이삼사 ...: written out to slip through."""
    return Verdict("mobile-phone", 0.6)


def telephone(candidate: Candidate) -> Verdict | None:
    named = candidate.is_near(PHONE)
    if candidate.is_bare and not named:
        return None
    return Verdict("phone", certainty(0.55, 0.35 * named))


def representative_telephone(candidate: Candidate) -> Verdict:
    """Numbers of companies' and agencies' call centres: no person's."""
    return Verdict("representative-phone", 0.1)


def email(candidate: Candidate) -> Verdict:
    return Verdict("email", 0.9)


def business(candidate: Candidate) -> Verdict | None:
    """81 to 88 in the middle are corporations and public bodies; the rest are people in business for themselves."""
    digits, named = candidate.digits, bool(BUSINESS.search(candidate.before()))
    is_bare, is_checked = candidate.is_bare, is_business(digits)
    if not is_checked and (is_bare or not named):
        return None
    if not named and (candidate.before(1) in IN_AN_ADDRESS or candidate.is_near(ACCOUNT, 15)):
        return None
    is_person = not 81 <= int(digits[3:5]) <= 88
    if is_bare and not (named or candidate.is_alone):
        return Verdict("business-number", 0.2)  # one in ten numbers of ten digits has the right check digit
    form = 0.3 if is_bare else 0.4
    return Verdict("business-number", certainty(form, 0.2 * is_checked, 0.2 * named, 0.1 * is_person))


def card(candidate: Candidate) -> Verdict | None:
    digits, named = candidate.digits, candidate.is_near(CARD)
    is_checked = is_luhn(digits)
    if not (is_checked or named) or len(set(digits)) == 1 or digits[0] not in "34569":
        return None
    is_grouped = not candidate.is_bare
    if not (is_grouped or named) and candidate.before(1) in IN_AN_ADDRESS:
        return None
    return Verdict("card", certainty(0.35, 0.15 * is_grouped, 0.2 * is_checked, 0.25 * named))


def account(candidate: Candidate) -> Verdict | None:
    """Ten to fourteen digits near the name of a bank or the word account; never a date."""
    value, digits = candidate.value, candidate.digits
    if not 10 <= len(digits) <= 14 or not (candidate.is_near(ACCOUNT) or A_BANK.search(candidate.before(12))):
        return None
    if re.match(r"(?:19|20)[0-9]{2}[- ][01]?[0-9][- ][0-3]?[0-9]", value):
        return None
    is_certain = bool(OWN_ACCOUNT.search(candidate.before()) or A_BANK.search(candidate.before(12)))
    if not is_certain and ("-" not in value or BUSINESS.search(candidate.before(15))):
        return None
    return Verdict("bank-account", 0.8 if is_certain else 0.5)


def health_insurance(candidate: Candidate) -> Verdict | None:
    return Verdict("health-insurance", 0.7) if HEALTH.search(candidate.before()) else None


def plate(candidate: Candidate) -> Verdict | None:
    """Statutes and judgments are full of "제10조 2014", "98다1234" and "11만3500원": none is a vehicle."""
    letter = re.sub(r"[^가-힣]", "", candidate.value)[-1]
    if candidate.is_near(VEHICLE):
        return Verdict("vehicle-plate", 0.9)
    if candidate.before(1) == "제" or re.match(r"\s?(?:[원억만천년월일명개건호항조권면쪽번]|여)", candidate.after(3)):
        return None
    is_year = re.match(r"(?:19|20)[0-9]{2}", candidate.digits[-4:])
    if (letter in "조호주도수부모보로" and is_year) or (
        letter in "다도두누나라마구고로모바사자카오우허하수주부" and candidate.is_near(COURT, 60)
    ):
        return None
    return Verdict("vehicle-plate", 0.45 if letter not in "조호주도수" else 0.3)


def road_address(candidate: Candidate) -> Verdict | None:
    """A dwelling, said so by flat and number after it, a person's word before it, or a town and a house number."""
    road = re.search(r"[가-힣0-9]{1,10}(?:로|길)[ ]?[0-9]", candidate.value)
    if (
        not road
        or re.search(r"(?:으로|대로 제|것으로|따로|새로|서로|바로)[ ]?[0-9]$", road[0])
        or NOT_A_HOUSE.match(candidate.after(6))
    ):
        return None
    more = _town_before(candidate)
    has_flat = bool(re.search(r"[0-9]호", candidate.value + candidate.after(40).split("\n")[0]))
    return Verdict("address", certainty(0.35, 0.3 * has_flat, _dwelling(candidate)), more)


def _dwelling(candidate: Candidate) -> float:
    """How much the words before an address say that somebody lives there."""
    before = candidate.before()
    return 0.25 * bool(DWELLING.search(before)) + 0.1 * bool(HAS_ADDRESS.search(before))


def _town_before(candidate: Candidate) -> int:
    """How many characters of the same address stand before the candidate."""
    found = re.search(
        r"(?:[가-힣]{1,7}(?:시|도|군|구|읍|면|서울|부산|대구|인천|광주|대전|울산)[ ]{1,2}){0,3}[가-힣]{0,6}$",
        candidate.before(40),
    )
    return len(found[0]) if found else 0


def flat(candidate: Candidate) -> Verdict:
    """Building and flat of an apartment house, whatever the town."""
    return Verdict("address", certainty(0.45, _dwelling(candidate)))


def lot_address(candidate: Candidate) -> Verdict | None:
    """Nobody lives where it says "일원" or "일대", which is where works are done, or where a span of lots follows."""
    if re.match(r"\s?(?:번지)?\s?(?:외|일원|일대|일부|등|필지|부터|와|과|및|을|를)", candidate.after(8)):
        return None
    if re.match(r",\s?(?:산\s?)?[0-9]{1,4}(?:의\s?[0-9]{1,4})?번지부터", candidate.after(24)):
        return None
    has_flat = bool(re.search(r"[0-9]호", candidate.value + candidate.after(12)))
    return Verdict("address", certainty(0.35, 0.25 * has_flat, _dwelling(candidate)), _town_before(candidate))


def birth_date(candidate: Candidate) -> Verdict | None:
    """A birth date, unless it is the first or last of a span: "1937년 9월 1일부터" is a rule about ages."""
    value = candidate.value.rstrip(".")
    month, day = (value[-4:-2], value[-2:]) if value.isdigit() else re.findall("[0-9]+", value)[1:3]
    if not (1 <= int(month) <= 12 and 1 <= int(day) <= 31):
        return None
    if re.match(r"\s?(?:부터|까지|이전|이후|전|후)", candidate.after(6)):
        return None
    return Verdict("birth-date", 0.7)


def birth_cell(candidate: Candidate) -> Verdict | None:
    """A date or six digits in a cell of its own, under a heading that says dates of birth."""
    if not re.match(r"[ ]?(?:[\n\t|]|$)", candidate.after(3)):
        return None
    if candidate.is_bare and not (1 <= int(candidate.value[2:4]) <= 12 and 1 <= int(candidate.value[4:]) <= 31):
        return None
    return Verdict("birth-date", 0.5) if BORN.search(candidate.before(HEADING)) else None


def resident_serial(candidate: Candidate) -> Verdict:
    """The last seven digits by themselves, called that."""
    return Verdict("rrn", 0.6)
