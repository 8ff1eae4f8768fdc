"""Draws by lot: as fair as can be, the same for everybody who computes them, and refused with a reason."""

import json
import os
import random
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import highspy
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madang.bodies.drawfile import Check, as_file, chances_of, gini, report_of, verify
from madang.bodies.leximin import NoPanel, fairest_lottery
from madang.bodies.panelmodel import quiet_solver
from madang.bodies.panels import PANELS, Stream, commitment_to, drawn_number, numbered_panels, seed_of
from madang.bodies.relaxation import smallest_relaxation
from madang.bodies.sortition import (
    Person,
    Pool,
    Problem,
    Quota,
    Unusable,
    pool_csv,
    quotas_csv,
    read_pool,
    read_quotas,
    replacement,
)

ROOT = Path(__file__).resolve().parents[3]
PLACES = [Path(os.environ.get("MADANG_SHARED", ROOT)), *(folder / "shared" for folder in ROOT.parents)]
SORTITION = "data/participation/sortition"
SHARED = next((place / SORTITION for place in PLACES if (place / SORTITION).exists()), Path("nowhere"))
FEATURES = ("age", "sex")
needs_shared = pytest.mark.skipif(not SHARED.exists(), reason="the data beside the checkout are absent")


def pool_of(rows: Iterable[tuple[str, ...]], homes: Iterable[str] | None = None) -> Pool:
    people = list(rows)
    names = list(homes) if homes else [""] * len(people)
    made = [Person(f"p{number:02}", values, names[number]) for number, values in enumerate(people)]
    return Pool(FEATURES, tuple(made))


SMALL = Problem(
    pool_of([("old", "f")] * 5 + [("old", "m")] + [("young", "f")] * 2 + [("young", "m")] * 2),
    (Quota("age", "old", 2, 2), Quota("age", "young", 2, 2), Quota("sex", "f", 2, 2), Quota("sex", "m", 2, 2)),
    4,
)


def all_panels(problem: Problem) -> list[tuple[Person, ...]]:
    return [panel for panel in combinations(problem.pool.people, problem.size) if problem.meets(panel)]


def leximin_by_people(problem: Problem) -> list[float]:
    """The sorted leximin chances over every panel of people: small cases only. Each stage asks each person alone."""
    panels, people = all_panels(problem), problem.pool.people
    table = np.array([[one in panel for panel in panels] for one in people], dtype=float)
    fixed: dict[int, float] = {}

    def highest(raised: set[int]) -> float:
        solver = quiet_solver()
        solver.changeObjectiveSense(highspy.ObjSense.kMaximize)
        empty = (0, np.array([], dtype=np.int32), np.array([]))
        solver.addCol(1.0, 0.0, 1.0, *empty)
        for _panel in panels:
            solver.addCol(0.0, 0.0, 1.0, *empty)
        every = np.arange(len(panels) + 1, dtype=np.int32)
        solver.addRow(1.0, 1.0, len(every), every, np.append(0.0, np.ones(len(panels))))
        for number in range(len(people)):
            weight = -1.0 if number in raised else 0.0
            least = 0.0 if number in raised else fixed.get(number, floor)
            solver.addRow(least - 1e-9, highspy.kHighsInf, len(every), every, np.append(weight, table[number]))
        solver.run()
        return float(solver.getInfo().objective_function_value)

    floor = 0.0
    while len(fixed) < len(people):
        open_ones = {number for number in range(len(people)) if number not in fixed}
        floor = highest(open_ones)
        stuck = {number for number in open_ones if highest({number}) <= floor + 1e-6}
        fixed |= dict.fromkeys(stuck, floor)
    return sorted(fixed.values())


Drawn = tuple[list[tuple[str, str]], list[str], int, list[tuple[int, int]]]
PROBLEMS = st.builds(
    lambda rows, homes, size, limits: (rows, homes[: len(rows)], min(size, len(rows)), limits),
    st.lists(st.tuples(st.sampled_from(["old", "young"]), st.sampled_from(["f", "m", "x"])), min_size=4, max_size=8),
    st.lists(st.sampled_from(["", "", "h1", "h2"]), min_size=8, max_size=8),
    st.integers(2, 4),
    st.lists(st.tuples(st.integers(0, 2), st.integers(1, 4)), min_size=5, max_size=5),
)


def built(drawn: Drawn) -> Problem:
    rows, homes, size, limits = drawn
    names = [("age", "old"), ("age", "young"), ("sex", "f"), ("sex", "m"), ("sex", "x")]
    quotas = [
        Quota(feature, value, low, max(low, high)) for (feature, value), (low, high) in zip(names, limits, strict=True)
    ]
    return Problem(pool_of(rows, homes), tuple(quotas), size)


@settings(max_examples=25)
@given(PROBLEMS)
def test_chances_are_those_of_leximin_over_every_panel_of_people(drawn: Drawn) -> None:
    problem = built(drawn)

    if not all_panels(problem):
        with pytest.raises(NoPanel):
            fairest_lottery(problem)
        return
    found = sorted(chances_of(fairest_lottery(problem)).values())

    assert np.allclose(found, leximin_by_people(problem), atol=1e-5)


