"""Published requests and answers for other apps: links by ref, entries for search, names of ledger entries."""

from collections.abc import Iterator, Sequence

from django.db.models import QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from madang.accounts.viewers import PUBLIC, Viewer
from madang.common.refs import Target, make_ref, register_ref, split_ref
from madang.disclosure.models import FeeRate, InformationRequest, PublishedAnswer
from madang.disclosure.models.requests import KIND_LABELS, STATE_LABELS
from madang.ledger.kinds import register_kind
from madang.search import registry
from madang.search.engine import IndexEntry

REQUEST, ANSWER = "disclosure:request", "disclosure:answer"


def public_requests() -> QuerySet[InformationRequest]:
    return InformationRequest.objects.visible_to(PUBLIC).filter(published_at__isnull=False)


def resolve_request(code: str) -> Target | None:
    """The page of a published request; None for a private one, whoever asks."""
    found = public_requests().filter(code=code).first()
    return Target(found.subject, found.get_absolute_url()) if found else None


def load_requests(refs: Sequence[str]) -> list[IndexEntry]:
    codes = [split_ref(ref)[1] for ref in refs]
    return [
        IndexEntry(
            ref=one.ref,
            kind=REQUEST,
            title=one.subject,
            text=f"{one.number}\n{one.text}",
            url=one.get_absolute_url(),
            organisation=one.organisation.code,
            language="ko",
            published_on=localdate(one.published_at),
            facets={"state": one.state},
        )
        for one in public_requests().filter(code__in=codes).select_related("organisation")
    ]


def visible_requests(viewer: Viewer, refs: Sequence[str]) -> set[str]:
    """Only published ones are in the index; a stale hit of one made private again is shown to nobody."""
    codes = [split_ref(ref)[1] for ref in refs]
    return {make_ref(REQUEST, code) for code in public_requests().filter(code__in=codes).values_list("code", flat=True)}


def all_requests() -> Iterator[str]:
    for code in public_requests().order_by("pk").values_list("code", flat=True).iterator():
        yield make_ref(REQUEST, code)


def resolve_answer(code: str) -> Target | None:
    found = PublishedAnswer.objects.visible_to(PUBLIC).filter(code=code).first()
    return Target(found.title, found.get_absolute_url()) if found else None


def load_answers(refs: Sequence[str]) -> list[IndexEntry]:
    codes = [split_ref(ref)[1] for ref in refs]
    found = PublishedAnswer.objects.visible_to(PUBLIC).filter(code__in=codes).select_related("organisation")
    return [
        IndexEntry(
            ref=one.ref,
            kind=ANSWER,
            title=one.title,
            text=f"{one.summary}\n{one.text}",
            url=one.get_absolute_url(),
            organisation=one.organisation.code,
            language="ko",
            published_on=localdate(one.published_at),
        )
        for one in found
    ]


def visible_answers(viewer: Viewer, refs: Sequence[str]) -> set[str]:
    codes = [split_ref(ref)[1] for ref in refs]
    seen = PublishedAnswer.objects.visible_to(viewer).filter(code__in=codes).values_list("code", flat=True)
    return {make_ref(ANSWER, code) for code in seen}


def all_answers() -> Iterator[str]:
    found = PublishedAnswer.objects.visible_to(PUBLIC).order_by("pk")
    for code in found.values_list("code", flat=True).iterator():
        yield make_ref(ANSWER, code)


def resolve_fee_rate(code: str) -> Target | None:
    """The page with the rates of the agency that announced one."""
    if not code.isdecimal():
        return None
    found = FeeRate.objects.visible_to(PUBLIC).filter(pk=code).select_related("organisation").first()
    if found is None:
        return None
    words = {"agency": found.organisation.name, "percent": found.percent}
    return Target(_("%(agency)s: fees lowered by %(percent)d %%") % words, found.get_absolute_url())


register_ref(FeeRate.KIND, resolve_fee_rate)
register_kind("disclosure.fee-rate.announced", _("Rate announced by which fees are lowered"))
register_ref(REQUEST, resolve_request)
register_ref(ANSWER, resolve_answer)
registry.register(
    REQUEST,
    load=load_requests,
    visible=visible_requests,
    all_refs=all_requests,
    label=_("Published requests"),
    facets={
        "state": registry.Facet(_("State"), {state.value: label for state, label in STATE_LABELS.items()}),
    },
)
registry.register(
    ANSWER, load=load_answers, visible=visible_answers, all_refs=all_answers, label=_("Published answers")
)
for kind, label in KIND_LABELS.items():
    register_kind(f"disclosure.request.{kind}", label)
register_kind("disclosure.request.published", _("Request published by its requester"))
register_kind("disclosure.request.unpublished", _("Request made private again by its requester"))
register_kind("disclosure.requests.sealed", _("A day of requests sealed"))
register_kind("disclosure.answer.published", _("Answer published for everybody"))
register_kind("disclosure.answer.withdrawn", _("Published answer taken down"))
