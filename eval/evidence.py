"""The evidence for one question, folded under it in the HTML report."""

from __future__ import annotations

from eval.dataset import Kind
from eval.elsewhere import elsewhere_note
from eval.markup import Markup, join, tag
from eval.verdict import Excerpt, Verdict
from rag import plain_count

CANDIDATES_SHOWN = 3


def evidence_html(verdict: Verdict) -> Markup:
    """What is known of a question and what was made of it, to be unfolded."""
    question = verdict.question
    facts = [f"{question.id}, {question.kind.value}"]
    if question.kind is not Kind.UNANSWERABLE:
        found = f"at rank {', '.join(map(str, verdict.gold_ranks))}" if verdict.gold_ranks else "not found"
        facts.append(f"gold passages {found} ({verdict.gold_passages} in the library)")
    facts += [
        f"{verdict.read} of {plain_count(verdict.retrieved, 'passage')} read",
        f"threshold {verdict.threshold:.2f}",
    ]
    if verdict.valid != verdict.quotations:
        facts.append(f"{verdict.quotations - verdict.valid} of {verdict.quotations} quotations not verified")
    shown = [
        (number, one)
        for number, one in enumerate(verdict.candidates, start=1)
        if number <= CANDIDATES_SHOWN or one.right
    ]
    turns = [("after", f"{asked} {answer or 'silence'}") for asked, answer in question.history]
    parts = [part for name, told in turns for part in (tag("dt", name), tag("dd", told, dir="auto"))]
    parts += [part for one in verdict.gold for part in _excerpt("gold", one)]
    parts += [part for number, one in shown for part in _excerpt(f"candidate {number}", one)]
    note = elsewhere_note(verdict)
    return tag(
        "details",
        tag("summary", "evidence"),
        tag("p", " · ".join(facts), class_="soft"),
        tag("dl", *parts),
        tag("p", note[0].upper() + note[1:] + ".") if note is not None else join(),
    )


def _excerpt(name: str, one: Excerpt) -> tuple[Markup, Markup]:
    start = one.start - one.around_start
    before, after = one.around[:start], one.around[start + len(one.text) :]
    facts = [f"{one.article}, {one.start}–{one.end}", f"passage rank {one.rank}" if one.rank else "passage not found"]
    judged = join()
    if one.confidence is not None:
        facts.append(f"confidence {one.confidence:.2f}")
        judged = join(", ", tag("span", "right" if one.right else "wrong", class_="right" if one.right else "wrong"))
    return tag("dt", f"{name}: {', '.join(facts)}", judged), tag("dd", before, tag("mark", one.text), after, dir="auto")
