import io
import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils.timezone import localdate

from madang.plans.models import PlanVersion, Snapshot
from madang.plans.tests.samples import PLAN, papers
from madang.plans.tests.test_planfile import KOREA


def run(*arguments: str) -> tuple[int, str]:
    """Exit code and standard output."""
    out = io.StringIO()
    try:
        call_command("plan", *arguments, stdout=out, stderr=io.StringIO())
    except SystemExit as exit_:
        return int(exit_.code or 0), out.getvalue()
    return 0, out.getvalue()


def run_json(*arguments: str) -> tuple[int, dict[str, Any]]:
    code, out = run(*arguments, "--json")
    return code, json.loads(out)


@pytest.fixture
def plan_file(tmp_path: Path) -> Path:
    path = tmp_path / "small.toml"
    path.write_text(PLAN)
    return path


def test_checking_korea_says_no_and_names_its_contradictions() -> None:
    code, review = run_json("check", str(KOREA))

    assert code == 1
    assert [one["id"] for one in review["commitments"]] == ["1.a", "1.b", "2.c", "2.d", "3.e"]
    milestones = [one for commitment in review["commitments"] for one in commitment["milestones"]]
    assert len(milestones) == 37
    assert {"id", "verifiable", "problems"} <= set(milestones[0])
    sentences = " ".join(one["sentence"] for one in review["contradictions"])
    for figure in ("5,007", "3,395", "16", "15", "47.1", "100,000,000", "80,000", "1.a"):
        assert figure in sentences


def test_a_review_is_said_in_korean_too() -> None:
    _code, out = run("check", str(KOREA), "--language", "ko")

    assert "모순" in out or "배" in out


def test_a_faulty_file_is_answered_with_its_place_and_code_2(tmp_path: Path) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text(PLAN.replace("target = 100", 'target = "many"'))

    with pytest.raises(CommandError) as caught:
        call_command("plan", "check", str(path))

    assert caught.value.returncode == 2
    assert f"{path}: commitment[0].milestone[1].target: " in str(caught.value)


def test_a_file_that_is_not_there_is_code_2() -> None:
    with pytest.raises(CommandError) as caught:
        call_command("plan", "check", "/nowhere/plan.toml")

    assert caught.value.returncode == 2


def test_a_plan_is_read_from_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(PLAN))

    code, review = run_json("check", "-")

    assert code == 1
    assert review["commitments"][0]["milestones"][1]["verifiable"]


@pytest.mark.django_db
def test_loading_twice_says_that_nothing_has_changed(plan_file: Path) -> None:
    assert run_json("load", str(plan_file))[1]["is_new"]
    assert not run_json("load", str(plan_file))[1]["is_new"]

    assert PlanVersion.objects.count() == 1


@pytest.mark.django_db
def test_measuring_a_kept_day_again_gives_the_same_or_exits_with_1(plan_file: Path) -> None:
    run("load", str(plan_file))
    day = localdate() - timedelta(days=1)
    with papers({date(2026, 3, 1): 70}):
        run("keep", "small", "--since", day.isoformat())
        code, same = run_json("measure", "--at", day.isoformat())
    with papers({date(2026, 3, 1): 71}):
        changed_code, changed = run_json("measure", "--at", day.isoformat())

    target = next(one for one in same["metrics"] if one["milestone"] == "1.2")
    assert (code, same["snapshot"]["agrees"], changed_code, changed["snapshot"]["agrees"]) == (0, True, 1, False)
    assert {"key", "value", "numerator", "denominator", "unit", "state"} <= set(target)
    assert (target["value"], target["unit"]) == (70, "documents")


@pytest.mark.django_db
def test_days_are_kept_at_the_distance_asked_for(plan_file: Path) -> None:
    run("load", str(plan_file))

    run("keep", "small", "--since", "2026-01-01", "--until", "2026-01-31", "--every", "7")

    assert [day.day for day in Snapshot.objects.order_by("day").values_list("day", flat=True)] == [1, 8, 15, 22, 29]


@pytest.mark.django_db
def test_measuring_without_a_plan_is_code_2() -> None:
    with pytest.raises(CommandError) as caught:
        call_command("plan", "measure")

    assert caught.value.returncode == 2


def test_a_diff_names_what_changed_and_exits_with_1(plan_file: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    other.write_text(PLAN.replace("target = 100", "target = 90"))

    assert run("diff", str(plan_file), str(plan_file))[0] == 0
    code, out = run("diff", str(plan_file), str(other))
    assert (code, out.strip()) == (1, "1.2 target: 100 → 90 (easier than before)")
    _code, said = run_json("diff", str(plan_file), str(other))
    assert said["changes"][0]["turn"] == "easier"


@pytest.mark.django_db
def test_a_diff_reads_versions_of_this_site(plan_file: Path) -> None:
    run("load", str(plan_file))
    plan_file.write_text(PLAN.replace("target = 100", "target = 120"))
    run("load", str(plan_file))

    assert run("diff", "small@1", "small")[1].strip() == "1.2 target: 100 → 120 (harder than before)"
    for odd in ("small@9", "small@x", "none"):
        with pytest.raises(CommandError) as refused:
            run("diff", odd, "small")
        assert refused.value.returncode == 2
