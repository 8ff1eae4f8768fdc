"""Looking at the quality of datasets: formats on publication and every night, links, and the measurement of a day."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.timezone import localdate

from madang.common.actors import SYSTEM
from madang.common.fetching import Fetched, FetchFailed, FetchRefused
from madang.documents.stores import public_files
from madang.ledger import actions as ledger
from madang.ledger.canonical import Json
from madang.opendata import quality
from madang.opendata.formats import dcat
from madang.opendata.formats.checks import Verdict, check_all
from madang.opendata.formats.description import Described
from madang.opendata.models import Dataset, DataVersion, FormatVerdict, LinkCheck, QualityDay, Rendition
from madang.opendata.queries.describing import describe
from madang.opendata.rejects import faults_by_kind

Ask = Callable[[str], Fetched]
WORKING = range(200, 400)


@transaction.atomic
def judge_formats(*, dataset: Dataset, at: datetime) -> list[FormatVerdict]:
    """Render a dataset and check it against every format. What fails, or passes again, is in the ledger."""
    dataset = Dataset.objects.select_for_update().get(pk=dataset.pk)
    described = describe(dataset)
    render(dataset, described, at=at)
    found = check_all(described)
    latest = latest_verdicts(dataset)
    kept = [keep_verdict(dataset, verdict, latest.get(verdict.format), at=at) for verdict in found]
    failed = sorted(one.format for one in kept if one.state == FormatVerdict.State.FAILED)
    before = sorted(one.format for one in latest.values() if one.state == FormatVerdict.State.FAILED)
    if failed != before and dataset.is_public:
        facts: dict[str, Json | ledger.Personal] = {"failed": list[Json](failed)}
        ledger.record(kind="opendata.formats.judged", subject=dataset.ref, by=SYSTEM, at=at, facts=facts)
    return kept


def latest_verdicts(dataset: Dataset) -> dict[str, FormatVerdict]:
    """The last verdict on each format."""
    return {one.format: one for one in FormatVerdict.objects.filter(dataset=dataset).order_by("checked_at", "pk")}


def render(dataset: Dataset, described: Described, *, at: datetime) -> None:
    """Keep the dataset's RDF, so that no reader waits for it."""
    graph = dcat.dataset_graph(described)
    for suffix in dcat.FORMATS:
        said = {"text": dcat.written(graph, suffix), "rendered_at": at}
        Rendition.objects.update_or_create(dataset=dataset, suffix=suffix, defaults=said)


def keep_verdict(dataset: Dataset, verdict: Verdict, last: FormatVerdict | None, *, at: datetime) -> FormatVerdict:
    problems = [asdict(one) for one in verdict.problems]
    if last and (last.state, last.problems) == (verdict.state, problems):
        last.checked_at = at
        last.save(update_fields=["checked_at"])
        return last
    return FormatVerdict.objects.create(
        dataset=dataset, format=verdict.format, state=verdict.state, problems=problems, since_at=at, checked_at=at
    )


def check_links(*, subject: str, urls: Iterable[str], ask: Ask, at: datetime) -> list[LinkCheck]:
    """Ask addresses that somebody typed, outside any transaction, and keep what they answered. Once a day each."""
    on = localdate(at)
    done = set(LinkCheck.objects.filter(subject=subject, on=on).values_list("url", flat=True))
    found = []
    for url in dict.fromkeys(urls):
        if url in done:
            continue
        status, fault = answer_of(url, ask)
        found.append(
            LinkCheck(
                subject=subject,
                url=url,
                on=on,
                checked_at=at,
                status=status,
                is_working=status is not None and status in WORKING,
                fault=fault,
            )
        )
    LinkCheck.objects.bulk_create(found, ignore_conflicts=True)
    return found


def answer_of(url: str, ask: Ask) -> tuple[int | None, str]:
    """(status, "") of an answer, or (None, why there was none)."""
    try:
        return ask(url).status, ""
    except (FetchRefused, FetchFailed) as fault:
        return None, fault.code


def is_own(url: str) -> bool:
    return url.startswith(settings.SITE_URL + "/")


def links_of(described: Described) -> list[str]:
    """Every address a dataset gives for its files, once."""
    urls = [url for file in described.files for url in (file.access_url, *(form.url for form in file.forms))]
    return list(dict.fromkeys(urls))


def works_of(dataset: Dataset, described: Described) -> dict[str, bool]:
    """Which addresses work: others' as they last answered; our own if the file is in the public store."""
    works = {one.url: one.is_working for one in LinkCheck.objects.filter(subject=dataset.ref).order_by("on")}
    for url in links_of(described):
        if is_own(url):
            works[url] = own_files_are_there(described, url)
    return works


def own_files_are_there(described: Described, url: str) -> bool:
    forms = [form for file in described.files for form in file.forms if form.url == url and form.sha256]
    return all(public_files().has(form.sha256) for form in forms)


@transaction.atomic
def measure_quality(*, dataset: Dataset, at: datetime) -> QualityDay:
    """Measure a dataset for the day of `at`, once. What that day found stays as it is."""
    dataset = Dataset.objects.select_for_update().get(pk=dataset.pk)
    on = localdate(at)
    if there := QualityDay.objects.filter(dataset=dataset, on=on).first():
        return there
    described = describe(dataset)
    works = works_of(dataset, described)
    verdict = FormatVerdict.objects.filter(dataset=dataset, format="dcat-ap").order_by("-checked_at").first()
    conforms = verdict is not None and verdict.state == FormatVerdict.State.PASSED
    return QualityDay.objects.create(
        dataset=dataset,
        on=on,
        measured_at=at,
        **measured(described, works, conforms=conforms, at=at),
        **cells_of(dataset),
    )


def measured(described: Described, works: Mapping[str, bool], *, conforms: bool, at: datetime) -> dict[str, Any]:
    """The fields of a measurement that follow from the description and the links."""
    found = quality.assess(described, works=works, conforms=conforms)
    open_files, files = quality.open_formats(described.files)
    links = links_of(described)
    return {
        "points": found.points,
        "rating": found.rating,
        "stars": quality.stars(described, works=works),
        "open_files": open_files,
        "files": files,
        "links": len(links),
        "working_links": sum(1 for url in links if works.get(url, False)),
        "is_fresh": quality.is_fresh(described, at=at),
        "evidence": [asdict(one) for one in found.indicators],
    }


def cells_of(dataset: Dataset) -> dict[str, Any]:
    """Cells checked and cells that broke a rule, in the versions that are public now."""
    versions = DataVersion.objects.filter(distribution__dataset=dataset, pk__in=dataset.distributions.values("latest"))
    cells, faults = 0, dict[str, int]()
    for version in versions:
        cells += (version.rows or 0) * len(version.columns)
        for kind, count in faults_by_kind(version).items():
            faults[kind] = faults.get(kind, 0) + count
    return {"cells": cells, "faulty_cells": sum(faults.values()), "faults": faults}


def look_at(*, dataset: Dataset, ask: Ask | None, at: datetime) -> QualityDay:
    """Everything of one night for one dataset: links (unless `ask` is None), formats, measurement."""
    if ask is not None:
        urls = [url for url in links_of(describe(dataset)) if not is_own(url)]
        check_links(subject=dataset.ref, urls=urls, ask=ask, at=at)
    judge_formats(dataset=dataset, at=at)
    return measure_quality(dataset=dataset, at=at)


def forget_old_checks(*, before: date) -> int:
    """Delete checks of links from before that day. Returns how many."""
    return LinkCheck.objects.filter(on__lt=before).delete()[0]
