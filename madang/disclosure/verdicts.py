"""A file that was read, screened and judged, ready to be entered."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from madang.disclosure.judgement import Fate, judge
from madang.disclosure.metadata import Metadata, number_key
from madang.disclosure.ranks import RankRule
from madang.documents.reading import Reading, Reason
from madang.documents.screening import Finding, screen


@dataclass(frozen=True)
class Received:
    """A file as it arrived. path: where it stood in the hand-over. name: its last part."""

    path: str
    sha256: str
    size: int
    metadata: Metadata
    has_manifest_fault: bool = False

    @property
    def name(self) -> str:
        return self.path.rsplit("/", 1)[-1]

    @property
    def identity(self) -> str:
        """By its number; without one, by its content. The agency is the other half of the identity."""
        number = number_key(self.metadata.number)
        return f"number:{number}" if number else f"content:{self.sha256}"


@dataclass(frozen=True)
class Found:
    """A finding, and where: `text`, `hidden` or `metadata`."""

    place: str
    finding: Finding


@dataclass(frozen=True)
class Judged:
    """A received file with its reading, findings and fate. `is_known`: entered before, with the same metadata."""

    received: Received
    reading: Reading
    fate: Fate
    found: tuple[Found, ...] = ()
    is_known: bool = False


def known(received: Received) -> Judged:
    """A file that needs no reading, because it was entered before and nothing said of it has changed."""
    return Judged(received, Reading(type="", state="read"), Fate("unchanged"), is_known=True)


def refused(path: str, reason: Reason, *, sha256: str = "", size: int = 0) -> Judged:
    """A file that could not even be received."""
    received = Received(path, sha256, size, Metadata())
    reading = Reading(type="", state="refused", reasons=(reason,))
    return Judged(received, reading, Fate("refused", (reason,)))


def assess(received: Received, reading: Reading, *, received_on: date, rules: Sequence[RankRule]) -> Judged:
    """Screen everything that would become public, visible or hidden, and judge."""
    received = replace(received, metadata=with_title(received, reading))
    found = [Found("text", finding) for finding in screen(reading.text)]
    for hidden in reading.hidden:
        found.extend(Found("hidden", finding) for finding in screen(hidden.text))
    said = [Found("metadata", finding) for finding in screen(metadata_text(received))]
    fate = judge(
        received.metadata,
        reading,
        [entry.finding for entry in found],
        metadata_findings=[entry.finding for entry in said],
        has_manifest_fault=received.has_manifest_fault,
        received_on=received_on,
        rules=rules,
    )
    return Judged(received, reading, fate, (*found, *said))


def metadata_text(received: Received) -> str:
    """Everything said of the document that its listing shows."""
    stated = received.metadata
    return "\n".join((stated.title, stated.number, stated.department, stated.task, received.name))


def with_title(received: Received, reading: Reading) -> Metadata:
    """The stated title; else the file's own; else its name without the ending."""
    if received.metadata.title:
        return received.metadata
    own = " ".join(reading.metadata.get("title", "").split())
    return replace(received.metadata, title=(own or received.name.rsplit(".", 1)[0])[:300])
