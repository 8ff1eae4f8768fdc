"""Records of a made-up kind, `test:note`, that tests can publish, change and hide."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from madang.accounts.viewers import Viewer
from madang.search import actions, registry
from madang.search.engine import IndexEntry


class Notes:
    """kept: what the database would hold. hidden: what may not be seen. broken: what cannot be loaded."""

    def __init__(self) -> None:
        self.kept: dict[str, IndexEntry] = {}
        self.hidden: set[str] = set()
        self.broken: set[str] = set()
        facets = {"class": registry.Facet("Classification", {"open": "Open"})}
        registry.register(
            "test:note", load=self.load, visible=self.visible, all_refs=self.all_refs, label="Note", facets=facets
        )

    def load(self, refs: Sequence[str]) -> list[IndexEntry]:
        if self.broken & set(refs):
            raise RuntimeError("this record is broken")
        return [self.kept[ref] for ref in refs if ref in self.kept]

    def visible(self, viewer: Viewer, refs: Sequence[str]) -> set[str]:
        return set(refs) - self.hidden

    def all_refs(self) -> Iterable[str]:
        return list(self.kept)

    def publish(self, code: str, text: str, **other: Any) -> str:
        """Keep a record and mark it as changed."""
        ref = f"test:note:{code}"
        entry = IndexEntry(ref, "test:note", f"Note {code}", text, f"/notes/{code}/", "1741000", "ko", date(2014, 3, 2))
        self.kept[ref] = replace(entry, **other)
        actions.mark_changed([ref])
        return ref
