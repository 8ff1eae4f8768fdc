"""A whole draw as one public JSON file, and the check of such a file by anybody.

Pure. The file has the pool (pseudonyms and features, no names), the quotas, every numbered panel, what was committed to
before the draw and, once drawn, the seed and the panel.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from madang.bodies.leximin import Lottery, NoPanel, Progress, fairest_lottery
from madang.bodies.panels import Numbered, commitment_to, drawn_number, numbered_panels, seed_of
from madang.bodies.sortition import Person, Pool, Problem, Quota, Unusable

FORMAT = "madang-draw-1"
NEAR = 1e-5


@dataclass(frozen=True)
class Check:
    """One thing that was looked at. is_decisive: whether the draw stands or falls with it."""

    name: str
    passed: bool
    detail: str = ""
    is_decisive: bool = True


def gini(values: list[float]) -> float:
    """How unequal chances are: 0 if all are the same. Source: the mean difference over twice the mean."""
    ordered, total = sorted(values), sum(values)
    if not total:
        return 0.0
    count = len(ordered)
    return sum((2 * place - count + 1) * value for place, value in enumerate(ordered)) / (count * total)


def chances_of(lottery: Lottery) -> dict[str, float]:
    """The leximin chance of everybody in the pool."""
    pairs = zip(lottery.groups, lottery.chances, strict=True)
    return dict(sorted((code, chance) for group, chance in pairs for code in group.people))


def report_of(problem: Problem, lottery: Lottery, numbered: Numbered) -> dict[str, Any]:
    """What is said of a lottery: the smallest, largest and every group's chance, and that of the numbered panels."""
    real = numbered.chances()
    chances = chances_of(lottery)
    without = {code for number in lottery.excluded for code in lottery.groups[number].people}
    return {
        "minimum": lottery.minimum,
        "maximum": max(lottery.chances),
        "gini": gini(list(chances.values())),
        "people": len(problem.pool.people),
        "excluded": len(without),
        "panels": len(numbered.panels),
        "minimum_of_panels": min((real.get(code, 0.0) for code in chances if code not in without), default=0.0),
        "groups": [
            {"values": list(group.values), "household": len(group.home), "people": len(group.people), "chance": chance}
            for group, chance in zip(lottery.groups, lottery.chances, strict=True)
        ],
    }


def as_file(problem: Problem, numbered: Numbered, report: Mapping[str, Any], **public: Any) -> dict[str, Any]:
    """The file. public: title, commitment, beacon, and after the draw secret, beacon_value, panel_number, panel."""
    pool = problem.pool
    return {
        "format": FORMAT,
        "size": problem.size,
        "features": list(pool.features),
        "pool": [[one.code, *one.values, one.household] for one in pool.people],
        "pool_hash": pool.hash,
        "quotas": [[one.feature, one.value, one.least, one.most] for one in problem.quotas],
        "panels": [list(panel) for panel in numbered.panels],
        "minimum": report["minimum"],
        "gini": report["gini"],
        **public,
    }


def problem_of(file: Mapping[str, Any]) -> Problem:
    """The problem that a file states. Raises `Unusable` if it states none."""
    try:
        if file["format"] != FORMAT:
            raise Unusable("draw-format", found=str(file["format"])[:40], wanted=FORMAT)
        quotas = tuple(sorted(Quota(str(row[0]), str(row[1]), int(row[2]), int(row[3])) for row in file["quotas"]))
        return Problem(Pool(tuple(map(str, file["features"])), _people(file)), quotas, int(file["size"]))
    except (KeyError, TypeError, IndexError, AttributeError, ValueError) as error:
        if isinstance(error, Unusable):
            raise
        raise Unusable("draw-file") from error


def _people(file: Mapping[str, Any]) -> tuple[Person, ...]:
    width = len(file["features"]) + 2
    people = [[str(cell) for cell in row] for row in file["pool"]]
    if any(len(row) != width for row in people) or len({row[0] for row in people}) != len(people):
        raise Unusable("draw-file")
    return tuple(sorted((Person(row[0], tuple(row[1:-1]), row[-1]) for row in people), key=lambda one: one.code))


def verify(file: Mapping[str, Any], *, on_progress: Progress = lambda done, total: None) -> list[Check]:
    """Everything about a draw that can be checked from its file alone. Raises `Unusable` for what is no such file."""
    problem = problem_of(file)
    numbered = Numbered(tuple(tuple(map(str, panel)) for panel in file.get("panels", [])))
    checks = [Check("pool-hash", problem.pool.hash == file.get("pool_hash"), problem.pool.hash)]
    by_code = {one.code: one for one in problem.pool.people}
    wrong = [
        number
        for number, panel in enumerate(numbered.panels)
        if not set(panel) <= set(by_code) or not problem.meets(by_code[code] for code in panel)
    ]
    checks.append(Check("panels-meet-quotas", bool(numbered.panels) and not wrong, ", ".join(map(str, wrong[:10]))))
    checks += fairness(file, problem, numbered, on_progress)
    return [*checks, *drawing(file, problem, numbered)]


def fairness(file: Mapping[str, Any], problem: Problem, numbered: Numbered, on_progress: Progress) -> list[Check]:
    """Whether the lottery is as fair as can be, computed anew; and whether the same panels come out here."""
    try:
        lottery = fairest_lottery(problem, on_progress=on_progress)
    except NoPanel:
        return [Check("minimum", passed=False)]
    told = float(file.get("minimum", -1.0))
    real, without = numbered.chances(), set(lottery.excluded)
    count = max(1, len(numbered.panels))
    short = [
        code
        for number, group in enumerate(lottery.groups)
        if number not in without
        for code in group.people
        if real.get(code, 0.0) < lottery.chances[number] * (1 - 1e-6) - 5.0 / count
    ]
    same = numbered_panels(problem, lottery, panels=count) == numbered
    return [
        Check("minimum", abs(told - lottery.minimum) <= NEAR, f"{lottery.minimum:.6f}"),
        Check("panels-keep-chances", not short, ", ".join(short[:10])),
        Check("same-panels", same, is_decisive=False),
    ]


def drawing(file: Mapping[str, Any], problem: Problem, numbered: Numbered) -> list[Check]:
    """Whether the seed was committed to, draws this number, and the number is this panel. Nothing before the draw."""
    if not (secret := str(file.get("secret") or "")):
        return []
    beacon = str(file.get("beacon_value") or "")
    number = drawn_number(seed_of(secret, beacon), problem.pool.hash, max(1, len(numbered.panels)))
    panel = numbered.panels[number] if numbered.panels else ()
    checks = [
        Check("number", number == file.get("panel_number"), str(number)),
        Check("panel", list(panel) == list(file.get("panel", [])), ", ".join(panel)),
    ]
    if file.get("commitment"):
        checks.insert(0, Check("commitment", commitment_to(secret) == file["commitment"], commitment_to(secret)))
    return checks
