"""Redacted copies of files: made in one child process, judged in another, and kept only if every check is passed."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import Any, Self

from madang.documents.redaction.checking import CHECKS, Check
from madang.documents.redaction.pages import Box, Region
from madang.documents.redaction.passages import Passage, kept, kept_name, remaining
from madang.documents.sandbox import Crashed, Stalled, Worker, receive, receive_frame, send

MODULE = "madang.documents.redaction.worker"
MEMORY_MB = 3072
PAGED = ("pdf", "picture")
"""Types of files whose copies are made page by page; of the others a copy is set from the text."""
SECONDS = 180


class NotRedacted(Exception):
    """No copy could be made. code: `timeout`, `crashed`, `failed`, `too-large-to-set`, `memory-exhausted`, ..."""

    def __init__(self, code: str, error: str = "") -> None:
        super().__init__(f"{code} {error}".strip())
        self.code = code


@dataclass(frozen=True)
class Source:
    """A file to redact. text: as a reader read it. title, name: what is said of it, redacted like the text."""

    path: Path
    type: str
    text: str
    title: str = ""
    name: str = ""
    note: str = ""
    language: str = "ko"


@dataclass(frozen=True)
class Redacted:
    """A redacted copy. reasons: why pages were made anew, by page from 0; empty for a copy set from text."""

    pdf: bytes
    pages: int
    boxes: list[Box]
    reasons: dict[int, str]
    text: str
    title: str
    name: str
    checks: list[Check] = field(default_factory=list)

    @property
    def is_safe(self) -> bool:
        return {check.name for check in self.checks} == set(CHECKS) and all(check.passed for check in self.checks)


class Redactor:
    """Makes and judges redacted copies in two child processes of its own. Use it as a context manager."""

    def __init__(self, *, memory_mb: int = MEMORY_MB, seconds: float = SECONDS) -> None:
        self.maker = Worker(memory_mb=memory_mb, seconds=seconds, module=MODULE)
        self.judge = Worker(memory_mb=memory_mb, seconds=seconds, module=MODULE)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self.maker.stop()
        self.judge.stop()

    def redact(
        self,
        source: Source,
        passages: Sequence[Passage],
        regions: Sequence[Region] = (),
        *,
        everything: bool = False,
    ) -> Redacted:
        """A copy without the passages and regions, with its checks. Raises `NotRedacted`, `CannotBeWithheld`.

        A PDF or a picture is made anew page by page; of anything else a decided copy is set from the kept text.
        """
        text, title = kept(source.text, passages), kept(source.title, passages)
        if source.type in PAGED:
            told, data = self.ask(
                self.maker,
                job="remake",
                path=str(source.path.absolute()),
                kind=source.type,
                passages=as_json(passages),
                regions=[{"page": one.page, "box": one.box, "items": one.items} for one in regions],
                everything=everything or source.type == "picture",
            )
            made = Redacted(
                pdf=data,
                pages=int(told["pages"]),
                boxes=[box_from(one) for one in told["boxes"]],
                reasons={int(page): str(reason) for page, reason in told["reasons"].items()},
                text=text if told["text"] is None else str(told["text"]),
                title=title,
                name=kept_name(source.name, passages),
            )
        else:
            _told, data = self.ask(
                self.maker, job="set", title=title, text=text, note=source.note, language=source.language
            )
            made = Redacted(data, 0, [], {}, text, title, kept_name(source.name, passages))
        return self.judged(made, passages, is_set=source.type not in PAGED)

    def judged(self, made: Redacted, passages: Sequence[Passage], *, is_set: bool) -> Redacted:
        """The copy with its checks; the texts that go with it are looked through, too."""
        with tempfile.NamedTemporaryFile(prefix="madang-redacted-", suffix=".pdf") as scratch:
            scratch.write(made.pdf)
            scratch.flush()
            told, _data = self.ask(
                self.judge,
                job="check",
                path=scratch.name,
                passages=as_json(passages),
                boxes=[{"page": box.page, "box": box.box} for box in made.boxes],
                pages=None if is_set else made.pages,
                strict=not is_set,
            )
        checks = [Check(str(one["name"]), one["passed"] is True, str(one["detail"])) for one in told["checks"]]
        if left := remaining("\n".join((made.text, made.title, made.name)), passages):
            checks = [
                Check(one.name, False, f"{len(left)} passages in the text beside it") if one.name == CHECKS[0] else one
                for one in checks
            ]
        return Redacted(
            made.pdf, int(told["pages"]), made.boxes, made.reasons, made.text, made.title, made.name, checks
        )

    def picture(
        self,
        path: Path,
        page: int,
        *,
        kind: str = "pdf",
        withheld: Sequence[Passage] = (),
        marked: Sequence[Passage] = (),
        regions: Sequence[Region] = (),
    ) -> bytes:
        """One page of a PDF or a picture file as PNG for the desk, with what is withheld or only marked.

        Raises `NotRedacted`.
        """
        own = [region for region in regions if region.page == page]
        _told, data = self.ask(
            self.maker,
            job="picture",
            path=str(path.absolute()),
            kind=kind,
            page=page,
            passages=as_json([*withheld, *marked]),
            withheld=len(withheld),
            regions=[{"box": one.box, "items": one.items} for one in own],
        )
        return data

    def size(self, path: Path, page: int, *, kind: str = "pdf") -> tuple[float, float]:
        """Width and height of a page in points. Raises `NotRedacted`."""
        told, _data = self.ask(self.maker, job="size", path=str(path.absolute()), kind=kind, page=page)
        width, height = map(float, told["size"])
        return width, height

    def ask(self, worker: Worker, **request: Any) -> tuple[dict[str, Any], bytes]:
        """What a child answers. Raises `NotRedacted` if it fails, and replaces it."""
        process = worker.start()
        deadline = monotonic() + worker.seconds
        try:
            send(process, request | {"seconds": int(worker.seconds) + 1}, deadline)
            told, data = receive(process, deadline), receive_frame(process, deadline)
        except Stalled:
            worker.stop()
            raise NotRedacted("timeout")
        except (Crashed, OSError, ValueError):
            worker.stop()
            raise NotRedacted("crashed")
        if not isinstance(told, dict) or "fault" in told:
            worker.stop()
            raise NotRedacted(str(told["fault"]), str(told.get("error", "")))
        return told, data


def as_json(passages: Sequence[Passage]) -> list[dict[str, Any]]:
    return [{"text": passage.text, "items": list(passage.items)} for passage in passages]


def box_from(value: Any) -> Box:
    """A box out of a child's answer. Raises `ValueError` or `TypeError` if it is none."""
    left, bottom, right, top = map(float, value["box"])
    items, passages = tuple(map(int, value["items"])), tuple(map(int, value["passages"]))
    return Box(int(value["page"]), (left, bottom, right, top), items, passages)
