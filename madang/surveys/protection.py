"""Publishing answers so that nobody can be picked out: rows by k-anonymity, tables by suppression of small cells."""

from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass

WITHHELD = "*"
Row = tuple[str, ...]


def anonymise(rows: Sequence[Row], k: int) -> list[Row]:
    """The rows with as few values withheld as it takes that every row is the same as at least k - 1 others.

    Values are withheld column by column, the column with most different values first, in the groups that are too
    small; if what is left over is still too small, the smallest group is withheld with it. With fewer than k rows
    everything is withheld. The same rows give the same result in any order.
    """
    if not rows:
        return []
    columns = sorted(range(len(rows[0])), key=lambda column: (-len({row[column] for row in rows}), column))
    found = list(rows)
    for column in columns:
        sizes = Counter(found)
        found = [_without(row, column) if sizes[row] < k else row for row in found]
    nothing = (WITHHELD,) * len(columns)
    while 0 < Counter(found)[nothing] < k:
        others = {row: size for row, size in Counter(found).items() if row != nothing}
        if not others:
            break
        smallest = min(others, key=lambda row: (others[row], row))
        found = [nothing if row == smallest else row for row in found]
    return found


def _without(row: Row, column: int) -> Row:
    return (*row[:column], WITHHELD, *row[column + 1 :])


@dataclass(frozen=True)
class Crosstab:
    """rows, columns: names. cells: counts, None where suppressed. Totals are always whole; no total is below k.

    merged: names of rows that were too small and stand together in the last row, called `*`.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[int | None, ...], ...]
    row_totals: tuple[int, ...]
    column_totals: tuple[int, ...]
    merged: tuple[str, ...] = ()


def protect(rows: Sequence[str], columns: Sequence[str], counts: Sequence[Sequence[int]], k: int) -> Crosstab | None:
    """A table of which no cell between 1 and k - 1 can be read or subtracted.

    Small rows are put together first. Small cells are suppressed, then as many others as it takes that whoever knows
    every total can only say of a small cell that it lies somewhere in a range at least k wide that reaches k. None if
    the table cannot be protected: there are too few answers.
    """
    names, table, merged = _merge_small(list(rows), [list(row) for row in counts], k)
    if not table or sum(map(sum, table)) < k:
        return None
    hidden = {(r, c) for r, row in enumerate(table) for c, count in enumerate(row) if 0 < count < k}
    small = frozenset(hidden)
    while exposed := [cell for cell in sorted(small) if not _is_safe(table, hidden, cell, k)]:
        more = _complement(table, hidden, exposed[0])
        if more is None:
            hidden |= {(r, c) for r in range(len(table)) for c in range(len(columns))}
            break
        hidden.add(more)
    else:
        _show_needless(table, hidden, small, k)
    cells = tuple(
        tuple(None if (r, c) in hidden else count for c, count in enumerate(row)) for r, row in enumerate(table)
    )
    totals = tuple(map(sum, table)), tuple(map(sum, zip(*table, strict=True)))
    return Crosstab(tuple(names), tuple(columns), cells, *totals, merged)


def _show_needless(
    table: list[list[int]], hidden: set[tuple[int, int]], small: frozenset[tuple[int, int]], k: int
) -> None:
    """Show again what was suppressed on the way and protects nothing, the largest counts first."""
    for cell in sorted(hidden - small, key=lambda place: (-table[place[0]][place[1]], place)):
        hidden.discard(cell)
        if not all(_is_safe(table, hidden, one, k) for one in small):
            hidden.add(cell)


def _merge_small(
    names: list[str], table: list[list[int]], k: int
) -> tuple[list[str], list[list[int]], tuple[str, ...]]:
    """Rows with fewer than k answers in one row, with the smallest of the others if that is still too small."""
    kept = [(name, row) for name, row in zip(names, table, strict=True) if sum(row)]
    small = [(name, row) for name, row in kept if sum(row) < k]
    large = [(name, row) for name, row in kept if sum(row) >= k]
    if not small:
        return [name for name, _row in large], [row for _name, row in large], ()
    while large and sum(sum(row) for _name, row in small) < k:
        smallest = min(large, key=lambda pair: sum(pair[1]))
        large.remove(smallest)
        small.append(smallest)
    together = [sum(column) for column in zip(*(row for _name, row in small), strict=True)]
    merged = tuple(name for name in names if name in {one for one, _row in small})
    return [*(name for name, _row in large), WITHHELD], [*(row for _name, row in large), together], merged


def _is_safe(table: list[list[int]], hidden: set[tuple[int, int]], cell: tuple[int, int], k: int) -> bool:
    low, high = bounds(table, hidden, cell)
    return high >= k and high - low >= k


def _complement(table: list[list[int]], hidden: set[tuple[int, int]], cell: tuple[int, int]) -> tuple[int, int] | None:
    """The next cell to suppress for `cell`: one whose row or column needs it, the smallest count that is not 0."""
    row, column = cell
    open_cells = [
        (r, c) for r in range(len(table)) for c in range(len(table[0])) if (r, c) not in hidden and table[r][c] > 0
    ]
    if not open_cells:
        return None

    def cost(place: tuple[int, int]) -> tuple[int, int, tuple[int, int]]:
        in_row = sum((place[0], c) in hidden for c in range(len(table[0])))
        in_column = sum((r, place[1]) in hidden for r in range(len(table)))
        closes = (in_row > 0) + (in_column > 0) + (place[0] == row) + (place[1] == column)
        return (-closes, table[place[0]][place[1]], place)

    return min(open_cells, key=cost)


def bounds(table: Sequence[Sequence[int]], hidden: set[tuple[int, int]], cell: tuple[int, int]) -> tuple[int, int]:
    """What somebody who sees all but the hidden cells, and every total, can say of one: its least and greatest count.

    Exact: moving a cell means moving others around a cycle, so each bound is a largest flow in the graph of rows and
    columns, where a cell can give away what it has and take any amount.
    """
    row, column = cell
    others = hidden - {cell}
    total = sum(map(sum, table))
    value = table[row][column]
    up = _flow(table, others, ("r", row), ("c", column), total)
    down = _flow(table, others, ("c", column), ("r", row), value)
    return max(0, value - down), value + up


Node = tuple[str, int]


def _flow(table: Sequence[Sequence[int]], hidden: set[tuple[int, int]], source: Node, sink: Node, limit: int) -> int:
    """The largest flow from source to sink, up to `limit` (Edmonds and Karp)."""
    left: dict[Node, dict[Node, int]] = {}
    for r, c in hidden:
        left.setdefault(("r", r), {})[("c", c)] = table[r][c]
        left.setdefault(("c", c), {})[("r", r)] = limit
    moved = 0
    while moved < limit:
        came: dict[Node, Node] = {source: source}
        queue = deque([source])
        while queue and sink not in came:
            node = queue.popleft()
            for neighbour, room in left.get(node, {}).items():
                if room > 0 and neighbour not in came:
                    came[neighbour] = node
                    queue.append(neighbour)
        if sink not in came:
            return moved
        path = [sink]
        while path[-1] != source:
            path.append(came[path[-1]])
        steps = list(zip(path[1:], path[:-1], strict=True))
        amount = min([limit - moved, *(left[a][b] for a, b in steps)])
        for a, b in steps:
            left[a][b] -= amount
            left[b][a] = left[b].get(a, 0) + amount
        moved += amount
    return moved