@settings(max_examples=25)
@given(PROBLEMS)
def test_advice_is_the_smallest_that_makes_a_panel_possible(drawn: Drawn) -> None:
    problem = built(drawn)
    everybody = replace(problem, quotas=())
    possible = all_panels(everybody)

    def widening(panel: tuple[Person, ...]) -> int:
        total = 0
        for quota in problem.quotas:
            seated = sum(one.values[FEATURES.index(quota.feature)] == quota.value for one in panel)
            total += max(0, quota.least - seated, seated - quota.most)
        return total

    changes = smallest_relaxation(problem)

    if not possible:
        assert changes is None
        return
    assert changes is not None
    assert sum(abs(one.then - one.now) for one in changes) == min(map(widening, possible))
    new = {(one.feature, one.value, one.bound): one.then for one in changes}
    wider = tuple(
        Quota(
            one.feature,
            one.value,
            new.get((one.feature, one.value, "min"), one.least),
            new.get((one.feature, one.value, "max"), one.most),
        )
        for one in problem.quotas
    )
    assert all_panels(replace(problem, quotas=wider))


def test_no_two_people_of_a_household_are_on_a_panel() -> None:
    problem = Problem(
        pool_of(
            [("old", "f"), ("old", "m"), ("young", "f"), ("young", "m"), ("old", "f"), ("young", "m")],
            ["a", "a", "b", "b", "", ""],
        ),
        (Quota("age", "old", 0, 3), Quota("age", "young", 0, 3), Quota("sex", "f", 0, 3), Quota("sex", "m", 0, 3)),
        3,
    )

    numbered = numbered_panels(problem, fairest_lottery(problem))

    by_code = {one.code: one for one in problem.pool.people}
    assert all(problem.meets(by_code[code] for code in panel) for panel in numbered.panels)


def test_a_thousand_panels_keep_the_quotas_and_the_chances() -> None:
    lottery = fairest_lottery(SMALL)

    numbered = numbered_panels(SMALL, lottery)

    real, wanted = numbered.chances(), chances_of(lottery)
    by_code = {one.code: one for one in SMALL.pool.people}
    assert len(numbered.panels) == PANELS
    assert all(SMALL.meets(by_code[code] for code in panel) for panel in numbered.panels)
    assert all(abs(real[code] - wanted[code]) < 0.003 for code in wanted)


def test_people_whom_the_quotas_leave_out_are_named_and_the_rest_is_drawn() -> None:
    problem = replace(SMALL, quotas=(*SMALL.quotas[:2], Quota("sex", "f", 4, 4), Quota("sex", "m", 0, 0)))

    lottery = fairest_lottery(problem)

    left_out = {code for number in lottery.excluded for code in lottery.groups[number].people}
    assert left_out == {"p05", "p08", "p09"}
    assert lottery.minimum == pytest.approx(0.4)


def test_the_order_of_the_file_makes_no_difference() -> None:
    text = pool_csv(SMALL.pool)
    head, *rows = text.splitlines()
    random.Random(1).shuffle(rows)

    shuffled = read_pool("\n".join([head, *rows]), SMALL.quotas)

    assert shuffled == SMALL.pool
    assert shuffled.hash == SMALL.pool.hash


def test_another_process_with_another_hash_seed_draws_the_same_panels(tmp_path: Path) -> None:
    (tmp_path / "pool.csv").write_text(pool_csv(SMALL.pool))
    (tmp_path / "quotas.csv").write_text(quotas_csv(SMALL.quotas))
    code = (
        "import sys, hashlib; from pathlib import Path; from madang.bodies.sortition import *; "
        "from madang.bodies.leximin import *; from madang.bodies.panels import *; folder = Path(sys.argv[1]); "
        "quotas = read_quotas((folder / 'quotas.csv').read_text()); "
        "problem = Problem(read_pool((folder / 'pool.csv').read_text(), quotas), quotas, 4); "
        "found = numbered_panels(problem, fairest_lottery(problem)); "
        "sys.stderr.write(hashlib.sha256(repr(found.panels).encode()).hexdigest())"
    )

    def run(seed: str) -> str:
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        command = [sys.executable, "-c", code, str(tmp_path)]
        return subprocess.run(
            command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=True
        ).stderr

    assert run("1") == run("2") != ""


def test_the_stream_is_what_the_docs_say() -> None:
    """The first eight bytes of SHA-256("a", a zero byte, "0")."""
    assert Stream("a").below(1 << 64) == 0xB0E8DE8D4E6B1207
    counts = [0] * 5
    stream = Stream("even")
    for _turn in range(5000):
        counts[stream.below(5)] += 1
    assert min(counts) > 900


def test_the_number_depends_on_seed_beacon_and_pool() -> None:
    numbers = {drawn_number(seed_of("s", beacon), pool) for beacon in ("", "1", "2", "3") for pool in ("a", "b")}

    assert len(numbers) > 5
    assert all(0 <= number < PANELS for number in numbers)


