from datetime import date, timedelta

import pytest
from django.test import Client

from madang.plans import actions
from madang.plans.tests.samples import NOON, TODAY, load, papers

pytestmark = pytest.mark.django_db


def test_a_plan_tells_everything_promised_measured_and_reported(client: Client) -> None:
    load()

    with papers({date(2026, 3, 1): 70}):
        plan = client.get("/api/v1/plans/small?on=2026-05-01").json()

    (commitment,) = plan["commitments"]
    baseline, target, watch = commitment["milestones"]
    assert (plan["version"], plan["title"]["ko"], plan["states"]) == (
        1,
        "작은 계획",
        {"on-track": 1, "not-measurable": 1},
    )
    assert (float(target["value"]), target["state"], target["basis"]) == (70, "on-track", "measured")
    assert target["records_url"] == "/papers/?until=2026-05-01"
    assert (baseline["state"], baseline["reported"][0]["source"]["en"]) == (None, "Yearbook")
    assert watch["value"] is None
    assert watch["reason"]


def test_an_unchanged_plan_is_answered_with_its_entity_tag_alone(client: Client) -> None:
    load()
    first = client.get("/api/v1/plans/small?on=2026-05-01")

    again = client.get("/api/v1/plans/small?on=2026-05-01", headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    with papers({date(2026, 3, 1): 70}):
        changed = client.get("/api/v1/plans/small?on=2026-05-01", headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200


def test_kept_days_are_listed_and_read_as_they_were_kept(client: Client) -> None:
    version = load()
    with papers({TODAY: 3}):
        actions.take_snapshot(version=version, day=TODAY, at=NOON + timedelta(days=1))

    listed = client.get("/api/v1/plans/small/snapshots").json()
    kept = client.get("/api/v1/plans/small/snapshots/2026-05-01").json()

    assert [one["day"] for one in listed["items"]] == ["2026-05-01"]
    assert listed["items"][0]["ref"] == kept["ref"]
    values = {one["milestone"]: one for one in kept["values"]}
    assert (float(values["1.2"]["value"]), values["1.2"]["state"]) == (3, "behind")


def test_plans_and_single_statements_are_found_by_their_numbers(client: Client) -> None:
    load()

    assert [one["slug"] for one in client.get("/api/v1/plans").json()] == ["small"]
    assert client.get("/api/v1/plans/small/milestones/1.2").json()["id"] == "1.2"
    for url in ("none", "small/milestones/9.9", "small/snapshots/2020-01-01"):
        assert client.get(f"/api/v1/plans/{url}").status_code == 404
