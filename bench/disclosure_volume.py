"""Pages of requests and scorecards with 400 agencies, 100,000 requests, 100,000 documents: p50 and p95 in milliseconds.

    MADANG_DATA=var/volume .venv/bin/python bench/disclosure_volume.py [--seed 2016] [--requests 100000] [--runs 20]

The folder gets a database of its own, made once from the seed. Results are lines of JSON.
"""

import argparse
import json
import os
import random
import statistics
import sys
import time
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
import django

django.setup()

from django.core.cache import cache  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils.timezone import get_current_timezone, localdate  # noqa: E402

from madang.accounts.models import Organisation, Role, RoleHeld, User  # noqa: E402
from madang.disclosure.models import (  # noqa: E402
    AnnouncedInformation,
    Document,
    Filing,
    Fulfilment,
    InformationRequest,
    InformationTerms,
    Intake,
    Publication,
    RequestEvent,
    Version,
)

AGENCIES, BATCH = 400, 2000
OUTCOMES = ("open", "open", "open", "partly", "closed", "not-held")


def moment(on: date) -> datetime:
    return datetime(on.year, on.month, on.day, 10, tzinfo=get_current_timezone())


def code_of(chance: random.Random) -> UUID:
    return UUID(int=chance.getrandbits(128), version=4)


def make_agencies() -> list[Organisation]:
    kinds = list(Organisation.Kind)
    Organisation.objects.bulk_create(
        Organisation(
            code=f"95{number:05}",
            kind=kinds[number % len(kinds)],
            name_ko=f"기관 {number:03}",
            name_en=f"Agency {number:03}",
            established_on=date(2000, 1, 1),
        )
        for number in range(AGENCIES)
    )
    return list(Organisation.objects.order_by("code"))


def events_of(chance: random.Random, request: InformationRequest, today: date) -> list[RequestEvent]:
    """What happened to a request, and what that makes of it. Two in a hundred of the latest are overdue."""
    on, due = request.received_on, request.received_on + timedelta(days=14)
    steps: list[tuple[str, date, date | None, dict[str, Any]]] = [("received", on, None, {})]
    if chance.random() < 0.1:
        steps.append(("extended", on + timedelta(days=5), due, {"reason": "bulk", "explanation": "많음"}))
        due += timedelta(days=14)
    decided = on + timedelta(days=chance.randint(2, 16))
    if decided <= today and chance.random() < 0.98:
        outcome = chance.choice(OUTCOMES)
        facts: dict[str, Any] = {"outcome": outcome, "fee": 0, "lowered_by": 0}
        if outcome in {"partly", "closed"}:
            facts["parts"] = [{"item": chance.randint(1, 8), "what": "단가", "reason": "영업상 비밀"}]
        if outcome == "open" and chance.random() < 0.2:
            facts |= {"fee": 500, "fee_full": 1000, "lowered_by": 50}
        steps.append(("decided", max(decided, steps[-1][1]), due, facts))
        request.state, request.is_open, request.due_on = "disclosed", False, None
    else:
        request.state, request.is_open, request.due_on, request.due_rule = "deciding", True, due, "request.decision"
    return [
        RequestEvent(
            request=request,
            ordinal=place,
            kind=kind,
            on=on,
            at=moment(on),
            organisation=request.organisation,
            facts=facts,
            was_due_on=was_due,
            salt=f"{chance.getrandbits(256):064x}",
            leaf=f"{chance.getrandbits(256):064x}",
        )
        for place, (kind, on, was_due, facts) in enumerate(steps, start=1)
    ]


def make_requests(chance: random.Random, agencies: list[Organisation], count: int, today: date) -> None:
    """The first agency has a tenth of all requests, so that one inbox is large."""
    for start in range(0, count, BATCH):
        numbers = range(start, min(start + BATCH, count))
        days = [today - timedelta(days=chance.randint(0, 1095)) for _number in numbers]
        filings = Filing.objects.bulk_create(Filing(code=code_of(chance), filed_at=moment(on)) for on in days)
        made = [
            InformationRequest(
                code=code_of(chance),
                filing=filing,
                organisation=agencies[0] if chance.random() < 0.1 else chance.choice(agencies),
                number=f"V-{number:07}",
                subject=f"도로 점검 결과 {number}",
                text="도로 점검 결과를 공개하여 주십시오.",
                received_on=on,
                published_at=moment(on) if chance.random() < 0.3 else None,
            )
            for number, on, filing in zip(numbers, days, filings, strict=True)
        ]
        events = [events_of(chance, one, today) for one in made]
        InformationRequest.objects.bulk_create(made)
        RequestEvent.objects.bulk_create([event for several in events for event in several])


