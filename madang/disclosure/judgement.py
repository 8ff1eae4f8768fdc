"""What becomes of a document that was handed over: one pure function, the same for every door."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from madang.disclosure.metadata import Metadata
from madang.disclosure.ranks import RankRule, rule_on
from madang.documents.reading import Reading, Reason
from madang.documents.screening import Finding


@dataclass(frozen=True)
class Fate:
    """state: published, waiting, held, closed or refused. reasons: why it was not published, as codes to word later.

    rule: the rank rule it was judged under; a decision keeps the version of the rule it was made under.
    """

    state: str
    reasons: tuple[Reason, ...] = ()
    rule: RankRule | None = None


def judge(
    metadata: Metadata,
    reading: Reading,
    findings: Sequence[Finding],
    *,
    metadata_findings: Sequence[Finding],
    has_manifest_fault: bool,
    received_on: date,
    rules: Sequence[RankRule],
) -> Fate:
    """Published by itself only if wholly read, nothing found, classified open by the agency, and its rank due.

    The rank is judged by the rule in force on the day of approval; where that is not stated, on the day of receipt.
    Source: Official Information Disclosure Act, art. 8-2 and 9(1); Public Records Rule art. 18.
    """
    if reading.state == "refused":
        return Fate("refused", reading.reasons)
    doubts = list(metadata_doubts(metadata, metadata_findings, has_manifest_fault=has_manifest_fault))
    if metadata.classification == "closed":
        return Fate("held", tuple(doubts)) if doubts else Fate("closed")
    if reading.state != "read":
        doubts.extend(reading.reasons or (Reason("not-wholly-read", {}),))
    if findings:
        doubts.append(Reason("identifiers-found", {"count": len(findings)}))
    if metadata.classification == "partly":
        doubts.append(Reason("partly-open", {"items": ", ".join(map(str, metadata.items))}))
    rule = rule_on(metadata.approved_on or received_on, rules)
    if doubts:
        return Fate("held", tuple(doubts), rule)
    assert metadata.rank is not None  # metadata_doubts() holds what has no rank
    if rule is None or not metadata.rank.is_at_least(rule.rank):
        return Fate("waiting", (Reason("rank-not-due", {"rank": metadata.rank.value}),), rule)
    return Fate("published", (), rule)


def metadata_doubts(metadata: Metadata, findings: Sequence[Finding], *, has_manifest_fault: bool) -> Sequence[Reason]:
    """What keeps a document from the public because of what was, or was not, said about it."""
    doubts = []
    if has_manifest_fault:
        doubts.append(Reason("manifest-fault", {}))
    if not metadata.classification:
        doubts.append(Reason("no-classification", {}))
    if metadata.rank is None and metadata.classification != "closed":
        doubts.append(Reason("no-rank", {}))
    if findings:
        doubts.append(Reason("identifiers-in-metadata", {"count": len(findings)}))
    return doubts
