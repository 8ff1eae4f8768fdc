"""One document about to be written: who, about what, when, and signed by whom."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from madang.portal.demonstration.country.shapes import Office
from madang.portal.demonstration.country.sources import Programme
from madang.portal.demonstration.country.words import fill, josa

VICE = {
    "위원장": "부위원장",
    "구청장": "부구청장",
    "도지사": "부지사",
    "교육감": "부교육감",
    "이사장": "부이사장",
    "대표이사": "사무처장",
    "센터장": "부센터장",
    "장관": "차관",
    "처장": "차장",
    "시장": "부시장",
    "군수": "부군수",
    "원장": "부원장",
    "사장": "부사장",
}
"""Who stands next to a head; the first ending that fits counts."""
LESS_IS_BETTER = re.compile(
    "사고|부적합|질환자|산불|하자|민원|기간|이물질|빈 점포|배상|부정|간격|농도|산소 요구량|시간|까지|경비"
)
AREA_CODE = "099"
"""Assigned to nobody."""


@dataclass
class Case:
    """rng: draws everything that varies. on: the day of approval. stamp: the classification as letters print it."""

    rng: Random
    office: Office
    programme: Programme
    on: date
    number: str
    rank: str
    stamp: str

    def __post_init__(self) -> None:
        self.outline_style = self.office.serial % 3
        self.background = [self.say(text) for text in self.shuffled(self.programme.background)]
        self.actions = [self.say(text) for text in self.programme.actions]
        self.target = self.say(self.programme.target)
        self.budget = self.rng.choice((1, 1, 1, 10)) * self.rng.randint(12, 98) * 1_000_000

    def say(self, text: str) -> str:
        """The text with its ranges filled and its particles fitting."""
        return josa(fill(text, self.rng))

    def one_of(self, *texts: str) -> str:
        return self.say(self.rng.choice(texts))

    def shuffled(self, texts: tuple[str, ...]) -> list[str]:
        return self.rng.sample(texts, len(texts))

    def later(self, low: int, high: int) -> date:
        """A working day from `low` to `high` days after approval."""
        found = self.on + timedelta(days=self.rng.randint(low, high))
        return found + timedelta(days=(7 - found.weekday()) % 7 if found.weekday() > 4 else 0)

    def earlier(self, low: int, high: int) -> date:
        found = self.on - timedelta(days=self.rng.randint(low, high))
        return found - timedelta(days=max(0, found.weekday() - 4))

    @property
    def year(self) -> int:
        return self.on.year

    @property
    def department(self) -> str:
        return department_of(self.office, self.programme)

    @property
    def unit(self) -> str:
        """The stem of the department's name, for its team and its head."""
        return self.department[:-1]

    @property
    def basis(self) -> str:
        """What it rests on, as it is cited: ordinances belong to local governments, rules to everyone else."""
        name, article = re.fullmatch(r"(.*?)((?: 제\d+조)?)", self.programme.basis, re.DOTALL).groups()  # type: ignore[union-attr]
        if self.office.kind == "local-government" and name.endswith("조례"):
            name = f"{self.office.name(self.on)} {name}"
        elif name.endswith("조례"):
            name = f"{name.removesuffix('조례')}규정"
        return f"「{name}」{article}"

    @property
    def building(self) -> str:
        """The house the office is in, to say where people meet."""
        words = self.office.seat.split()
        return " ".join(words[-2:]) if words[-1].endswith("동") else words[-1]

    @property
    def telephone(self) -> str:
        return f"{AREA_CODE}-{self.office.serial // 100 % 900 + 100:03d}-{self._extension:04d}"

    @property
    def fax(self) -> str:
        return f"{AREA_CODE}-{self.office.serial // 100 % 900 + 100:03d}-{self._extension + 4000:04d}"

    @property
    def _extension(self) -> int:
        return 2000 + sum(map(ord, self.department)) % 1800

    @property
    def self_name(self) -> str:
        """How the office calls itself in a letter."""
        name = self.office.name(self.on)
        if self.office.kind == "school":
            return "우리 학교"
        if self.office.kind == "local-government" and "교육청" not in name:
            return f"우리 {name.split()[-1][-1]}" if name[-1] in "시도군구" else name
        return f"우리 {name[-1]}" if name[-1] in "부처" else name

    def signer(self, rank: str) -> str:
        """The title of whoever approves at `rank`."""
        if self.office.kind == "school":
            return {"director": "교감", "deputy-director": "부장교사", "officer": "교사"}.get(rank, "교장")
        head = self.office.head_title(self.on)
        if rank == "minister":
            return head
        if rank == "vice-minister":
            return next((vice for end, vice in VICE.items() if head.endswith(end)), "부기관장")
        bureau = self.programme.bureau if self.office.kind != "public-body" else "사업본부"
        titles = {
            "deputy-minister": "기획조정실장",
            "director-general": f"{bureau}장",
            "director": f"{self.department}장",
            "deputy-director": f"{self.unit}팀장",
        }
        return titles.get(rank, "주무관")


def is_better_low(measure: str) -> bool:
    """Whether a measure is to go down: accidents, complaints, days of waiting."""
    return bool(LESS_IS_BETTER.search(measure))


def department_of(office: Office, programme: Programme) -> str:
    """Public bodies have offices (실) where the administration has divisions (과)."""
    name = programme.department
    return f"{name[:-1]}실" if office.kind == "public-body" and name.endswith("과") else name
