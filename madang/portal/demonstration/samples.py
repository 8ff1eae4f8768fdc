"""Files to try: for each fate a document that meets it, made on the spot from the day they are asked for.

They are what the records officer of one agency would hand over. The manifest has a row for each; the corrected plan has
the number of the first file, so that it becomes its new version.
"""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from functools import cache
from random import Random

from madang.portal.demonstration.country import sources
from madang.portal.demonstration.country.cases import Case
from madang.portal.demonstration.country.forms import letters, records, reports, sensitive
from madang.portal.demonstration.country.forms.drafts import Draft
from madang.portal.demonstration.country.shapes import Fate, Office
from madang.portal.demonstration.writers import troubled
from madang.portal.demonstration.writers.docx import write_docx
from madang.portal.demonstration.writers.hwpx import write_hwpx
from madang.portal.demonstration.writers.packages import package
from madang.portal.demonstration.writers.papers import Line, Paper
from madang.portal.demonstration.writers.pdf import write_pdf

AGENCY = "9020000"
"""The samples are this agency's: a metropolitan city, whose records officer has a card on the sign-in page."""
PASSWORD = "madang"  # noqa: S105  printed on the page beside the sample
SEOUL = timezone(timedelta(hours=9))
COLUMNS = (
    "file",
    "title",
    "number",
    "department",
    "rank",
    "approved_on",
    "retention",
    "classification",
    "items",
    "task",
)
ARCHIVE, MANIFEST, CORRECTED = "samples.zip", "metadata.csv", "01-plan-corrected.hwpx"


@dataclass(frozen=True)
class Sample:
    """A file to try. key: names its explanation. rank, classification, items: what the manifest says of it."""

    name: str
    key: str
    expected: Fate
    form: Callable[[Case], Draft]
    topic: str
    write: Callable[[Paper], bytes]
    department_number: str
    rank: str = "director"
    classification: str = "open"
    items: str = ""


def _locked(paper: Paper) -> bytes:
    return troubled.locked_pdf(paper, PASSWORD)


def _hidden_sheet(paper: Paper) -> bytes:
    """A harmless first sheet, and a hidden one with the people behind the figures."""
    rng = Random(paper.title)  # noqa: S311  nothing secret is drawn
    shown = (("동네", "신청", "선정"), ("솔뫼동", "31", "24"), ("버들동", "18", "15"), ("노래동", "22", "19"))
    people = tuple((name, sensitive.resident_number(rng), sensitive.mobile_number(rng)) for name in sensitive.FOLK[:6])
    hidden = (("성명", "주민등록번호", "휴대전화"), *people)
    return troubled.workbook((("현황", shown, False), ("명단", hidden, True)))


SAMPLES = (
    Sample("01-plan.hwpx", "plan", "published", reports.plan, "transport", write_hwpx, "901"),
    Sample("02-minutes.pdf", "minutes", "published", records.minutes, "culture", write_pdf, "902", "director-general"),
    Sample("03-notice-low-rank.docx", "low-rank", "waiting", letters.meeting, "welfare", write_docx, "903", "officer"),
    Sample("04-petition.hwpx", "petition", "held", sensitive.petition_reply, "environment", write_hwpx, "904"),
    Sample("05-hidden-sheet.xlsx", "hidden-sheet", "held", reports.figures, "housing", _hidden_sheet, "905"),
    Sample("06-password.pdf", "password", "refused", reports.evaluation, "safety", _locked, "906"),
    Sample("07-scan.pdf", "scan", "held", reports.inspection, "food", troubled.scanned_pdf, "907"),
    Sample("08-script.hwpx", "script", "held", letters.request, "health", troubled.scripted_hwpx, "908"),
    Sample(
        "09-audit.hwpx",
        "audit",
        "closed",
        sensitive.audit_plan,
        "economy",
        write_hwpx,
        "909",
        "director",
        "closed",
        "5",
    ),
    Sample(
        "10-unclassified.pdf", "unclassified", "held", records.contract, "transport", write_pdf, "910", "director", ""
    ),
)


@cache
def _city(today: date) -> Office:
    return next(office for office in sources.offices(today) if office.code == AGENCY)


@cache
def _paper(sample: Sample, today: date) -> tuple[Paper, Case, Draft]:
    programme = sources.programmes(sample.topic)[0]
    on = today - timedelta(days=7)
    stamp = {"open": "공개", "closed": f"비공개({sample.items})", "": ""}[sample.classification]
    number = f"{programme.department}-{sample.department_number}"
    case = Case(Random(f"{sample.name}:{today}"), _city(today), programme, on, number, sample.rank, stamp)  # noqa: S311
    draft = sample.form(case)
    paper = Paper(draft.title, _city(today).ko, datetime.combine(on, time(10), SEOUL), draft.blocks)
    return paper, case, draft


def title_of(sample: Sample, today: date) -> str:
    """The title of the document in the sample."""
    return _paper(sample, today)[0].title


def content_of(sample: Sample, today: date) -> bytes:
    """The sample's file, as it would be handed over on `today`."""
    return sample.write(_paper(sample, today)[0])


def corrected_plan(today: date) -> bytes:
    """The first sample once more with a correction: handed over with its manifest row, it becomes a new version."""
    paper, _case, _draft = _paper(SAMPLES[0], today)
    note = Line(f"※ 정정: {today.year}. {today.month}. {today.day}. 표의 합계를 바로잡음", "small")
    return write_hwpx(Paper(paper.title, paper.author, paper.written_at, (*paper.blocks, note)))


def manifest(today: date) -> bytes:
    """What the agency says of every sample, as CSV in UTF-8 with the mark that spreadsheets look for."""
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(COLUMNS)
    for name, sample in [*((sample.name, sample) for sample in SAMPLES), (CORRECTED, SAMPLES[0])]:
        paper, case, draft = _paper(sample, today)
        said = (sample.rank, case.on.isoformat(), draft.retention, sample.classification, sample.items)
        rows.writerow((name, paper.title, case.number, case.department, *said, case.programme.task))
    return text.getvalue().encode("utf-8-sig")


def archive(today: date) -> bytes:
    """All samples in one ZIP, to be handed over with the manifest."""
    return package([(sample.name, content_of(sample, today)) for sample in SAMPLES])


def file_named(name: str, today: date) -> bytes | None:
    """The file that the samples page calls `name`, or None."""
    if name == ARCHIVE:
        return archive(today)
    if name == MANIFEST:
        return manifest(today)
    if name == CORRECTED:
        return corrected_plan(today)
    found = next((sample for sample in SAMPLES if sample.name == name), None)
    return content_of(found, today) if found else None
