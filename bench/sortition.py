"""How fair and how fast Madang draws, beside sortition-algorithms, in one run:

    python bench/sortition.py FIXTURE [--oracle .venv-oracles/bin/python] [--limit 300] [--runs 3]

FIXTURE: a folder with candidates.csv and features.csv of a real draw of 22 from 150. Pools: that one; the same people
twelve times over (1,800, panel 220); 2,000 people of an invented city with 2 x 6 x 5 x 9 values of features, panel 200.
Each method has a process of its own; a pool that takes longer than `--limit` seconds is stopped. The other program is
asked for `maximin` (its fairest method without a commercial solver), which has the same smallest chance as leximin.
Prints a table: people, panel, method, smallest chance in %, median seconds, runs.
"""

import argparse
import csv
import io
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OURS = """
import sys, json, time
from pathlib import Path
from madang.bodies.sortition import Problem, read_pool, read_quotas
from madang.bodies.leximin import fairest_lottery
folder, size = Path(sys.argv[1]), int(sys.argv[2])
quotas = read_quotas((folder / "features.csv").read_text())
pool = read_pool((folder / "people.csv").read_text(), quotas)
start = time.perf_counter()
lottery = fairest_lottery(Problem(pool, quotas, size))
seconds = time.perf_counter() - start
sys.stderr.write("ANSWER" + json.dumps([lottery.minimum, seconds, len(lottery.groups), lottery.searches]))
"""
THEIRS = """
import sys, json, time, logging
from pathlib import Path
logging.disable(logging.CRITICAL)
from sortition_algorithms import CSVStringDataSource, SelectionData, Settings
from sortition_algorithms.committee_generation import find_distribution_maximin
folder, size = Path(sys.argv[1]), int(sys.argv[2])
settings = Settings(id_column="person", columns_to_keep=[], check_same_address=False, selection_algorithm="maximin",
                    random_number_seed=1)
data = SelectionData(CSVStringDataSource((folder / "features.csv").read_text(), (folder / "people.csv").read_text()))
features, _ = data.load_features(size)
people, _ = data.load_people(settings, features)
start = time.perf_counter()
panels, chances, _ = find_distribution_maximin(features, people, size, [])
seconds = time.perf_counter() - start
share = {}
for panel, chance in zip(panels, chances):
    for one in panel:
        share[one] = share.get(one, 0.0) + chance
sys.stderr.write("ANSWER" + json.dumps([min(share.get(one, 0.0) for one in people), seconds]))
"""


def written(rows: list[list[object]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def fixture(source: Path, times: int, folder: Path) -> None:
    """The real pool so many times over, with quotas ten times as large for twelve."""
    with (source / "candidates.csv").open() as file:
        people = list(csv.DictReader(file))
    with (source / "features.csv").open() as file:
        features = list(csv.DictReader(file))
    names = list(dict.fromkeys(one["feature"] for one in features))
    rows: list[list[object]] = [["person", *names]]
    for turn in range(times):
        rows += [[f"{one['nationbuilder_id']}-{turn}", *(one[name] for name in names)] for one in people]
    factor = 10 if times > 1 else 1
    quotas: list[list[object]] = [["feature", "value", "min", "max"]]
    quotas += [[one["feature"], one["value"], int(one["min"]) * factor, int(one["max"]) * factor] for one in features]
    (folder / "people.csv").write_text(written(rows))
    (folder / "features.csv").write_text(written(quotas))


def city(people: int, size: int, folder: Path) -> None:
    """An invented pool in which some kinds of people volunteer far more than others; quotas of 20 % either way."""
    chance = random.Random(1)
    names = {f"feature{number}": [f"value{one}" for one in range(count)] for number, count in enumerate((2, 6, 5, 9))}
    keen = {name: [chance.random() ** 2 + 0.05 for _value in values] for name, values in names.items()}
    drawn = [[chance.choices(values, keen[name])[0] for name, values in names.items()] for _person in range(people)]
    quotas: list[list[object]] = [["feature", "value", "min", "max"]]
    for place, (name, values) in enumerate(names.items()):
        weights = [1 + chance.random() * 0.3 for _value in values]
        for value, weight in zip(values, weights, strict=True):
            fair = size * weight / sum(weights)
            there = sum(one[place] == value for one in drawn)
            quotas.append([name, value, min(there // 2, int(fair * 0.8)), int(fair * 1.2) + 1])
    rows: list[list[object]] = [["person", *names], *([f"p{number:05}", *one] for number, one in enumerate(drawn))]
    (folder / "people.csv").write_text(written(rows))
    (folder / "features.csv").write_text(written(quotas))


def ask(python: str, code: str, folder: Path, size: int, limit: float) -> list[float] | None:
    """What one process answered, or None if it was stopped or failed."""
    command = [python, "-c", code, str(folder), str(size)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)} if code is OURS else dict(os.environ)
    try:
        done = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, timeout=limit, check=False
        )
    except subprocess.TimeoutExpired:
        return None
    if "ANSWER" not in done.stderr:
        print(done.stderr[-600:], file=sys.stderr)
        return None
    answer: list[float] = json.loads(done.stderr.rpartition("ANSWER")[2].splitlines()[0])
    return answer


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("fixture", type=Path)
    parser.add_argument("--oracle", default=str(ROOT / ".venv-oracles" / "bin" / "python"))
    parser.add_argument("--limit", type=float, default=300.0)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    print(f"{'people':>7} {'panel':>6} {'method':<34} {'minimum %':>10} {'seconds':>9} runs")
    with tempfile.TemporaryDirectory() as scratch:
        for people, size in ((150, 22), (1800, 220), (2000, 200)):
            folder = Path(scratch) / str(people)
            folder.mkdir()
            if people == 2000:
                city(people, size, folder)
            else:
                fixture(options.fixture, people // 150, folder)
            for name, python, code in (
                ("Madang leximin", sys.executable, OURS),
                ("sortition-algorithms maximin", options.oracle, THEIRS),
            ):
                report(
                    people, size, name, [ask(python, code, folder, size, options.limit) for _ in range(options.runs)]
                )


def report(people: int, size: int, name: str, answers: list[list[float] | None]) -> None:
    told = [answer for answer in answers if answer]
    if not told:
        print(f"{people:>7} {size:>6} {name:<34} {'-':>10} {'stopped':>9} {len(answers)}", flush=True)
        return
    seconds, minimum = statistics.median(answer[1] for answer in told), told[0][0] * 100
    print(f"{people:>7} {size:>6} {name:<34} {minimum:>10.4f} {seconds:>9.2f} {len(told)}", flush=True)


if __name__ == "__main__":
    main()
