"""Who sued the council is not whom the council sued."""

from __future__ import annotations

import pytest

from rag.evidence.doubts.odds import SURELY, doubt
from rag.evidence.doubts.roles import has_other_role
from rag.text.bases import bases_of
from tests.test_former import quoted


@pytest.mark.parametrize(
    ("question", "sentence", "answer"),
    [
        ("Who did Letov beat in Reyk?", "Awa Ndiaye, 14, has beaten the former champion Letov.", "Awa Ndiaye"),
        ("Who sued the council?", "The council has sued the builder Castell over the pool.", "Castell"),
        ("Who replaced Amina Seck?", "Amina Seck replaces Douglas Hirsch.", "Douglas Hirsch"),
        ("Who is suing the museum?", "The museum is suing a former guard, Ed Lind.", "a former guard"),
        ("Who booed the farmers?", "The minister, Rasa Kai, came out to talk and was booed.", "Rasa Kai"),
        (
            "Who did Dalia Moreno catch?",
            "She fell into the pit, where a guard, Rui Matos, partly caught her.",
            "Rui Matos",
        ),
        ("Who was arrested by Jo Lee?", "Jo Lee was arrested in May by a constable, Ann Moe.", "Ann Moe"),
        ("Who accused the captain?", "Nunez, 41, had been accused by the captain, Victor Haig.", "Nunez"),
        ("Who did Gil Gray succeed?", "Gil Gray was succeeded by Tom Hale in May.", "Tom Hale"),
        ("Who was Penn sued by?", "Penn sued his landlord, and won.", "his landlord"),
        ("Who was killed by Harper?", "Moe, who killed Harper in 2011, is free.", "Moe"),
    ],
)
def test_the_other_part_is_doubted(question: str, sentence: str, answer: str) -> None:
    one = quoted(sentence, answer)
    assert has_other_role(question, one)
    assert doubt(question, one, sentence) == SURELY


@pytest.mark.parametrize(
    ("question", "sentence", "answer"),
    [
        ("Who did Quillon sue?", "Quillon has sued a former engineer.", "a former engineer"),
        ("Who sued Quillon?", "Quillon was sued by the university in 2020.", "the university"),
        ("Who beat Lesna?", "Bruntal are in the final after beating Lesna.", "Bruntal"),
        ("Who was sacked?", "Rovers, who sacked Penn in May, lost.", "Penn"),
        ("Who killed Moe?", "Moe, killed by Harper in 2011, was 40.", "Harper"),
        ("Who did the police arrest?", "Ilie Pop, whom the police arrested, denies it.", "Ilie Pop"),
        ("Who was elected mayor?", "Voters elected Jo Moe mayor.", "Jo Moe"),
        ("Who finished the operation?", "Mira Dolenc finished an operation by the light of a lamp.", "Mira Dolenc"),
        ("Who was named as the victim?", "Police named the victim as Jo Moe.", "Jo Moe"),
        ("Who heads the agency?", "The agency head Jo Moe said so.", "Jo Moe"),
        ("Who coaches Lund?", "Lund coach Jo Moe sang.", "Jo Moe"),
        ("Who leads the scoring?", "The leading scorer Jo Moe sang.", "Jo Moe"),
        ("Who is set to replace Hale?", "Jo Moe, who set the record, is to replace Hale.", "Jo Moe"),
        ("Who said that it was late?", "It was late, said Jo Moe.", "Jo Moe"),
        ("Who married Ann Lee?", "Ann Lee married Jo Moe in May.", "Jo Moe"),  # each married the other
        ("Who was born in 1970?", "She was born to Ann Moe in 1970.", "Ann Moe"),
        ("Who shot the wolf?", "A watchman, Emil Draxler, filmed the wolf.", "Emil Draxler"),  # told of something else
    ],
)
def test_the_part_that_is_asked_for_is_not_doubted(question: str, sentence: str, answer: str) -> None:
    assert not has_other_role(question, quoted(sentence, answer))


@pytest.mark.parametrize(
    ("form", "base"),
    [("sued", "sue"), ("suing", "sue"), ("beaten", "beat"), ("stopped", "stop"), ("carries", "carry"), ("led", "lead")],
)
def test_the_base_of_a_verb(form: str, base: str) -> None:
    assert base in bases_of(form)
