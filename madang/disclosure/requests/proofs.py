"""What shows a requester, and whoever they hand it to, that steps were sealed on their day and not changed since."""

from typing import Any

from madang.disclosure.actions.request_steps import sealed_content
from madang.disclosure.models import InformationRequest
from madang.disclosure.requests.disclosed import is_shown
from madang.disclosure.requests.events import Kind
from madang.disclosure.requests.seals import path_of


def proof_of(request: InformationRequest) -> dict[str, Any]:
    """Each step that its requester may see, with its salt, its place in the day's seal and the way to its root.

    Steps that were not sealed yet have no seal. See docs/requests.md for how to check it.
    """
    steps: list[dict[str, Any]] = []
    for row in request.events.select_related("seal", "organisation", "request"):
        if not is_shown(Kind(row.kind), "requester"):
            continue
        step: dict[str, Any] = {"content": sealed_content(row), "salt": row.salt, "leaf": row.leaf, "seal": None}
        if row.seal:
            leaves = [bytes.fromhex(leaf) for leaf in row.seal.leaves]
            place = leaves.index(bytes.fromhex(row.leaf))
            step["seal"] = {
                "day": row.seal.on.isoformat(),
                "place": place,
                "path": [neighbour.hex() for neighbour in path_of(leaves, place)],
                "root": row.seal.root,
                "ledger_entry": str(row.seal.entry),
            }
        steps.append(step)
    return {"request": str(request.code), "number": request.number, "steps": steps}
