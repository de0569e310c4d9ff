"""The paper on the screen: the fragment of the preview."""

import re

from reports import blocks
from reports.blocks import Paragraph, runs
from reports.renderers.html import column_widths, paper_html, text_html
from tests.reports.papers import figure_table, sample, with_annexes


def test_each_figure_leads_to_its_place_in_the_tree():
    paper = with_annexes(sample())
    printed = re.findall(r'data-figure="(\d+)">([^<]*)<', paper_html(paper))
    figures = list(blocks.figures(paper))
    assert [int(number) for number, _text in printed] == list(range(len(figures)))
    texts = [text.replace("\u00a0", " ") for _number, text in printed]
    assert texts == [figure.text for figure in figures]


def test_nothing_in_it_needs_an_inline_style_or_an_address():
    fragment = paper_html(with_annexes(sample("bqp")))
    assert not re.search(r"\b(style|src|href|on\w+)=", fragment)


def test_text_is_escaped():
    fragment = paper_html(sample(blocks=(Paragraph(runs('<b onclick="x">&amp; hết')),)))
    assert "&lt;b onclick=&quot;x&quot;&gt;&amp;amp; hết." in fragment


def test_its_title_takes_the_level_of_the_page():
    fragment = paper_html(sample(), heading_level=3)
    assert re.findall(r"<(h\d)", fragment)[:3] == ["h3", "h4", "h5"]


def test_numbers_are_glued_to_what_follows():
    glue = "\u00a0"
    assert text_html("385 suất quà") == f"385{glue}suất quà"
    assert text_html("120.500.000 đồng") == f"120.500.000{glue}đồng"
    years = f'<span class="nb">2021{glue}-{glue}2026</span>'
    assert text_html("giai đoạn 2021 - 2026") == f"giai đoạn {years}"
    assert text_html("MTTQ2 huyện") == "MTTQ2 huyện"
    assert '<span class="nb">12-BC/BDVHU</span>,' in text_html("số 12-BC/BDVHU, ngày").replace(
        ",</span>", "</span>,"
    )


def test_columns_fill_the_width_in_whole_millimetres():
    for total in (165, 252):
        widths = column_widths(figure_table().columns, total=total)
        assert sum(widths) == total
        assert min(widths) >= 5
