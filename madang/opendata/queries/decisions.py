"""What councils and task forces decided about data: by the refs that their secretaries named."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from madang.accounts.viewers import Viewer
from madang.bodies.queries import meetings
from madang.opendata.models import DataRequest, Dataset, KeyNomination

SHOWN = 20


@dataclass(frozen=True)
class Decided:
    """A decision as far as the viewer reads it. outcome: its code; label: in words. url: of its item in the meeting."""

    body: str
    body_name: str
    title: str
    outcome: str
    label: str
    text: str
    at: datetime
    url: str


def decided_about(refs: Iterable[str], viewer: Viewer, *, length: int = SHOWN) -> list[Decided]:
    """Decisions about any of the records, the latest first. Empty refs are passed over."""
    return [
        Decided(
            body=one.item.meeting.body.code,
            body_name=one.item.meeting.body.name,
            title=one.item.shown_title,
            outcome=one.outcome,
            label=str(one.get_outcome_display()),
            text=one.text,
            at=one.decided_at,
            url=f"{one.item.meeting.get_absolute_url()}#item-{one.item.number}",
        )
        for one in meetings.decisions_about(refs, viewer)[:length]
    ]


def about_dataset(dataset: Dataset, viewer: Viewer) -> list[Decided]:
    return decided_about([dataset.ref], viewer)


def about_request(request: DataRequest, viewer: Viewer) -> list[Decided]:
    """Decisions about the request, the data that it asks for, or the dataset that answers it."""
    return decided_about([request.ref, request.held.ref if request.held else "", request.dataset_ref], viewer)


def about_key_type(nomination: KeyNomination, viewer: Viewer) -> list[Decided]:
    """Decisions about the nomination, the entry of the register, or the datasets that opened it."""
    opened = nomination.held.periods.exclude(dataset_ref="").values_list("dataset_ref", flat=True)
    return decided_about([nomination.ref, nomination.held.ref, *opened], viewer)


def plainly(found: Iterable[Decided]) -> list[dict[str, Any]]:
    """For programs."""
    names = ("body", "title", "outcome", "text", "at", "url")
    return [{name: getattr(one, name) for name in names} for one in found]
