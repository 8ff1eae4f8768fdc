"""The computation of a draw for the worker: outside transactions, with progress, and kept in the end by an action."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from madang.bodies import actions
from madang.bodies.draw_wording import change_sentence
from madang.bodies.drawfile import report_of
from madang.bodies.leximin import NoPanel, fairest_lottery
from madang.bodies.models import Draw
from madang.bodies.panels import numbered_panels
from madang.bodies.queries.draws import problem_of
from madang.bodies.relaxation import smallest_relaxation, widened

NOTED_EVERY = timedelta(seconds=1)


def compute(draw: Draw, *, clock: Callable[[], datetime]) -> Draw:
    """Find the lottery and its panels, or the smallest relaxation of quotas that cannot be met. Idempotent.

    A draw that `widens` takes that relaxation and goes on.
    """
    if draw.state not in (Draw.State.WAITING, Draw.State.COMPUTING):
        return draw
    problem = problem_of(draw)
    noted = clock()

    def on_progress(done: int, total: int) -> None:
        nonlocal noted
        if clock() - noted >= NOTED_EVERY:
            noted = clock()
            actions.note_progress(draw=draw, done=done, total=total)

    advice: list[dict[str, Any]] = []
    try:
        lottery = fairest_lottery(problem, on_progress=on_progress)
    except NoPanel:
        changes = smallest_relaxation(problem) or []
        advice = [vars(change) | {"sentence": change_sentence(change)} for change in changes]
        if not (draw.widens and changes):
            return actions.finish_computation(draw=draw, advice=advice)
        problem = widened(problem, changes)
        lottery = fairest_lottery(problem, on_progress=on_progress)
    numbered = numbered_panels(problem, lottery)
    report = report_of(problem, lottery, numbered)
    return actions.finish_computation(
        draw=draw, panels=numbered.panels, report=report, advice=advice, quotas=problem.quotas
    )
