"""What stands around every official text: letterhead, outline, the row of signatures, where the office is."""

from datetime import date

from madang.portal.demonstration.country.cases import Case
from madang.portal.demonstration.country.words import day
from madang.portal.demonstration.writers.papers import Block, Line, Rule, Table

SYLLABLES = "가나다라마바사아자차카타파하"
ROMAN = "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ"
ORDER = ("officer", "deputy-director", "director", "director-general", "deputy-minister", "vice-minister", "minister")
SPACED_NAME = 7
"""Short names of offices are set wide in a letterhead."""


class Outline:
    """Sections, points and details, numbered in one of the three ways that offices use."""

    def __init__(self, style: int) -> None:
        self.style, self.blocks = style, list[Block]()
        self._section = self._point = self._detail = 0

    def section(self, title: str) -> None:
        self._section, self._point, self._detail = self._section + 1, 0, 0
        mark = ROMAN[self._section - 1] if self.style == 1 else str(self._section)
        self.blocks.append(Line(f"{mark}. {title}", "body" if self.style == 0 else "heading", bold=True))

    def point(self, text: str) -> None:
        self._point, self._detail = self._point + 1, 0
        mark = (f"{SYLLABLES[self._point - 1]}.", "□", "○")[self.style]
        self.blocks.append(Line(f"{mark} {text}", level=1))

    def detail(self, text: str) -> None:
        self._detail += 1
        mark = (f"{self._detail})", "○", "-")[self.style]
        self.blocks.append(Line(f"{mark} {text}", level=2))

    def sentence(self, text: str) -> None:
        self.blocks.append(Line(text, level=1))

    def table(self, table: Table) -> None:
        self.blocks.append(table)


def letterhead(case: Case, title: str, receiver: str) -> list[Block]:
    name = case.office.name(case.on)
    shown = " ".join(name) if len(name) <= SPACED_NAME else name
    return [
        Line(shown, "agency", "center"),
        Rule(),
        Line(f"수신  {receiver}"),
        Line("(경유)"),
        Line(f"제목  {title}", bold=True),
        Rule(),
    ]


def signatures(case: Case, *, sends: bool) -> list[Block]:
    """The end of an official text; a letter that is sent carries the head's title above."""
    signers = [case.signer(rank) for rank in ORDER[: ORDER.index(case.rank) + 1] if _is_in_line(rank, case.rank)]
    signers = list(dict.fromkeys(signers))
    is_delegated = case.signer(case.rank) != case.office.head_title(case.on) and case.rank != "minister"
    last = f"{'전결 ' if is_delegated else ''}{day(case.on)} {signers[-1]}"
    roles = " ".join([f"기안자 {signers[0]}", *(f" 검토자 {title}" for title in signers[1:-1])])
    line = f"{roles}  결재권자 {last}" if len(signers) > 1 else f"기안자 겸 결재권자 {last}"
    postcode = f"99{case.office.serial // 10 % 1000:03d}"
    site = f"www.{case.office.code}.example"
    blocks: list[Block] = []
    if sends:
        blocks += [Line(case.office.head_title(case.on), "title", "center")]
    return [
        *blocks,
        Rule(),
        Line(line, "small"),
        *(
            [Line(f"협조자 {case.rng.choice(('예산담당관', '법무담당관', '홍보담당관', '정보통신담당관'))}", "small")]
            if case.rng.random() < 0.25
            else []
        ),
        Line(f"시행 {case.number}({day(case.on)})          접수", "small"),
        Line(f"우 {postcode}  {case.office.seat} {case.rng.randint(2, 9)}층  /  {site}", "small"),
        Line(f"전화 {case.telephone}  /  전송 {case.fax}  /  {case.stamp}", "small"),
    ]


def _is_in_line(rank: str, last: str) -> bool:
    """Nobody's every superior signs: an officer drafts, two or three check, one approves."""
    skipped = {"deputy-minister"} if last != "deputy-minister" else set()
    if last == "minister":
        skipped |= {"deputy-director"}
    return rank not in skipped


def related(case: Case, before: date) -> str:
    """A line that refers to an earlier document."""
    stem, number = case.number.rsplit("-", 1)
    return f"관련: {stem}-{max(1, int(number) - case.rng.randint(12, 190))}({day(before)})호"


def attachments(*names: str) -> Line:
    """붙임, with the mark of the end after it."""
    if len(names) == 1:
        return Line(f"붙임  {names[0]} 1부.  끝.")
    listed = "  ".join(f"{number}. {name} 1부." for number, name in enumerate(names, 1))
    return Line(f"붙임  {listed}  끝.")
