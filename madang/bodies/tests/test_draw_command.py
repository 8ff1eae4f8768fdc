"""`madang draw` and `madang draw verify`: JSON, exit codes, one sentence for what is wrong."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[3]
POOL = "person,age,household\n" + "".join(
    f"p{n},{'old' if n < 5 else 'young'},{'h' if n in (0, 9) else ''}\n" for n in range(10)
)
QUOTAS = "feature,value,min,max\nage,old,1,1\nage,young,2,2\n"


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "pool.csv").write_text(POOL)
    (tmp_path / "quotas.csv").write_text(QUOTAS)
    return tmp_path


def madang(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from config.command import main; main()", "draw", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, input=stdin)


def draw(files: Path, *more: str, size: str = "3") -> subprocess.CompletedProcess[str]:
    pool, quotas = str(files / "pool.csv"), str(files / "quotas.csv")
    return madang("--pool", pool, "--quotas", quotas, "--size", size, "--seed", "하나", *more)


def test_a_draw_is_one_json_document_and_reproduced_from_its_own_file(files: Path) -> None:
    answer = draw(files, "--json", "--write", str(files / "draw.json"))

    drawn = json.loads(answer.stdout)
    assert answer.returncode == 0
    assert drawn["minimum"] == pytest.approx(0.2)
    assert (drawn["panels"], len(drawn["panel"]), len(drawn["probabilities"])) == (1000, 3, 10)
    assert not {"p0", "p9"} <= set(drawn["panel"])
    checked = madang("verify", "-", "--json", stdin=(files / "draw.json").read_text())
    assert checked.returncode == 0
    assert json.loads(checked.stdout)["panel"] == drawn["panel"]


def test_a_changed_file_answers_no(files: Path) -> None:
    draw(files, "--write", str(files / "draw.json"))
    whole = json.loads((files / "draw.json").read_text())
    (files / "draw.json").write_text(json.dumps(whole | {"panel": whole["panels"][whole["panel_number"] - 1][::-1]}))

    assert madang("verify", str(files / "draw.json")).returncode == 1


def test_a_replacement_is_tied_to_the_first_draw_and_checked_with_it(files: Path) -> None:
    first = json.loads(draw(files, "--json", "--write", str(files / "draw.json")).stdout)
    gone, *staying = first["panel"]

    draw(files, "--staying", ",".join(staying), "--gone", gone, "--write", str(files / "second.json"))

    checked = madang("verify", str(files / "draw.json"), str(files / "second.json"), "--json")
    told = json.loads(checked.stdout)
    assert (checked.returncode, told["ok"]) == (0, True)
    assert told["panel"][0] not in first["panel"]
    assert {"first-pool", "stay-or-gone", "rest-of-first"} <= {one["name"] for one in told["checks"]}
    whole = json.loads((files / "second.json").read_text())
    whole["replaces"]["gone"] = []
    (files / "second.json").write_text(json.dumps(whole))
    assert madang("verify", str(files / "draw.json"), str(files / "second.json")).returncode == 1


def test_quotas_that_cannot_be_met_are_answered_with_the_smallest_change(files: Path) -> None:
    answer = draw(files, size="4")

    assert answer.returncode == 1
    assert answer.stdout == ""
    assert "2" in answer.stderr
    assert "1" in answer.stderr


@pytest.mark.parametrize("arguments", [[], ["verify"], ["verify", "/nowhere.json"], ["--pool", "/nowhere.csv"]])
def test_wrong_usage_is_answered_with_a_sentence_and_two(arguments: list[str]) -> None:
    answer = madang(*arguments)

    assert answer.returncode == 2
    assert answer.stderr.strip()
    assert "Traceback" not in answer.stderr
