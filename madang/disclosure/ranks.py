"""Whose signature makes an original document due for disclosure without request, by dated rules."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum


class Rank(Enum):
    """Ranks of the official who approved a document, highest first; the value is the code in manifests."""

    MINISTER = "minister"
    VICE_MINISTER = "vice-minister"
    DEPUTY_MINISTER = "deputy-minister"
    DIRECTOR_GENERAL = "director-general"
    DIRECTOR = "director"
    DEPUTY_DIRECTOR = "deputy-director"
    OFFICER = "officer"

    @property
    def height(self) -> int:
        """0 for the highest rank, growing downwards."""
        return list(Rank).index(self)

    def is_at_least(self, other: "Rank") -> bool:
        return self.height <= other.height


KOREAN_NAMES = {
    "장관": Rank.MINISTER,
    "시장": Rank.MINISTER,
    "도지사": Rank.MINISTER,
    "군수": Rank.MINISTER,
    "구청장": Rank.MINISTER,
    "처장": Rank.MINISTER,
    "청장": Rank.MINISTER,
    "위원장": Rank.MINISTER,
    "기관장": Rank.MINISTER,
    "차관": Rank.VICE_MINISTER,
    "부시장": Rank.VICE_MINISTER,
    "부지사": Rank.VICE_MINISTER,
    "차장": Rank.VICE_MINISTER,
    "실장": Rank.DEPUTY_MINISTER,
    "차관보": Rank.DEPUTY_MINISTER,
    "국장": Rank.DIRECTOR_GENERAL,
    "과장": Rank.DIRECTOR,
    "팀장": Rank.DEPUTY_DIRECTOR,
    "사무관": Rank.DEPUTY_DIRECTOR,
    "주무관": Rank.OFFICER,
}
"""Usual titles of approvers. Titles that stand for several ranks are left out: the manifest must then give the code."""


def parse_rank(written: str) -> Rank | None:
    """The rank for a code (`director-general`) or a usual Korean title (`국장`), or None."""
    text = written.strip()
    if text in KOREAN_NAMES:
        return KOREAN_NAMES[text]
    return next((rank for rank in Rank if rank.value == text.lower().replace("_", "-").replace(" ", "-")), None)


@dataclass(frozen=True)
class RankRule:
    """From `since_on`, documents approved by `rank` or above are due. `source` says where that stands."""

    since_on: date
    rank: Rank
    source: str


def rule_on(day: date, rules: Iterable[RankRule]) -> RankRule | None:
    """The rule in force on `day`, or None before the first."""
    return max((rule for rule in rules if rule.since_on <= day), key=lambda rule: rule.since_on, default=None)
