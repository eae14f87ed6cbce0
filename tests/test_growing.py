"""The whole list from the words of it that a reader found, and no more than the list."""

from __future__ import annotations

import pytest

from rag.evidence.lists.members import members


@pytest.mark.parametrize(
    ("text", "span", "expected"),
    [
        ("They held Dan Holt, 43, Amy Cole, 38, and Lee Marsh, 51.", "Dan Holt", ["Dan Holt", "Amy Cole", "Lee Marsh"]),
        (
            "Goals by Tom Reid, his brother Sam and winger Owen Pugh.",
            "Tom Reid",
            ["Tom Reid", "his brother Sam", "winger Owen Pugh"],
        ),
        ("Joy Abara and bank governor Tunde Ojo will come.", "Joy Abara", ["Joy Abara", "bank governor Tunde Ojo"]),
        ("Per Berg of Sweden and Ida Dahl of Denmark won.", "Per Berg", ["Per Berg of Sweden", "Ida Dahl of Denmark"]),
        ("Kenya, along with Uganda, will send troops.", "Kenya", ["Kenya", "Uganda"]),
        ("Not only Kenya but also Uganda will send troops.", "Uganda", ["Kenya", "Uganda"]),
        ("Neither Rovers nor United will play.", "Rovers nor United", ["Rovers", "United"]),
        ("Hughes, Larkin, Heaney, and others were read.", "Hughes", ["Hughes", "Larkin", "Heaney"]),
        ("Hughes, Larkin and two other poets were read.", "Hughes, Larkin and two other poets", ["Hughes", "Larkin"]),
        ("Rovers, United but not City have signed.", "Rovers, United but not City", ["Rovers", "United"]),
        (
            "The three are: Amina Yusuf, Grace Otieno, Peter Kamau.",
            "Grace Otieno",
            ["Amina Yusuf", "Grace Otieno", "Peter Kamau"],
        ),
        (
            "It closes in Reno, Nevada; Boise, Idaho; and Erie, Utah.",
            "Boise, Idaho",
            ["Reno, Nevada", "Boise, Idaho", "Erie, Utah"],
        ),
        (
            "They are Peter Wood, a carpenter; Jill Brand, a nurse; and Carl Stone, 20.",
            "Jill Brand",
            ["Peter Wood", "Jill Brand", "Carl Stone"],
        ),
        (
            "Lagos, Nigeria, and Accra, Ghana, flooded.",
            "Lagos, Nigeria, and Accra, Ghana",
            ["Lagos, Nigeria", "Accra, Ghana"],
        ),
        ("Rob Tanner and the member for waste, Fergus Boyd.", "Rob Tanner", ["Rob Tanner", "Fergus Boyd"]),
        (
            "Ms Lund, from Oslo, and Mr Berg, from Bergen, won.",
            "Ms Lund, from Oslo, and Mr Berg, from Bergen",
            ["Ms Lund", "Mr Berg"],
        ),
        (
            "Chelsea – who beat Lyon – and Barcelona are through.",
            "Chelsea – who beat Lyon – and Barcelona",
            ["Chelsea", "Barcelona"],
        ),
        (
            "Towns including Naas, Trim and Birr flooded.",
            "Towns including Naas, Trim and Birr",
            ["Naas", "Trim", "Birr"],
        ),
        (
            "Three chains did. They are Ardo, Belk and Corm.",
            "Three chains did. They are Ardo, Belk and Corm",
            ["Ardo", "Belk", "Corm"],
        ),
        (
            "Fever, loss of taste or smell, and fatigue.",
            "Fever, loss of taste or smell, and fatigue",
            ["Fever", "loss of taste or smell", "fatigue"],
        ),
        ("Open:\n- Harrow branch\n- Pinner branch\n", "Harrow branch", ["Harrow branch", "Pinner branch"]),
        ("1. Tar, by Osei\n2. Salt, by Aro", "Tar", ["Tar", "Salt"]),
        (
            "Her films are “Tar”, “Boats, Birds and Bees” and “Salt”.",
            "“Tar”",
            ["“Tar”", "“Boats, Birds and Bees”", "“Salt”"],
        ),
        ("Talks between Mali and Niger failed.", "Mali and Niger", ["Mali", "Niger"]),
        ("It is open between May and July.", "May and July", ["May and July"]),
        ("Rovers beat United, and City lost at home.", "United", ["United"]),
        ("“We lost,” said Orvel and “We won,” said Dahl.", "Orvel", ["Orvel"]),
        ("Mayor Ilse Dorn and members of the council voted.", "Mayor Ilse Dorn", ["Mayor Ilse Dorn"]),
    ],
)
def test_a_list_is_found_whole_and_without_what_is_said_of_its_members(
    text: str, span: str, expected: list[str]
) -> None:
    start = text.index(span)
    assert [text[first:last] for first, last in members(text, start, start + len(span))] == expected
