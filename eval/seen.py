"""Whether the questions asked are those that the confidences were fitted on, which flatters figures of confidence."""

from __future__ import annotations

from collections.abc import Mapping

from eval.extra import Split
from eval.verdict import Report
from rag import plain_count


def seen_note(report: Report) -> str | None:
    """A sentence to say so, None where nothing speaks for it. Files are known by their names, gzipped or not.

    Of a set in halves the development half is for fitting, so asking only the other one is not worth a word.
    """
    questions, calibration = report.run.get("questions"), report.run.get("calibration")
    if not isinstance(questions, Mapping) or not isinstance(calibration, Mapping):
        return None
    fitted_on = calibration.get("fitted_on")
    if not isinstance(fitted_on, Mapping) or all(one.question.extra.split is Split.TEST for one in report.verdicts):
        return None
    name = _plain(questions.get("name"))
    for file, count in fitted_on.items():
        if name and _plain(file) == name and isinstance(count, int):
            return (
                f"The confidences and the bar for silence were fitted on {plain_count(count, 'question')} of {file}: "
                "the figures of confidence and silence flatter."
            )
    return None


def _plain(name: object) -> str:
    return name.removesuffix(".gz") if isinstance(name, str) else ""
