"""Reading surveys. Other apps use what the first part offers: surveys by ref, open ones, results."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import Count, Q
from django.utils.timezone import make_aware

from madang.accounts.models import Role
from madang.accounts.viewers import PUBLIC, Viewer
from madang.common.refs import split_ref
from madang.surveys.models import RUNNERS, Release, Survey, SurveyQuerySet, Words
from madang.surveys.questionnaire import Question
from madang.surveys.release import as_text
from madang.surveys.wording import row_label, value_label


def find_by_ref(ref: str, viewer: Viewer = PUBLIC) -> Survey | None:
    """The survey of a ref `surveys:survey:<address>`, if the viewer may see it."""
    kind, slug = split_ref(ref)
    return listed(viewer).filter(slug=slug).first() if kind == "surveys:survey" else None


def listed(viewer: Viewer) -> SurveyQuerySet:
    """The surveys that the viewer may see, the latest opening first."""
    return Survey.objects.visible_to(viewer).select_related("organisation", "previous")


def open_surveys(viewer: Viewer, *, at: datetime) -> SurveyQuerySet:
    """Those that take answers now, the next to close first."""
    return listed(viewer).open_at(at).order_by("closes_at", "pk")


def results_of(survey: Survey, viewer: Viewer = PUBLIC) -> Mapping[str, Any] | None:
    """The release of a survey as it was sealed, if the viewer may see it: see `release.make_release`."""
    found = Release.objects.visible_to(viewer).filter(survey=survey).first()
    return found.document if found else None


@dataclass(frozen=True)
class Filters:
    """What a list of surveys is narrowed to. state: `open`, `awaited`, `closed` or empty for all."""

    state: str = ""
    organisation: str = ""
    purpose: str = ""
    words: str = ""


def found(viewer: Viewer, filters: Filters, *, at: datetime) -> SurveyQuerySet:
    """Announced surveys that match; drafts are on the desk alone."""
    surveys = listed(viewer).exclude(state=Survey.State.DRAFT)
    if filters.state == "open":
        surveys = surveys.open_at(at).order_by("closes_at", "pk")
    elif filters.state == "awaited":
        surveys = surveys.filter(state=Survey.State.ANNOUNCED, opens_at__gt=at)
    elif filters.state == "closed":
        surveys = surveys.filter(state=Survey.State.CLOSED)
    if filters.organisation:
        surveys = surveys.filter(organisation__code=filters.organisation)
    if filters.purpose:
        surveys = surveys.filter(purpose=filters.purpose)
    for word in filters.words.split():
        surveys = surveys.filter(
            Q(title_ko__icontains=word)
            | Q(title_en__icontains=word)
            | Q(intro_ko__icontains=word)
            | Q(intro_en__icontains=word)
        )
    return surveys


def run_by(viewer: Viewer) -> SurveyQuerySet:
    """The surveys of the organisations whose surveys the viewer runs, with the papers entered and words not read."""
    return (
        Survey.objects.filter(organisation__in=viewer.organisations_as(*RUNNERS))
        .select_related("organisation")
        .annotate(
            papers=Count("answers", filter=Q(answers__paper_number__isnull=False), distinct=True),
            unread=Count("words", filter=Q(words__state=Words.State.WAITING), distinct=True),
        )
    )


def words_to_read(viewer: Viewer) -> Sequence[Survey]:
    """Closed surveys with words that the viewer may judge and nobody has read."""
    allowed = viewer.organisations_as(*RUNNERS, Role.MODERATOR)
    waiting = Survey.objects.filter(
        organisation__in=allowed, state=Survey.State.CLOSED, words__state=Words.State.WAITING
    )
    return list(waiting.annotate(unread=Count("words")).order_by("closed_at"))


def shown_words(survey: Survey) -> dict[str, list[str]]:
    """What people wrote and somebody has read and shows, by question, in no order that tells anything."""
    texts: dict[str, list[str]] = {}
    if survey.has_results:
        for question, text in survey.words.filter(state=Words.State.SHOWN).values_list("question", "text"):
            texts.setdefault(question, []).append(text)
    return {question: sorted(found) for question, found in texts.items()}


def answers_by(on: date, *, survey: str = "", purpose: str = "", organisation: str = "") -> int:
    """Answers kept by the end of a day to surveys that had closed by then, so that no count shows before its close."""
    end = make_aware(datetime.combine(on, time.max))
    closed = Survey.objects.filter(closed_at__lte=end)
    for name, value in (("slug", survey), ("purpose", purpose), ("organisation__code", organisation)):
        closed = closed.filter(**{name: value}) if value else closed
    return closed.aggregate(total=Count("answers"))["total"] or 0


def latest_results(on: date, *, survey: str = "", purpose: str = "") -> tuple[Survey, Mapping[str, Any]] | None:
    """The survey whose results were the last to be published by the end of a day, and its release."""
    end = make_aware(datetime.combine(on, time.max))
    published = Survey.objects.filter(results_at__lte=end)
    published = published.filter(slug=survey) if survey else published.filter(purpose=purpose)
    last = published.select_related("release").order_by("-closed_at", "-pk").first()
    return (last, last.release.document) if last else None


def file_of(survey: Survey, document: Mapping[str, Any]) -> str:
    """The file that anybody can count again: the release with the questionnaire and where it is from."""
    about = {
        "ref": survey.ref,
        "title": {"ko": survey.title_ko, "en": survey.title_en},
        "agency": survey.organisation.code,
        "opened": survey.opens_at.isoformat(),
        "closed": survey.closed_at.isoformat() if survey.closed_at else None,
    }
    return as_text({**document, "survey": about, "questionnaire": survey.form})


Table = tuple[list[str], Iterator[list[object]]]
"""Names of columns, and rows."""


def rows_table(survey: Survey, document: Mapping[str, Any]) -> Table:
    """The public rows, a column an answer; several choices become a column each. Ends of scales stay digits."""
    columns: list[tuple[str, str, str]] = []
    for question in survey.questionnaire.questions:
        if question.kind in {"multiple", "ranking"}:
            columns += [(f"{question.key}.{value}", question.key, value) for value in question.values]
        elif question.kind == "matrix":
            columns += [(f"{question.key}.{row.key}", question.key, row.key) for row in question.rows]
        elif question.kind not in {"text", "long"} and (document["background_in_rows"] or not question.background):
            columns.append((question.key, question.key, ""))
    ranked = {question.key for question in survey.questionnaire.questions if question.kind == "ranking"}
    weight = ["weight"] if any("weight" in row for row in document["rows"]) else []

    def rows() -> Iterator[list[object]]:
        for row in document["rows"]:
            cells = [_cell(row["answers"].get(key), part, is_ranked=key in ranked) for _name, key, part in columns]
            yield [row["id"], *cells, *(row[name] for name in weight)]

    return ["id", *(name for name, _key, _part in columns), *weight], rows()


def _cell(value: Any, part: str, *, is_ranked: bool) -> str:
    """1 or 0 for a choice; the place, or 0, for a ranking."""
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return str(value.get(part, ""))
    if isinstance(value, list):
        return "0" if part not in value else str(value.index(part) + 1) if is_ranked else "1"
    return str(value)


def results_table(survey: Survey, document: Mapping[str, Any]) -> Table:
    """Results, a line an answer, with names in the language of the page. Shares from 0 to 1."""
    figures = ("share", "weighted", "margin", "low", "high")
    questionnaire = survey.questionnaire

    def rows() -> Iterator[list[object]]:
        for result in document["results"]:
            question = questionnaire.find(result["question"])
            assert question is not None
            for item in result["items"]:
                names = [question.key, item.get("row", ""), item["key"], label_of(question, item)]
                yield [*names, item["count"], result["base"], *(item.get(name, "") for name in figures)]

    return ["question", "row", "answer", "label", "count", "base", *figures], rows()


def label_of(question: Question, item: Mapping[str, Any]) -> str:
    """What an item of a result is called."""
    label = value_label(question, item["key"])
    return f"{row_label(question, item['row'])}: {label}" if item.get("row") else label
