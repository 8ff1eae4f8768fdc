from datetime import date
from decimal import Decimal

from hypothesis import example, given
from hypothesis import strategies as st

from madang.plans.charts import HEIGHT, LEFT, RIGHT, TALL, WIDTH, columns, line_chart, nice_ticks

JANUARY, DECEMBER = date(2014, 1, 1), date(2014, 12, 31)


def test_without_a_value_there_is_no_picture() -> None:
    assert line_chart(measured=[], reported=[], target=Decimal(5)) is None


def test_the_line_rises_to_the_target_on_the_due_day() -> None:
    chart = line_chart(
        measured=[(JANUARY, Decimal(0)), (DECEMBER, Decimal(100))],
        reported=[],
        target=Decimal(100),
        begin=Decimal(0),
        start=JANUARY,
        due=DECEMBER,
    )

    assert chart is not None
    assert chart.promise is not None
    assert chart.target is not None
    assert (chart.promise.x1, chart.promise.y1) == (chart.measured[0].x, chart.measured[0].y)
    assert (chart.promise.x2, chart.promise.y2) == (chart.measured[1].x, chart.measured[1].y)
    assert chart.target.y1 == chart.target.y2 == chart.measured[1].y


values = st.decimals(-(10**9), 10**9, places=2)


@given(st.lists(st.tuples(st.dates(JANUARY, DECEMBER), values), min_size=1, max_size=12), st.none() | values)
def test_every_value_lies_inside_the_picture(points: list[tuple[date, Decimal]], target: Decimal | None) -> None:
    chart = line_chart(measured=points, reported=[], target=target, start=JANUARY, due=DECEMBER)

    assert chart is not None
    for mark in chart.measured:
        assert LEFT <= float(mark.x) <= WIDTH - RIGHT
        assert 0 <= float(mark.y) <= HEIGHT


@given(st.floats(-1e9, 1e9), st.floats(0, 1e9))
@example(0.0, 5e-324)
@example(1e9, 0.0002)
def test_ticks_are_few_and_hold_everything_between_them(low: float, span: float) -> None:
    ticks = nice_ticks(low, low + span)

    assert 2 <= len(ticks) <= 8
    assert ticks[0] <= low + (abs(low) + span) * 1e-6 + 1e-6
    assert ticks[-1] >= low + span - (abs(low) + span) * 1e-6 - 1e-6


def test_a_column_is_as_full_as_the_way_is_covered() -> None:
    picture = columns([("on-track", Decimal("0.5"), Decimal("0.25")), ("not-measurable", None, None)])

    half, unknown = picture.columns
    assert (half.filled_y, half.filled_height, half.expected_y) == ("36", "36", "54")
    assert unknown.filled_height is None
    assert float(half.filled_height or 0) == TALL / 2
