"""What was made of the data, and who was helped, for other apps: links by ref, entries for search, kinds of acts."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from madang.accounts.viewers import PUBLIC, Viewer
from madang.common.refs import Target, make_ref, register_ref, split_ref
from madang.ledger.kinds import register_kind
from madang.opendata.models import Agreement, BestPractice, Company, CompanyCall, KnowledgeArticle, Reuse
from madang.search import registry
from madang.search.engine import IndexEntry


class Kind:
    """A kind of record with a code, a title, a page and `visible_to`: its links, and its entries for search."""

    def __init__(self, name: str, model: Any, label: str | Promise) -> None:
        self.name, self.model = name, model
        register_ref(name, self.resolve)
        registry.register(name, load=self.load, visible=self.visible, all_refs=self.all_refs, label=label)

    def resolve(self, code: str) -> Target | None:
        found = self.seen(PUBLIC).filter(code=code).first()
        return Target(str(found), found.get_absolute_url()) if found else None

    def seen(self, viewer: Viewer) -> QuerySet[Any]:
        return self.model.objects.visible_to(viewer)  # type: ignore[no-any-return]

    def load(self, refs: Sequence[str]) -> list[IndexEntry]:
        """Index entries of those of the refs that everyone may read."""
        codes = [split_ref(ref)[1] for ref in refs]
        return [self.entry(one) for one in self.seen(PUBLIC).filter(code__in=codes)]

    def entry(self, one: Any) -> IndexEntry:
        text, organisation, at = told(one)
        return IndexEntry(
            ref=one.ref,
            kind=self.name,
            title=str(one),
            text=text,
            url=one.get_absolute_url(),
            organisation=organisation,
            language="ko",
            published_on=localdate(at),
            facets={},
        )

    def visible(self, viewer: Viewer, refs: Sequence[str]) -> set[str]:
        codes = [split_ref(ref)[1] for ref in refs]
        return {
            make_ref(self.name, code)
            for code in self.seen(viewer).filter(code__in=codes).values_list("code", flat=True)
        }

    def all_refs(self) -> Iterator[str]:
        for code in self.seen(PUBLIC).order_by("pk").values_list("code", flat=True).iterator():
            yield make_ref(self.name, code)


def told(one: Any) -> tuple[str, str, datetime]:
    """(the words to be found, the agency's code, the moment) of a record."""
    match one:
        case Reuse():
            first = one.datasets.select_related("organisation").order_by("pk").first()
            agency = first.organisation.code if first else ""
            return "\n".join((one.text, one.maker)), agency, one.decided_at or one.submitted_at
        case BestPractice():
            return "\n".join((one.done, one.outcome)), one.organisation.code, one.published_at
        case Company():
            made = one.choices.select_related("call__organisation").order_by("decided_on")[0]
            return one.intro, made.call.organisation.code, made.decided_at or made.applied_at
        case CompanyCall():
            return one.text, one.organisation.code, one.announced_at
        case KnowledgeArticle():
            return "\n".join((one.question, one.answer)), one.organisation.code, one.published_at or one.prepared_at
        case Agreement():
            return "\n".join((one.partner, one.office_gives, one.partner_gives)), one.organisation.code, one.entered_at
    raise TypeError(type(one))


REUSE = Kind("opendata:reuse", Reuse, _("Made with the data"))
PRACTICE = Kind("opendata:practice", BestPractice, _("Best practices"))
COMPANY = Kind("opendata:company", Company, _("Promising companies"))
CALL = Kind("opendata:company-call", CompanyCall, _("Calls to companies"))
ARTICLE = Kind("opendata:article", KnowledgeArticle, _("Advice on public data"))
register_kind("opendata.article.published", _("Article of advice published"))
register_kind("opendata.article.withdrawn", _("Article of advice taken back"))
AGREEMENT = Kind("opendata:agreement", Agreement, _("Agreements with partners"))
register_kind("opendata.agreement.entered", _("Agreement with a partner entered"))
register_kind("opendata.agreement.ended", _("Agreement with a partner ended"))
register_kind("opendata.agreement.corrected", _("Outcome of an agreement corrected"))
register_kind("opendata.company.corrected", _("Support or outcome of a company corrected"))
register_kind("opendata.agreement.outcome-entered", _("Outcome of an agreement entered"))
register_kind("opendata.consulting.opened", _("Times for consulting opened"))
register_kind("opendata.consulting.called-off", _("Time for consulting called off"))
register_kind("opendata.reuse.published", _("Taken into the showcase"))
register_kind("opendata.reuse.refused", _("Not taken into the showcase"))
register_kind("opendata.reuse.withdrawn", _("Taken out of the showcase"))
register_kind("opendata.practice.published", _("Best practice published"))
register_kind("opendata.practice.withdrawn", _("Best practice taken back"))
register_kind("opendata.company-call.opened", _("Call to companies opened"))
register_kind("opendata.company.chosen", _("Company chosen as promising"))
register_kind("opendata.company.not-chosen", _("Application of a company not chosen"))
register_kind("opendata.company.supported", _("Support for a company entered"))
register_kind("opendata.company.outcome-entered", _("Outcome of a company entered"))
