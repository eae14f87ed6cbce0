"""The scorer of SQuAD 2.0 once more, written after the published evaluate-v2.0.py and sharing nothing with `eval`.

`data` are SQuAD's articles; `predictions` maps a question's id to a text, "" for no answer.
"""

from __future__ import annotations

import collections
import re
import string
from typing import Any


def normalize_answer(s: str) -> str:
    s = "".join(ch for ch in s.lower() if ch not in set(string.punctuation))
    return " ".join(re.sub(r"\b(a|an|the)\b", " ", s).split())


def get_tokens(s: str) -> list[str]:
    return normalize_answer(s).split() if s else []


def compute_exact(a_gold: str, a_pred: str) -> int:
    return int(normalize_answer(a_gold) == normalize_answer(a_pred))


def compute_f1(a_gold: str, a_pred: str) -> float:
    gold_toks, pred_toks = get_tokens(a_gold), get_tokens(a_pred)
    num_same = sum((collections.Counter(gold_toks) & collections.Counter(pred_toks)).values())
    if len(gold_toks) == 0 or len(pred_toks) == 0:
        # If either is no answer, then F1 is 1 if they agree, 0 otherwise.
        return float(gold_toks == pred_toks)
    if num_same == 0:
        return 0.0
    precision, recall = num_same / len(pred_toks), num_same / len(gold_toks)
    return 2 * precision * recall / (precision + recall)


def score(data: list[dict[str, Any]], predictions: dict[str, str]) -> dict[str, float]:
    exact, f1, has_answer = {}, {}, {}
    for article in data:
        for paragraph in article["paragraphs"]:
            for qa in paragraph["qas"]:
                id_, gold = qa["id"], [a["text"] for a in qa["answers"] if normalize_answer(a["text"])] or [""]
                has_answer[id_] = bool(qa["answers"])
                exact[id_] = max(compute_exact(a, predictions[id_]) for a in gold)
                f1[id_] = max(compute_f1(a, predictions[id_]) for a in gold)
    figures: dict[str, float] = {}
    groups = {
        "": list(has_answer),
        "HasAns_": [id_ for id_ in has_answer if has_answer[id_]],
        "NoAns_": [id_ for id_ in has_answer if not has_answer[id_]],
    }
    for name, ids in groups.items():
        figures[f"{name}exact"] = sum(exact[id_] for id_ in ids) / len(ids)
        figures[f"{name}f1"] = sum(f1[id_] for id_ in ids) / len(ids)
        figures[f"{name}total"] = len(ids)
    return figures
