"""The block tree: what it refuses, and that storing it loses nothing."""

import json
import unicodedata
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports import blocks, tree_json
from reports.blocks import (
    BlockError,
    Cell,
    Column,
    FigureRun,
    HeadCell,
    Issuer,
    Paragraph,
    Row,
    Run,
    Table,
    clean_text,
    split_paragraphs,
)
from tests.reports.papers import body, joint, sample, with_annexes

TEXT = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=12)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
INLINE = st.builds(Run, TEXT, st.booleans(), st.booleans()) | st.builds(
    FigureRun, TEXT, st.dictionaries(TEXT, JSON, min_size=1, max_size=3), st.booleans()
)
RUNS = st.lists(INLINE, max_size=3).map(tuple)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    columns = draw(st.lists(st.builds(Column, st.integers(1, 99)), min_size=1, max_size=4))
    row = st.tuples(*[st.builds(Cell, RUNS)] * len(columns))
    rows = draw(st.lists(st.builds(Row, row, st.sampled_from(blocks.RowKind)), max_size=3))
    head = draw(st.lists(st.tuples(st.builds(HeadCell, TEXT)), min_size=1, max_size=2))
    return Table(tuple(columns), tuple(head), tuple(rows), draw(TEXT), draw(st.booleans()))


SIMPLE_BLOCKS = (
    st.builds(blocks.Heading, TEXT, st.integers(1, 3), st.booleans())
    | st.builds(Paragraph, RUNS, st.sampled_from(blocks.Align), st.booleans())
    | st.builds(blocks.ItemList, st.lists(RUNS, max_size=2).map(tuple))
    | st.builds(blocks.PageBreak)
    | tables()
)
BLOCKS = (
    SIMPLE_BLOCKS
    | st.builds(blocks.Bases, st.lists(TEXT, max_size=2).map(tuple))
    | st.builds(blocks.Annex, TEXT, st.lists(SIMPLE_BLOCKS, max_size=2).map(tuple), st.booleans())
)


@st.composite
def papers(draw: st.DrawFn) -> blocks.Paper:
    paper = sample(
        head__subject=draw(TEXT),
        head__number=draw(st.none() | st.integers(1, 9999)),
        head__dated=draw(st.none() | st.dates()),
        blocks=tuple(draw(st.lists(BLOCKS, max_size=4))),
        draft=draw(st.none() | st.integers(1, 9)),
    )
    return replace(paper, recipients=draw(st.sampled_from([None, paper.recipients])))


class TestStoring:
    @settings(max_examples=40)
    @given(papers())
    def test_a_paper_comes_back_as_it_was(self, paper):
        assert tree_json.load(tree_json.dump(paper)) == paper
        assert tree_json.loads(tree_json.canonical(paper)) == paper

    @settings(max_examples=40)
    @given(papers())
    def test_the_hash_does_not_depend_on_the_order_of_keys(self, paper):
        stored = json.loads(json.dumps(tree_json.dump(paper)))
        reordered = {key: stored[key] for key in reversed(stored)}
        assert tree_json.sha256(tree_json.load(reordered)) == tree_json.sha256(paper)

    def test_one_figure_more_or_less_changes_the_hash(self):
        paper = sample()
        other = sample(blocks=(*body()[:-1], Paragraph((Run("386"),))))
        assert tree_json.sha256(paper) != tree_json.sha256(other)

    @pytest.mark.parametrize("paper", [with_annexes(sample()), joint(5, witness=True)])
    def test_whole_papers(self, paper):
        assert tree_json.loads(tree_json.canonical(paper)) == paper

    @given(JSON)
    def test_anything_else_is_refused_with_a_sentence(self, data):
        with pytest.raises(BlockError):
            tree_json.load(data)
        with pytest.raises(BlockError):
            tree_json.load({"format": tree_json.FORMAT, "paper": data})

    @pytest.mark.parametrize(
        ("path", "value"),
        [
            (("head", "number"), "12"),
            (("head", "number"), True),
            (("head", "dated"), "2022-02-30"),
            (("head", "issuers"), {}),
            (("blocks", 0, "block"), "script"),
            (("blocks", 0, "block"), "run"),
            (("blocks", 0, "align"), "sideways"),
            (("blocks", 0, "runs", 0, "text"), None),
            (("signatures", 0, "unknown"), 1),
        ],
    )
    def test_a_damaged_tree_is_refused_with_its_place(self, path, value):
        data = json.loads(tree_json.canonical(sample()))
        target = data["paper"]
        for step in path[:-1]:
            target = target[step]
        target[path[-1]] = value
        with pytest.raises(BlockError, match="paper"):
            tree_json.load(data)


