"""The guided first tour: five steps, their links, and what the session remembers of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from madang.portal.navigation import address

SESSION_KEY = "tour"


@dataclass(frozen=True)
class Step:
    """key: what the session remembers. links: (label, registered name of the address, query)."""

    key: str
    title: str | Promise
    text: str | Promise
    links: tuple[tuple[str | Promise, str, str], ...]
    officer: str = ""


STEPS = (
    Step(
        "search",
        _("Search like a citizen"),
        _(
            "Nobody needs an account to read. Search for a word, narrow the answer by agency or year, and try a single"
            " syllable. A search that looks like somebody’s registration number is refused."
        ),
        ((_("Search for “어르신”"), "search:search", "?q=어르신"), (_("All documents"), "disclosure:documents", "")),
    ),
    Step(
        "verify",
        _("Open a document and verify it"),
        _(
            "Open one of the documents found. Read its text on the page, take the original, and look at “Verify this"
            " record”: the proof can be checked with software that Madang did not write."
        ),
        ((_("Latest documents"), "disclosure:documents", ""), (_("Public ledger"), "ledger:entries", "")),
    ),
    Step(
        "hand-over",
        _("Hand over documents as a records officer"),
        _(
            "Take the sample files, sign in as the records officer of Daon Metropolitan City, and hand over the ZIP"
            " with its manifest. Watch what becomes of each file, and why."
        ),
        ((_("Sample files"), "portal:samples", ""), (_("Hand over documents"), "disclosure:intakes", "")),
        officer="records-9020000",
    ),
    Step(
        "decide",
        _("Decide in the review queue"),
        _(
            "What Madang may not publish by itself waits for a person. Open a held document: what was found is marked"
            " in its text. Publish it, keep holding it, or close it with the item of the Act and your reason."
        ),
        ((_("Review queue"), "disclosure:queue", ""),),
        officer="records-9020000",
    ),
    Step(
        "plan",
        _("See the plan’s number move"),
        _(
            "Every milestone is computed from records. The number of published documents has moved with what you just"
            " did; open it down to the documents behind it. Nobody typed it."
        ),
        ((_("Action plan"), "plans:plans", ""),),
    ),
)


@dataclass(frozen=True)
class Progress:
    """What the session remembers: keys of the steps done, and how many documents were public at the start."""

    done: tuple[str, ...] = ()
    published_before: int | None = None

    @property
    def current(self) -> str | None:
        """The first step not done, or None when all are."""
        return next((step.key for step in STEPS if step.key not in self.done), None)

    def as_session(self) -> dict[str, object]:
        return {"done": list(self.done), "published_before": self.published_before}


def progress_of(kept: object) -> Progress:
    """What the session keeps, as far as it can be understood."""
    if not isinstance(kept, dict):
        return Progress()
    done = kept.get("done")
    before = kept.get("published_before")
    known = [step.key for step in STEPS if isinstance(done, Sequence) and step.key in done]
    return Progress(tuple(known), before if isinstance(before, int) else None)


@dataclass(frozen=True)
class ShownStep:
    """A step as the page shows it."""

    step: Step
    is_done: bool
    is_current: bool
    links: tuple[tuple[str | Promise, str], ...]


def shown_steps(progress: Progress) -> list[ShownStep]:
    """Every step with the links that exist on this site."""
    return [
        ShownStep(
            step,
            is_done=step.key in progress.done,
            is_current=step.key == progress.current,
            links=tuple((label, url + query) for label, name, query in step.links if (url := address(name))),
        )
        for step in STEPS
    ]
