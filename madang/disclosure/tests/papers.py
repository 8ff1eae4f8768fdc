"""Judged papers for tests."""

import hashlib
from datetime import date

from madang.disclosure.judgement import Fate
from madang.disclosure.metadata import Metadata
from madang.disclosure.models import Intake
from madang.disclosure.ranks import Rank, RankRule
from madang.disclosure.verdicts import Judged, Received, known
from madang.documents.reading import Reading, Reason
from madang.documents.stores import private_files
from tests.factories import NOON, make_organisation

OPEN = Metadata(title="제목", rank=Rank.DIRECTOR_GENERAL, approved_on=date(2016, 4, 1), classification="open")


def make_intake() -> Intake:
    return Intake.objects.create(organisation=make_organisation(), at=NOON, state=Intake.State.RUNNING)


def received(path: str, text: str, metadata: Metadata = OPEN) -> Received:
    content = text.encode()
    private_files().put(content)
    return Received(path, hashlib.sha256(content).hexdigest(), len(content), metadata)


def judged(
    path: str, text: str, *, state: str = "published", metadata: Metadata = OPEN, rule: RankRule | None = None
) -> Judged:
    reasons = () if state in ("published", "closed") else (Reason("no-rank"),)
    reading = Reading(type="hwpx", state="read", text=text)
    return Judged(received(path, text, metadata), reading, Fate(state, reasons, rule))


def known_again(path: str, text: str) -> Judged:
    return known(received(path, text))
