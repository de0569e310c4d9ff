"""What changed between two texts, word by word."""

from hypothesis import given
from hypothesis import strategies as st

from programs.comparing import (
    ADDED,
    REMOVED,
    SAME,
    compare_parts,
    compare_sides,
    compare_words,
)
from programs.text import Part

texts = st.text(alphabet="ab \n", max_size=60)


def test_a_changed_word_is_told_and_its_neighbours_stay():
    pieces = compare_words("Tặng quà Tết", "Tặng nhà Tết")
    assert [(one.kind, one.text.strip()) for one in pieces] == [
        (SAME, "Tặng"),
        (REMOVED, "quà"),
        (ADDED, "nhà"),
        (SAME, "Tết"),
    ]


def test_spaces_and_line_breaks_change_nothing():
    assert all(one.kind == SAME for one in compare_words("một  hai\n ba", "một hai\nba"))


@given(texts, texts)
def test_both_texts_can_be_read_from_the_pieces(before, after):
    pieces = compare_words(before, after)
    old = "".join(one.text for one in pieces if one.kind != ADDED)
    new = "".join(one.text for one in pieces if one.kind != REMOVED)
    assert (old.split(), new.split()) == (before.split(), after.split())


def test_side_by_side_each_text_marks_what_the_other_lacks():
    left, right = compare_sides("Tặng quà Tết", "Tặng nhà Tết")
    assert [one.text for one in left if one.kind == REMOVED] == ["quà "]
    assert [one.text for one in right if one.kind == ADDED] == ["nhà "]


@given(texts, texts)
def test_side_by_side_both_texts_are_there_whole(before, after):
    left, right = compare_sides(before, after)
    assert "".join(one.text for one in left).split() == before.split()
    assert "".join(one.text for one in right).split() == after.split()
    assert all(one.kind in (SAME, REMOVED) for one in left)
    assert all(one.kind in (SAME, ADDED) for one in right)


def test_very_long_lines_that_differ_are_told_as_wholes():
    pieces = compare_words("a " * 4000, "a b " * 4000)
    assert [one.kind for one in pieces] == [REMOVED, ADDED]


def test_parts_that_came_or_went_are_told_where_they_stand():
    before = [Part("a", "A", "một"), Part("b", "B", "hai"), Part("c", "C", "ba")]
    after = [Part("a", "A", "một"), Part("c", "C", "bốn"), Part("d", "D", "năm")]
    found = compare_parts(before, after)
    assert [(one.anchor, one.is_new, one.is_gone, one.is_changed) for one in found] == [
        ("a", False, False, False),
        ("b", False, True, True),
        ("c", False, False, True),
        ("d", True, False, True),
    ]
