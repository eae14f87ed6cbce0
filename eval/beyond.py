"""Figures of what one span cannot say, each beside what the first candidate alone reaches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields

import numpy as np
import numpy.typing as npt

from eval.dataset import Kind
from eval.extra import Behaviour, Type
from eval.several import Several

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Figures = dict[str, float | None]
NAMES = tuple(field.name for field in fields(Several))


def measure_beyond(several: Floats, kinds: Mapping[Kind, Bools], f1: Floats) -> Figures:
    """The figures of questions whose scores are `several`, shape (questions, fields of `Several`), and `f1`.

    `sets` are means over questions that have several right answers; precision over those that were answered.
    `conflict.precision` is the share of right conflicts among the answers shown to differ, `recall` that among the
    questions whose articles differ; `corroboration` likewise of answers said to come from two independent articles or
    more; all four None where no question is known to be of that kind. `count` is the share of right answers whose
    number of articles is right. `standalone.unchanged` are the questions within a history that were read as they
    stand. `followup.f1_in_full` is the F1 of follow-ups asked in full, and `share_of_full` what the F1 of the same
    questions as follow-ups is of it. `f1_with_sets` scores a set by the F1 of its list. `first` has what the first
    candidate alone reaches; see `eval.told.Told`.
    """
    columns: dict[str, Floats] = {name: several[:, number] for number, name in enumerate(NAMES)}
    first, answerable = columns["first_f1"], kinds[Kind.ANSWERABLE]
    is_set = ~np.isnan(columns["set_f1"])
    in_full = ~np.isnan(columns["full_f1"])
    full = mean(columns["full_f1"][in_full])
    return {
        **{f"sets.{name}": mean(columns[f"set_{name}"]) for name in ("precision", "recall", "f1")},
        "sets.shown_as_conflict": mean(columns["shown_conflict"][is_set]),
        "conflict.precision": _precision(columns["right_conflict"], columns["shown_conflict"], columns["is_conflict"]),
        "conflict.recall": _share(columns["right_conflict"], columns["is_conflict"]),
        "conflict.shown_as_set": _share(columns["shown_several"] * columns["is_conflict"], columns["is_conflict"]),
        "corroboration.precision": _precision(columns["right_agreed"], columns["shown_agreed"], columns["is_agreed"]),
        "corroboration.recall": _share(columns["right_agreed"], columns["is_agreed"]),
        "corroboration.count": mean(columns["right_count"]),
        "standalone.unchanged": mean(columns["unchanged"]),
        "followup.f1_in_full": full,
        "followup.share_of_full": _ratio(mean(f1[in_full]), full),
        "answerable.f1_with_sets": mean(np.where(is_set, columns["set_f1"], f1)[answerable]),
        "first.answerable.f1": mean(first[answerable]),
        "first.answerable.f1_with_sets": mean(np.where(is_set, columns["first_set_f1"], first)[answerable]),
        "first.unanswerable.abstained": mean(first[kinds[Kind.UNANSWERABLE]]),
        "first.followup.f1": mean(first[kinds[Kind.FOLLOWUP]]),
        "first.followup.share_of_full": _ratio(mean(first[in_full]), full),
        **{f"first.sets.{name}": mean(columns[f"first_set_{name}"]) for name in ("precision", "recall", "f1")},
    }


def measure_types(types: npt.NDArray[np.str_], f1: Floats, first: Floats) -> Figures:
    """The F1 of each `Type` of question, silence scoring 1 where it is right; and that of the first candidate alone."""
    rows = {one: types == one.value for one in Type}
    return {
        **{f"types.{one.value}.f1": mean(f1[own]) for one, own in rows.items()},
        **{f"first.types.{one.value}.f1": mean(first[own]) for one, own in rows.items()},
    }


def measure_behaviours(behaviours: npt.NDArray[np.str_], right: Bools, answered: Bools) -> Figures:
    """Of questions that no span answers: how many got a quotation that bears on them, and how many were declined."""
    quote, decline = (behaviours == one.value for one in (Behaviour.QUOTE, Behaviour.DECLINE))
    return {
        "behaviours.quote.right": mean(np.where(right & answered, 1.0, 0.0)[quote]),
        "behaviours.decline.declined": mean(np.where(answered, 0.0, 1.0)[decline]),
    }


def mean(values: Floats) -> float | None:
    """The mean of what is known of `values`; None where nothing is."""
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else None


def _share(right: Floats, of: Floats) -> float | None:
    """How many of the questions in `of` are `right`, both 0 or 1, NaN where unknown; None where there are none."""
    total = float(np.nansum(of))
    return float(np.nansum(right)) / total if total else None


def _precision(right: Floats, shown: Floats, known: Floats) -> float | None:
    """As `_share`, of what is `shown`; None of questions of which none is `known`: nobody has said of them whether."""
    return _share(right, shown) if np.nansum(known) else None


def _ratio(one: float | None, other: float | None) -> float | None:
    return one / other if one is not None and other else None
