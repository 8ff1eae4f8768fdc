"""Surveys for other apps: links by ref, entries for search, names of acts."""

from collections.abc import Iterator, Sequence

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from madang.accounts.viewers import PUBLIC, Viewer
from madang.common.refs import Target, make_ref, register_ref, split_ref
from madang.ledger.kinds import register_kind
from madang.search import registry
from madang.search.engine import IndexEntry
from madang.surveys.models import Survey

KIND = "surveys:survey"


def resolve(code: str) -> Target | None:
    """The public page of a survey, if it has one."""
    found = Survey.objects.visible_to(PUBLIC).filter(slug=code).first()
    return Target(found.title, found.get_absolute_url()) if found else None


def load(refs: Sequence[str]) -> list[IndexEntry]:
    """Index entries of the surveys that are public: what they ask, never what was answered."""
    slugs = [split_ref(ref)[1] for ref in refs]
    public = Survey.objects.visible_to(PUBLIC).filter(slug__in=slugs).select_related("organisation")
    with override("ko"):
        return [entry_of(survey) for survey in public]


def entry_of(survey: Survey) -> IndexEntry:
    asked = [words for question in survey.questionnaire.questions for words in (question.text.ko, question.text.en)]
    return IndexEntry(
        ref=survey.ref,
        kind=KIND,
        title=survey.title_ko,
        text="\n".join(part for part in (survey.title_en, survey.intro_ko, survey.intro_en, *asked) if part),
        url=survey.get_absolute_url(),
        organisation=survey.organisation.code,
        language="ko",
        published_on=localdate(survey.announced_at),
        facets={},
    )


def visible(viewer: Viewer, refs: Sequence[str]) -> set[str]:
    """Those of the refs that the viewer may see."""
    slugs = [split_ref(ref)[1] for ref in refs]
    seen = Survey.objects.visible_to(viewer).filter(slug__in=slugs).values_list("slug", flat=True)
    return {make_ref(KIND, slug) for slug in seen}


def all_refs() -> Iterator[str]:
    """Every public survey's ref, for rebuilding the index."""
    for slug in Survey.objects.visible_to(PUBLIC).order_by("pk").values_list("slug", flat=True).iterator():
        yield make_ref(KIND, slug)


register_ref(KIND, resolve)
registry.register(KIND, load=load, visible=visible, all_refs=all_refs, label=_("Surveys"))
register_kind("surveys.survey.announced", _("Survey announced"))
register_kind("surveys.survey.opened", _("Survey opened"))
register_kind("surveys.survey.invited", _("People invited to a survey"))
register_kind("surveys.survey.closed", _("Survey closed and its answers sealed"))
register_kind("surveys.survey.cancelled", _("Survey cancelled"))
register_kind("surveys.results.published", _("Results of a survey published"))
register_kind("surveys.words.judged", _("What somebody wrote in a survey was judged"))
