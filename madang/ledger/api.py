import base64
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema
from ninja.pagination import PageNumberPagination, paginate

from madang.common.api import Problem, entity_tag
from madang.common.errors import Refusal
from madang.ledger import queries
from madang.ledger.models import Entry, EntryQuerySet

router = Router()


class BeingEntered(Refusal):
    code = "being-entered"
    status = 409

    def __init__(self) -> None:
        super().__init__("The entry has no number under the published checkpoint yet; ask again in a few seconds.")


class EntryFilters(Schema):
    """kind: whole, or what it begins with up to a dot. since, until: days, both included. subject: a ref or code."""

    kind: str = ""
    since: date | None = None
    until: date | None = None
    subject: str = ""


class EntryOut(Schema):
    """leaf_hash: base64 of the SHA-256 over a zero byte and `text`, which is the entry as it is hashed."""

    code: UUID
    index: int | None
    kind: str
    subject: str
    at: datetime
    office: str | None
    facts: dict[str, Any]
    personal: dict[str, str]
    text: str
    leaf_hash: str
    url: str

    @staticmethod
    def resolve_office(entry: Entry) -> str | None:
        return entry.office or None

    @staticmethod
    def resolve_personal(entry: Entry) -> dict[str, str]:
        return entry.commitments

    @staticmethod
    def resolve_leaf_hash(entry: Entry) -> str:
        return entry.leaf_hash_text

    @staticmethod
    def resolve_url(entry: Entry) -> str:
        return entry.get_absolute_url()


class CheckpointOut(Schema):
    """root: base64. note: the checkpoint as signed."""

    origin: str
    size: int
    root: str
    note: str


class ProofOut(Schema):
    """hashes: base64, from the leaf's sibling up. file: the same proof as a tlog-proof text."""

    index: int
    leaf_hash: str
    hashes: list[str]
    checkpoint: CheckpointOut
    file: str


class ConsistencyOut(Schema):
    """hashes: base64, in the order of RFC 9162 section 2.1.4."""

    first: int
    second: int
    hashes: list[str]


def encoded(hashed: bytes) -> str:
    return base64.b64encode(hashed).decode()


def checkpoint_now() -> CheckpointOut | None:
    if (signed := queries.published()) is None:
        return None
    found = signed.checkpoint
    return CheckpointOut(origin=found.origin, size=found.size, root=encoded(found.root), note=signed.note)


@router.get("", response=list[EntryOut])
@paginate(PageNumberPagination, page_size=50, max_page_size=200)
def list_entries(request: HttpRequest, filters: Query[EntryFilters]) -> EntryQuerySet:
    """The entries of the public ledger that fit, newest first."""
    return queries.find_entries(queries.Filters(**filters.dict()))


@router.get("/checkpoint", response={200: CheckpointOut, 404: Problem})
def get_checkpoint(request: HttpRequest, response: HttpResponse) -> CheckpointOut:
    """The checkpoint published now. Answers 409 `being-entered` before the first start."""
    if (found := checkpoint_now()) is None:
        raise BeingEntered
    response["ETag"] = entity_tag(found.note)
    return found


@router.get("/consistency", response={200: ConsistencyOut, 422: Problem})
def get_consistency(request: HttpRequest, first: int, second: int) -> ConsistencyOut:
    """The proof that the log's tree of `second` entries begins with that of `first`.

    Answers 422 `no-such-tree` unless 0 <= first <= second <= published size.
    """
    hashes = [encoded(hashed) for hashed in queries.consistency(first, second)]
    return ConsistencyOut(first=first, second=second, hashes=hashes)


@router.get("/{uuid:code}", response=EntryOut)
def get_entry(request: HttpRequest, response: HttpResponse, code: UUID) -> Entry:
    """One entry. `index` is null while it is being entered."""
    found = get_object_or_404(Entry, code=code)
    response["ETag"] = entity_tag(found.code, found.index)
    return found


@router.get("/{uuid:code}/proof", response={200: ProofOut, 409: Problem})
def get_proof(request: HttpRequest, code: UUID) -> ProofOut:
    """The proof that the entry is under the checkpoint published now. Answers 409 `being-entered` before it is."""
    found = get_object_or_404(Entry, code=code)
    proof, checkpoint = queries.proof_of(found), checkpoint_now()
    if proof is None or checkpoint is None:
        raise BeingEntered
    return ProofOut(
        index=proof.index,
        leaf_hash=found.leaf_hash_text,
        hashes=proof.hash_lines,
        checkpoint=checkpoint,
        file=str(proof),
    )
