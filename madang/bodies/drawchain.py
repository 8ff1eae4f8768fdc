"""How the file of a replacement draw is tied to the draws before it, and the check of those ties by anybody.

Pure. A replacement says of which pool its own is the rest, what the draws before it drew, who stays and who has gone.
All of it follows from the files of those draws.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from madang.bodies.drawfile import Check, problem_of, verify
from madang.bodies.leximin import Progress
from madang.bodies.relaxation import smallest_relaxation, widened
from madang.bodies.sortition import Problem, Unusable, replacement

TIES = ("pool_hash", "commitment", "panel_number", "panel")
"""What a link of the chain says of an earlier draw."""
File = Mapping[str, Any]


def ties_of(first_pool_hash: str, staying: Sequence[str], gone: Sequence[str], **more: Any) -> dict[str, Any]:
    """The block `replaces` of a file. more: `chain`, a link for each draw before it, first to last."""
    return {"pool_hash": first_pool_hash, **more, "staying": sorted(staying), "gone": sorted(gone)}


def ties_hash(ties: Mapping[str, Any]) -> str:
    """SHA-256 of the first pool's hash, who stays and who has gone, as one JSON array in UTF-8 without spaces."""
    said = [str(ties.get("pool_hash")), sorted(ties["staying"]), sorted(ties["gone"])]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def binding_secret(ties: Mapping[str, Any], random: str) -> str:
    """The secret half of a replacement's seed. What commits to it commits to who stays and who has gone as well."""
    return f"{ties_hash(ties)}:{random}"


def in_order(files: Sequence[File]) -> list[File]:
    """The files of a chain from the first draw to the last: each replacement knows of more people than those before."""
    return sorted(files, key=lambda file: len(_names(file, "staying")) + len(_names(file, "gone")))


def verify_chain(
    files: Sequence[File], *, on_progress: Progress = lambda done, total: None
) -> list[tuple[File, list[Check]]]:
    """Every file of a chain, first to last, with the checks of it by itself and of its ties to those before it.

    files: of one draw or of a draw and its replacements, in any order. Raises `Unusable` for what is no such file.
    """
    try:
        ordered = in_order(files)
        return [
            (file, [*verify(file, on_progress=on_progress), *verify_ties(file, ordered[:number])])
            for number, file in enumerate(ordered)
        ]
    except (TypeError, AttributeError) as error:
        raise Unusable("draw-file") from error


def verify_ties(file: File, earlier: Sequence[File]) -> list[Check]:
    """Whether a replacement is tied to the draws before it: earlier, first to last. Nothing for a first draw alone.

    Raises `Unusable` for what is no such file.
    """
    if not _is_replacement(file):
        return [Check("one-first", passed=False)] if earlier else []
    staying, gone = _names(file, "staying"), _names(file, "gone")
    known = [*staying, *gone]
    again = sorted(set(known) & {one.code for one in problem_of(file).pool.people})
    twice = sorted({code for code in known if known.count(code) > 1})
    checks = [
        Check("nobody-twice", not again, ", ".join(again[:10])),
        Check("each-once", not twice, ", ".join(twice[:10])),
        *_bound(file, staying, gone),
    ]
    if not earlier or _is_replacement(earlier[0]):
        return [*checks, Check("earlier-files", passed=False, is_decisive=False)]
    first = problem_of(earlier[0])
    checks.append(Check("first-pool", first.pool.hash == file["replaces"].get("pool_hash"), first.pool.hash))
    checks.append(_links(file, earlier))
    checks.append(_all_named(known, earlier))
    back = sorted(set(staying) & {code for one in earlier for code in _names(one, "gone")})
    checks.append(Check("gone-stay-gone", not back, ", ".join(back[:10])))
    return [*checks, _rest(file, first, staying, gone)]


def _is_replacement(file: File) -> bool:
    return isinstance(file.get("replaces"), Mapping)


def _names(file: File, name: str) -> list[str]:
    listed = file["replaces"].get(name, []) if _is_replacement(file) else []
    if not isinstance(listed, list):
        raise Unusable("draw-file")
    return [str(code) for code in listed]


def _panel(file: File) -> list[str]:
    listed = file.get("panel") or []
    if not isinstance(listed, list):
        raise Unusable("draw-file")
    return [str(code) for code in listed]


def _bound(file: File, staying: Sequence[str], gone: Sequence[str]) -> list[Check]:
    """Whether the secret that was committed to names these lists. Nothing before the draw, or without a commitment."""
    secret = str(file.get("secret") or "")
    if not secret or not file.get("commitment"):
        return []
    named = ties_hash({"pool_hash": file["replaces"].get("pool_hash"), "staying": staying, "gone": gone})
    return [Check("ties-bound", secret.startswith(f"{named}:"), named)]


def _links(file: File, earlier: Sequence[File]) -> Check:
    """Whether what the file says of the draws before it is what their own files say."""
    chain = file["replaces"].get("chain")
    if chain is None:
        return Check("earlier-draws", passed=True, is_decisive=False)
    if not isinstance(chain, list) or len(chain) != len(earlier):
        return Check("earlier-draws", False, f"{len(earlier)} / {len(chain) if isinstance(chain, list) else 0}")
    wrong = [
        f"{number}: {name}"
        for number, (said, own) in enumerate(zip(chain, earlier, strict=True), start=1)
        for name in TIES
        if not isinstance(said, Mapping) or said.get(name) != own.get(name)
    ]
    return Check("earlier-draws", not wrong, ", ".join(wrong))


def _all_named(known: Sequence[str], earlier: Sequence[File]) -> Check:
    """Whether those who stay and those who have gone are together exactly everybody who was ever drawn."""
    drawn = {code for one in earlier for code in _panel(one)}
    return Check("stay-or-gone", set(known) == drawn, ", ".join(sorted(set(known) ^ drawn)[:10]))


def _rest(file: File, first: Problem, staying: Sequence[str], gone: Sequence[str]) -> Check:
    """Whether pool, quotas and size are what the first draw leaves when these people stay and those have gone.

    Quotas that nobody can meet any more may be widened, by the smallest change that helps and no other.
    """
    try:
        rest = replacement(first, staying=staying, gone=gone)
    except Unusable as fault:
        return Check("rest-of-first", False, ", ".join(str(value) for value in fault.params.values()))
    own = problem_of(file)
    if own.pool == rest.pool and own.size == rest.size and own.quotas != rest.quotas:
        changes = smallest_relaxation(rest) or []
        said = ", ".join(f"{one.feature} {one.value} {one.bound} {one.now} -> {one.then}" for one in changes)
        return Check("rest-of-first", bool(changes) and widened(rest, changes) == own, f"quotas: {said}")
    wrong = [name for name in ("size", "pool") if getattr(rest, name) != getattr(own, name)]
    return Check("rest-of-first", not wrong, ", ".join(wrong))
