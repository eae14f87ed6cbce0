"""The plots of the view Quality, as inline SVG with a text alternative. Pure; colours are those of `quality.css`."""

from __future__ import annotations

from collections.abc import Sequence

from ui.render import escape

WIDTH, HEIGHT = 360, 280
LEFT, RIGHT, TOP, BOTTOM = 46, 348, 12, 226
TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)
MOST_POINTS = 300
Points = Sequence[tuple[float, float]]


def reliability_plot(bins: Points, before: Points = ()) -> str:
    """Share of right answers over confidence, a dot a bin; on the diagonal a confidence can be believed."""
    told = "; ".join(f"{100 * x:.0f} % said, {100 * y:.0f} % right" for x, y in bins)
    diagonal = f'<line class="ideal" x1="{_x(0):.1f}" y1="{_y(0):.1f}" x2="{_x(1):.1f}" y2="{_y(1):.1f}"/>'
    dots = "".join(f'<circle class="dot" cx="{_x(x):.1f}" cy="{_y(y):.1f}" r="4"/>' for x, y in bins)
    earlier = _line(before, "before")
    return _figure(
        "reliability",
        "Can the percentages be believed?",
        "On the dotted line, what is called 70 % is right 7 times in 10. Above it Ibid is too modest, else too sure.",
        f"In groups of equal size: {told or 'no questions'}.",
        ("confidence", "right"),
        diagonal + earlier + _line(bins, "curve") + dots,
        has_before=bool(before),
    )


def risk_plot(curve: Points, before: Points = ()) -> str:
    """Share of wrong answers over the share of questions that are answered, the surest first."""
    marks = [_risk_at(curve, share) for share in (0.25, 0.5, 0.75, 1.0)] if curve else []
    told = "; ".join(f"{100 * x:.0f} % answered, {100 * y:.0f} % of these wrong" for x, y in marks)
    return _figure(
        "risk",
        "What does silence buy?",
        "The surest questions are answered first. The lower the line, the better Ibid knows which answers are wrong.",
        f"{told or 'No questions'}.",
        ("questions answered", "wrong"),
        _line(thin(before), "before") + _line(thin(curve), "curve"),
        has_before=bool(before),
    )


def thin(points: Points, most: int = MOST_POINTS) -> list[tuple[float, float]]:
    """At most `most` of the points, evenly, with the first and the last."""
    if len(points) <= most:
        return list(points)
    return [points[round(at * (len(points) - 1) / (most - 1))] for at in range(most)]


def _risk_at(curve: Points, share: float) -> tuple[float, float]:
    return min(curve, key=lambda point: abs(point[0] - share))


def _figure(
    name: str, title: str, caption: str, told: str, axes: tuple[str, str], content: str, *, has_before: bool
) -> str:
    x_label, y_label = axes
    grid = "".join(
        f'<line class="grid" x1="{LEFT}" y1="{_y(tick):.1f}" x2="{RIGHT}" y2="{_y(tick):.1f}"/>'
        f'<text class="end" x="{LEFT - 8}" y="{_y(tick) + 4:.1f}">{100 * tick:.0f}</text>'
        f'<text class="middle" x="{_x(tick):.1f}" y="{BOTTOM + 18}">{100 * tick:.0f}</text>'
        for tick in TICKS
    )
    labels = (
        f'<text class="middle" x="{(LEFT + RIGHT) / 2:.0f}" y="{BOTTOM + 40}">{x_label}, %</text>'
        f'<text class="middle" transform="rotate(-90)" x="{-(TOP + BOTTOM) / 2:.0f}" y="12">{y_label}, %</text>'
    )
    key = ' <span class="key">Dashed: the run before.</span>' if has_before else ""
    return (
        f'<figure class="plot"><h3>{escape(title)}</h3>'
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="{name}-title {name}-told">'
        f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-told">{escape(told)}</desc>'
        f"{grid}{content}{labels}</svg>"
        f"<figcaption>{escape(caption)}{key}</figcaption></figure>"
    )


def _line(points: Points, name: str) -> str:
    if not points:
        return ""
    return f'<polyline class="{name}" points="{" ".join(f"{_x(x):.1f},{_y(y):.1f}" for x, y in points)}"/>'


def _x(share: float) -> float:
    return LEFT + (RIGHT - LEFT) * share


def _y(share: float) -> float:
    return BOTTOM - (BOTTOM - TOP) * share
