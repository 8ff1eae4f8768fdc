from collections import Counter
from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madang.surveys.protection import WITHHELD, anonymise, bounds, protect

ROWS = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xy"), st.sampled_from("1234567")), max_size=120)


@settings(max_examples=80, deadline=None)
@given(ROWS, st.integers(3, 7))
def test_every_released_row_stands_beside_enough_equals(rows: list[tuple[str, ...]], k: int) -> None:
    released = anonymise(rows, k)

    assert len(released) == len(rows)
    sizes = Counter(released)
    assert all(size >= k for size in sizes.values()) or set(sizes) == {(WITHHELD,) * 3}
    assert all(
        new in (old, WITHHELD)
        for before, after in zip(rows, released, strict=True)
        for old, new in zip(before, after, strict=True)
    )


def test_rows_that_are_safe_are_released_whole() -> None:
    rows = [("f", "young")] * 6 + [("m", "old")] * 5

    assert anonymise(rows, 5) == rows


def test_what_is_left_over_takes_the_smallest_group_with_it() -> None:
    released = anonymise([("a",)] * 10 + [("b",)] * 5 + [("c",)], 5)

    assert Counter(released) == {("a",): 10, (WITHHELD,): 6}


TABLES = st.lists(st.lists(st.integers(0, 12), min_size=3, max_size=3), min_size=2, max_size=4)


@settings(max_examples=60, deadline=None)
@given(TABLES)
def test_nobody_can_subtract_a_small_cell(counts: list[list[int]]) -> None:
    """Judged by the exact range that all totals leave to each suppressed cell."""
    k = 5
    found = protect([f"r{r}" for r in range(len(counts))], ["x", "y", "z"], counts, k)
    if found is None:
        assert sum(map(sum, counts)) < k
        return

    assert min(found.row_totals) >= k
    merged = [list(counts[int(name[1:])]) for name in found.rows if name != WITHHELD]
    if found.merged:
        merged.append([sum(counts[int(name[1:])][c] for name in found.merged) for c in range(3)])
    hidden = {(r, c) for r, row in enumerate(found.cells) for c, cell in enumerate(row) if cell is None}
    for r, c in product(range(len(merged)), range(3)):
        if 0 < merged[r][c] < k:
            assert (r, c) in hidden
            everything = len(hidden) == len(merged) * 3
            low, high = bounds(merged, hidden, (r, c))
            assert everything or (high >= k and high - low >= k)


def test_nothing_is_suppressed_that_protects_nothing() -> None:
    """A suppressed cell that everybody can work out would only be noise."""
    counts = [[9, 23], [21, 33], [8, 12], [2, 12], [3, 7]]
    found = protect("abcde", ["yes", "no"], counts, 5)

    assert found is not None
    hidden = {(r, c) for r, row in enumerate(found.cells) for c, cell in enumerate(row) if cell is None}
    assert {(3, 0), (4, 0)} <= hidden
    assert all(bounds(counts, hidden, cell)[0] < bounds(counts, hidden, cell)[1] for cell in hidden)


def brute_bounds(table: list[list[int]], hidden: set[tuple[int, int]], cell: tuple[int, int]) -> tuple[int, int]:
    """Every way to fill the hidden cells that agrees with all totals."""
    places = sorted(hidden)
    most = max(map(sum, table))
    rows = [sum(row) for row in table]
    columns = [sum(column) for column in zip(*table, strict=True)]
    seen = set()
    for filling in product(range(most + 1), repeat=len(places)):
        trial = [list(row) for row in table]
        for (r, c), value in zip(places, filling, strict=True):
            trial[r][c] = value
        if [sum(row) for row in trial] == rows and [sum(column) for column in zip(*trial, strict=True)] == columns:
            seen.add(trial[cell[0]][cell[1]])
    return min(seen), max(seen)


@pytest.mark.parametrize("seed", range(12))
def test_the_range_of_a_hidden_cell_is_exact(seed: int) -> None:
    rng = Random(seed)
    table = [[rng.randint(0, 4) for _ in range(3)] for _ in range(2)]
    hidden = set(rng.sample([(r, c) for r in range(2) for c in range(3)], 4))

    for cell in hidden:
        assert bounds(table, hidden, cell) == brute_bounds(table, hidden, cell)


def test_large_cells_are_shown_and_few_answers_are_not() -> None:
    open_table = protect(["a", "b"], ["yes", "no"], [[20, 30], [40, 0]], 5)

    assert open_table is not None
    assert open_table.cells == ((20, 30), (40, 0))
    assert protect(["a"], ["yes"], [[4]], 5) is None


def test_small_rows_stand_together() -> None:
    found = protect(["a", "b", "c"], ["yes", "no"], [[20, 30], [2, 1], [1, 2]], 5)

    assert found is not None
    assert found.rows == ("a", WITHHELD)
    assert found.merged == ("b", "c")
    assert found.row_totals == (50, 6)
