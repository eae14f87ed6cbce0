"""The plots of the HTML report, as inline SVG: pure functions from data to markup. Colours are the style sheet's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from eval.markup import Markup, join, tag
from eval.reliability import Bin, Coverage

WIDTH, HEIGHT = 340, 260
LEFT, RIGHT, TOP, BOTTOM = 44, 330, 12, 212
TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)
ROW = 34
LEAST_LABELLED = 0.08  # of the width; a narrower part has no room for its number


def reliability_plot(bins: Sequence[Bin]) -> Markup:
    """Share of right answers over confidence, one point a bin; on the diagonal confidence can be believed."""
    points = [(one.confidence, one.right) for one in bins]
    dots = [
        tag("circle", cx=_x(x), cy=_y(y), r=4, class_="dot") for x, y in points
    ]  # fmt: skip
    diagonal = tag("line", x1=_x(0), y1=_y(0), x2=_x(1), y2=_y(1), class_="ideal")
    told = ", ".join(f"{100 * x:.0f} % said and {100 * y:.0f} % right" for x, y in points)
    return _frame(
        "Reliability", f"In bins of equal size: {told}.", "confidence", "right", diagonal, _line(points), *dots
    )


def risk_plot(curve: Sequence[Coverage]) -> Markup:
    """Share of wrong answers over the share of questions that are answered, the surest first."""
    points = [(one.coverage, one.risk) for one in curve]
    last = f"{100 * points[-1][1]:.0f} % are wrong when all are answered" if points else "no questions"
    return _frame("Risk and coverage", f"{last}.", "questions answered", "wrong", _line(points))


def f1_plot(bins: Sequence[Bin], threshold: float | None) -> Markup:
    """Mean F1 of the best candidate, shown or not, over confidence; `Bin.right` holds the F1 here."""
    bars = [
        tag("rect", x=_x(one.low), y=_y(one.right), width=max(3.0, _x(one.high) - _x(one.low)),
            height=_y(0) - _y(one.right), class_="bar")
        for one in bins
    ]  # fmt: skip
    cut = (
        [tag("line", x1=_x(threshold), y1=_y(0), x2=_x(threshold), y2=_y(1), class_="ideal")]
        if threshold is not None
        else []
    )
    told = ", ".join(f"{one.right:.2f} from {one.low:.2f} to {one.high:.2f}" for one in bins)
    dashed = " The dashed line is the threshold." if cut else ""
    return _frame("F1 by confidence", f"In bins of equal size: {told}.{dashed}", "confidence", "F1", *bars, *cut)


def latency_plot(steps: Mapping[str, Mapping[str, float]]) -> Markup:
    """One bar a percentile, split into steps: {"p50": {"embed": 12.0, …}, …}, in milliseconds."""
    longest = max((sum(parts.values()) for parts in steps.values()), default=0.0) or 1.0
    rows: list[Markup] = []
    for row, (name, parts) in enumerate(steps.items()):
        y, x = TOP + row * ROW, float(LEFT)
        rows.append(tag("text", name, x=LEFT - 8, y=y + 15, class_="tick end"))
        for number, (step, milliseconds) in enumerate(parts.items()):
            width = (RIGHT - LEFT) * milliseconds / longest
            title = tag("title", f"{step} {milliseconds:.0f} ms")
            rows.append(tag("g", title, tag("rect", x=x, y=y, width=width, height=22, class_=f"part part-{number}")))
            if width > LEAST_LABELLED * (RIGHT - LEFT):
                rows.append(tag("text", f"{milliseconds:.0f}", x=x + width / 2, y=y + 15, class_="tick middle inside"))
            x += width
    height = TOP + ROW * len(steps) + 8
    names = list(next(iter(steps.values()), {}))
    for number, step in enumerate(names):
        x = LEFT + number * (RIGHT - LEFT) / max(1, len(names))
        rows.append(tag("rect", x=x, y=height, width=10, height=10, class_=f"part part-{number}"))
        rows.append(tag("text", step, x=x + 14, y=height + 9, class_="tick"))
    told = "; ".join(
        f"{name}: " + ", ".join(f"{s} {ms:.0f} ms" for s, ms in parts.items()) for name, parts in steps.items()
    )
    return _figure("Where the time goes", f"{told}. Percentiles of each step by itself.", height + 20, *rows)


def _frame(title: str, caption: str, x_label: str, y_label: str, *content: Markup) -> Markup:
    """Axes from 0 to 1 in percent around `content`."""
    grid = [
        join(
            tag("line", x1=LEFT, y1=_y(tick), x2=RIGHT, y2=_y(tick), class_="grid"),
            tag("text", f"{100 * tick:.0f}", x=LEFT - 8, y=_y(tick) + 4, class_="tick end"),
            tag("text", f"{100 * tick:.0f}", x=_x(tick), y=BOTTOM + 18, class_="tick middle"),
        )
        for tick in TICKS
    ]
    labels = [
        tag("text", f"{x_label}, %", x=(LEFT + RIGHT) / 2, y=BOTTOM + 38, class_="label middle"),
        tag("text", f"{y_label}, %", x=-(TOP + BOTTOM) / 2, y=12, transform="rotate(-90)", class_="label middle"),
    ]
    return _figure(title, caption, HEIGHT, *grid, *content, *labels)


def _figure(title: str, caption: str, height: float, *content: Markup) -> Markup:
    picture = tag("svg", *content, viewBox=f"0 0 {WIDTH} {height:.0f}", role="img", aria_label=f"{title}. {caption}")
    return tag("figure", tag("h3", title), picture, tag("figcaption", caption))


def _line(points: Sequence[tuple[float, float]]) -> Markup:
    return tag("polyline", points=" ".join(f"{_x(x):.1f},{_y(y):.1f}" for x, y in points), class_="curve")


def _x(share: float) -> float:
    return LEFT + (RIGHT - LEFT) * share


def _y(share: float) -> float:
    return BOTTOM - (BOTTOM - TOP) * share