def make_documents(chance: random.Random, agencies: list[Organisation], count: int, today: date) -> None:
    intakes = [Intake.objects.create(organisation=one, at=moment(today)) for one in agencies]
    extents = ("whole", "whole", "whole", "listing")
    for start in range(0, count, BATCH):
        numbers = range(start, min(start + BATCH, count))
        owners = [chance.randrange(len(agencies)) for _number in numbers]
        documents = Document.objects.bulk_create(
            Document(code=code_of(chance), organisation=agencies[owner], identity=f"number:V-{number}")
            for number, owner in zip(numbers, owners, strict=True)
        )
        days = [today - timedelta(days=chance.randint(1, 1095)) for _number in numbers]
        versions = Version.objects.bulk_create(
            Version(
                document=document,
                ordinal=1,
                intake=intakes[owner],
                title=f"문서 {document.identity}",
                classification="open",
                approved_on=on - timedelta(days=chance.randint(0, 60)),
                items=[chance.randint(1, 8)],
                sha256=f"{chance.getrandbits(256):064x}",
                size=1000,
                received_at=moment(on),
            )
            for document, owner, on in zip(documents, owners, days, strict=True)
        )
        Publication.objects.bulk_create(
            Publication(version=version, extent=chance.choice(extents), published_at=moment(on))
            for version, on in zip(versions, days, strict=True)
        )


def make_promises(chance: random.Random, agencies: list[Organisation], today: date) -> None:
    since = today - timedelta(days=1095)
    for agency in agencies:
        for number in range(5):
            one = AnnouncedInformation.objects.create(
                organisation=agency, area="health", title=f"정보 {number}", scope="-", method="-",
                announced_at=moment(since),
            )  # fmt: skip
            InformationTerms.objects.create(information=one, since_on=since, cycle="quarterly", first_due_on=since)
            Fulfilment.objects.bulk_create(
                Fulfilment(information=one, due_on=due, url="https://example.org/", title="-", fulfilled_at=moment(due))
                for due in quarters(since, today)
                if chance.random() < 0.9
            )


def quarters(since: date, today: date) -> list[date]:
    months = [(since.year + (since.month - 1 + 3 * n) // 12, (since.month - 1 + 3 * n) % 12 + 1) for n in range(12)]
    days = [date(year, month, min(since.day, 28)) for year, month in months]
    return [day for day in days if day <= today] if since.day <= 28 else []


def build(seed: int, count: int) -> None:
    chance, today = random.Random(seed), localdate()
    agencies = make_agencies()
    officer = User.objects.create(email="officer@volume.example", name="담당")
    RoleHeld.objects.create(
        user=officer, role=Role.DISCLOSURE_OFFICER, organisation=agencies[0], since_on=date(2010, 1, 1)
    )
    make_requests(chance, agencies, count, today)
    make_documents(chance, agencies, count, today)
    make_promises(chance, agencies, today)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


PAGES = (
    ("inbox", "/requests/desk/", True),
    ("inbox, page 20", "/requests/desk/?state=closed&page=20", True),
    ("inbox, words", "/requests/desk/?q=점검", True),
    ("inbox, overdue", "/requests/desk/?state=overdue", True),
    ("list", "/requests/", False),
    ("list, page 100", "/requests/?page=100", False),
    ("list, words", "/requests/?q=점검", False),
    ("list, one agency", "/requests/?agency=9500000", False),
    ("list, API", "/api/v1/requests?page=5", False),
    ("overdue", "/requests/overdue/", False),
    ("overdue, API", "/api/v1/requests/overdue", False),
    ("figures", "/requests/figures/", False),
    ("figures of a year", f"/requests/figures/?year={localdate().year}", False),
    ("ask", "/requests/new/", False),
    ("comparison, timeliness", "/scorecards/?line=timeliness", False),
    ("comparison, fees", "/scorecards/?line=fees", False),
    ("comparison, days", "/scorecards/?line=days", False),
    ("comparison, promises", "/scorecards/?line=promises", False),
    ("one scorecard", "/scorecards/9500000/", False),
    ("scorecards, CSV", "/scorecards/scorecards.csv", False),
)


def measured(address: str, *, client: Client, runs: int) -> dict[str, Any]:
    """Milliseconds of so many answers, nothing kept between them; and the queries of one."""
    times = []
    asked: list[str] = []

    def count(execute: Any, sql: str, *rest: Any) -> Any:
        asked.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(count):
        status, queries = fetched(client, address), len(asked)
    for _run in range(runs):
        cache.clear()
        begun = time.perf_counter()
        fetched(client, address)
        times.append(1000 * (time.perf_counter() - begun))
        if sum(times) > 30_000:
            break
    p95 = sorted(times)[max(0, round(0.95 * len(times)) - 1)]
    return {"status": status, "queries": queries, "p50": round(statistics.median(times)), "p95": round(p95)}


def fetched(client: Client, address: str) -> int:
    """The status of an answer that was read whole."""
    answer = client.get(address)
    b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer.status_code


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=2016)
    parser.add_argument("--requests", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--only", default="", help="pages whose name contains one of these, parted by |")
    given = parser.parse_args()
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    if not InformationRequest.objects.exists():
        build(given.seed, given.requests)
    citizen, officer = Client(), Client()
    officer.force_login(User.objects.get(email="officer@volume.example"))
    for name, address, is_desk in PAGES:
        if any(one in name for one in given.only.split("|")):
            found = measured(address, client=officer if is_desk else citizen, runs=given.runs)
            print(json.dumps({"page": name, **found}), flush=True)


if __name__ == "__main__":
    main()