class TestText:
    @given(st.text())
    def test_a_text_is_nfc_and_printable_or_refused(self, text):
        try:
            cleaned = clean_text(text)
        except BlockError:
            return
        assert unicodedata.is_normalized("NFC", cleaned)
        assert clean_text(cleaned) == cleaned
        assert not {unicodedata.category(char) for char in cleaned} & {"Cc", "Cf", "Cs"}

    def test_decomposed_text_is_composed(self):
        decomposed = unicodedata.normalize("NFD", "Đồng Hỷ")
        assert Run(decomposed).text == "Đồng Hỷ"
        assert Issuer((decomposed,), "", "").name == ("Đồng Hỷ",)

    def test_direction_marks_and_zero_width_characters_go(self):
        assert clean_text("\u202eĐồng\u200b Hỷ\ufeff ☎\ufe0f") == "Đồng Hỷ ☎"

    @pytest.mark.parametrize("char", ["\x00", "\n", "\t", "\x1b", "\x85", "\u2028", "\ud800"])
    def test_control_characters_are_refused(self, char):
        with pytest.raises(BlockError, match=f"{ord(char):04X}"):
            Run(f"385{char}suất")

    def test_typed_text_is_split_at_its_line_breaks(self):
        assert split_paragraphs("một\thai \r\n\n  ba\u2028bốn ") == ("một hai", "ba", "bốn")


class TestStructure:
    def test_a_figure_needs_a_source(self):
        with pytest.raises(BlockError):
            FigureRun("385", {})

    @pytest.mark.parametrize("source", [{"value": 1.5}, {"on": date(2022, 1, 1)}, {"a": {1, 2}}])
    def test_a_source_is_plain_data_without_fractions(self, source):
        with pytest.raises(BlockError):
            FigureRun("385", source)

    def test_a_source_cannot_be_changed_from_outside(self):
        source = {"line": 1, "also": [2]}
        figure = FigureRun("385", source)
        source["line"] = 9
        source["also"].append(3)
        assert figure.source == {"line": 1, "also": [2]}

    def test_a_row_fills_the_columns(self):
        columns = (Column(1), Column(1))
        head = ((HeadCell("a"), HeadCell("b")),)
        Table(columns, head, (Row((Cell(colspan=2),)),))
        with pytest.raises(BlockError):
            Table(columns, head, (Row((Cell(),)),))

    def test_every_figure_is_listed_in_the_order_of_the_page(self):
        paper = with_annexes(sample(), lines=2)
        sources = [figure.source for figure in blocks.figures(paper)]
        assert len(sources) == 3 * 2 + 2 * (2 * 2 + 1)
        assert sources[0] == {"line": 1, "version": 1}
        assert sources[-1] == {"total_value": True}

    @pytest.mark.parametrize(
        "wrong",
        [
            lambda: blocks.Heading("a", level=4),
            lambda: Column(0),
            lambda: HeadCell("a", colspan=0),
            lambda: Table((), (), ()),
            lambda: Issuer((), "", ""),
            lambda: sample(head__number=0),
            lambda: sample(head__issuers=()),
        ],
    )
    def test_what_cannot_be_printed_is_refused(self, wrong):
        with pytest.raises(BlockError):
            wrong()