def test_replacements_come_from_those_never_drawn_and_fill_what_is_missing() -> None:
    numbered = numbered_panels(SMALL, fairest_lottery(SMALL))
    panel = numbered.panels[0]
    gone, staying = panel[:1], panel[1:]

    rest = replacement(SMALL, staying=staying, gone=gone)

    by_code = {one.code: one for one in SMALL.pool.people}
    assert rest.size == 1
    assert not set(panel) & {one.code for one in rest.pool.people}
    for (code,) in numbered_panels(rest, fairest_lottery(rest)).panels:
        assert SMALL.meets([by_code[one] for one in (*staying, code)])


def draw_file(**changes: object) -> dict[str, object]:
    lottery = fairest_lottery(SMALL)
    numbered = numbered_panels(SMALL, lottery)
    number = drawn_number(seed_of("secret", "31"), SMALL.pool.hash)
    file = as_file(
        SMALL,
        numbered,
        report_of(SMALL, lottery, numbered),
        commitment=commitment_to("secret"),
        secret="secret",
        beacon_value="31",
        panel_number=number,
        panel=list(numbered.panels[number]),
    )
    return json.loads(json.dumps(file | changes))


def failed(checks: list[Check]) -> set[str]:
    return {one.name for one in checks if not one.passed}


def test_a_published_draw_is_verified_from_its_file_alone() -> None:
    assert failed(verify(draw_file())) == set()


@pytest.mark.parametrize(
    ("changes", "check"),
    [
        ({"secret": "other"}, "commitment"),
        ({"beacon_value": "32"}, "number"),
        ({"panel_number": -1}, "number"),
        ({"panel": ["p00", "p01", "p02", "p03"]}, "panel"),
        ({"minimum": 0.5}, "minimum"),
        ({"pool_hash": "0" * 64}, "pool-hash"),
        ({"panels": [["p00", "p01", "p02", "p03"]]}, "panels-meet-quotas"),
        ({"panels": [["p00", "p05", "p06", "p08"]] * 1000}, "panels-keep-chances"),
    ],
)
def test_whatever_is_tampered_with_is_found(changes: dict[str, object], check: str) -> None:
    assert check in failed(verify(draw_file(**changes)))


@pytest.mark.parametrize(
    "file", [{}, {"format": "other"}, {"format": "madang-draw-1"}, draw_file() | {"pool": [["a"]]}]
)
def test_what_is_no_draw_is_refused(file: dict[str, object]) -> None:
    with pytest.raises(Unusable):
        verify(file)


@pytest.mark.parametrize(
    ("pool", "quotas", "code"),
    [
        ("", "feature,value,min,max\nage,old,1,2\n", "pool-empty"),
        ("age\nold\nyoung\n", "feature,value,min,max\nage,old,1,2\n", "value-unknown"),
        ("sex\nf\n", "feature,value,min,max\nage,old,1,2\n", "pool-columns"),
        ("id,age\na,old\na,old\n", "feature,value,min,max\nage,old,1,2\n", "person-twice"),
        ("id,age\na\n", "feature,value,min,max\nage,old,1,2\n", "row-length"),
        ("age\nold\n", "feature,value,min\nage,old,1\n", "quota-columns"),
        ("age\nold\n", "feature,value,min,max\nage,old,2,1\n", "quota-reversed"),
        ("age\nold\n", "feature,value,min,max\nage,old,-1,1\n", "quota-number"),
        ("age\nold\n", "feature,value,min,max\nage,old,0,1\nage,old,0,1\n", "quota-twice"),
        ("age\x00\nold\n", "feature,value,min,max\nage,old,0,1\n", "no-table"),
    ],
)
def test_what_is_wrong_with_a_file_is_said_with_its_place(pool: str, quotas: str, code: str) -> None:
    with pytest.raises(Unusable) as fault:
        read_pool(pool, read_quotas(quotas))

    assert fault.value.code == code


def test_a_panel_larger_than_the_pool_is_refused() -> None:
    with pytest.raises(Unusable):
        replace(SMALL, size=11)


def test_gini_is_nought_for_equal_chances_and_grows() -> None:
    assert gini([0.1] * 8) == pytest.approx(0)
    assert gini([0.0, 0.0, 0.0, 1.0]) == pytest.approx(0.75)


@needs_shared
@pytest.mark.shared
@pytest.mark.slow
def test_the_real_fixture_has_the_minimum_that_others_published() -> None:
    quotas = read_quotas((SHARED / "sf_fixture_150/features.csv").read_text())
    pool = read_pool((SHARED / "sf_fixture_150/candidates.csv").read_text(), quotas, person="nationbuilder_id")

    lottery = fairest_lottery(Problem(pool, quotas, 22))

    assert lottery.minimum == pytest.approx(0.090909, abs=1e-6)
    assert gini(list(chances_of(lottery).values())) == pytest.approx(0.140, abs=0.001)
    assert max(lottery.chances) == pytest.approx(0.4709, abs=1e-3)
