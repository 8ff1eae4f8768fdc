"""The scales by which independent reviewers code commitments, of the Open Government Partnership's own mechanism.

In 2014 the Partnership asked for specificity, relevance, potential impact, completion and whether it opened government;
today for verifiability, relevance, ambition, completion and early results. A review says which of the two it uses.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

SCALES: Mapping[str, tuple[str, ...]] = {
    "verifiable": ("no", "yes"),
    "specificity": ("none", "low", "medium", "high"),
    "ambition": ("low", "high"),
    "potential_impact": ("worsen", "none", "minor", "moderate", "transformative"),
    "completion": ("no-evidence", "not-started", "limited", "substantial", "complete"),
    "early_results": ("worsened", "did-not-change", "marginal", "major", "outstanding"),
}
METHODS: Mapping[str, tuple[str, ...]] = {
    "2014": ("specificity", "potential_impact", "completion", "early_results"),
    "today": ("verifiable", "ambition", "completion", "early_results"),
}
CORE_VALUES = frozenset({"access", "participation", "accountability"})
"""Values that make a commitment relevant; technology alone does not."""


@dataclass(frozen=True)
class Fault:
    """A code that is missing or not of its scale."""

    scale: str
    found: str


def faults_of(method: str, codes: Mapping[str, str]) -> list[Fault]:
    """What is wrong with the codes given by `method`: one for each scale that is missing, not of it, or unknown.

    Raises `KeyError` for an unknown method.
    """
    asked = METHODS[method]
    wrong = [Fault(scale, codes.get(scale, "")) for scale in asked if codes.get(scale) not in SCALES[scale]]
    return wrong + [Fault(scale, code) for scale, code in codes.items() if scale not in asked]


def is_starred(codes: Mapping[str, str], values: Iterable[str]) -> bool:
    """Whether a commitment earns a star by the rule of 2014.

    Specificity of at least medium, clear relevance to a core value, potential impact of at least moderate, and
    completion of at least substantial. False where a code is missing.
    """
    least = {"specificity": "medium", "potential_impact": "moderate", "completion": "substantial"}
    reached = all(
        codes.get(scale) in SCALES[scale] and SCALES[scale].index(codes[scale]) >= SCALES[scale].index(floor)
        for scale, floor in least.items()
    )
    return reached and bool(CORE_VALUES & set(values))
