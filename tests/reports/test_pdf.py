"""The PDF read back: geometry to the millimetre, fonts, text, and what hostile input does."""

import gc
import re
import unicodedata
from dataclasses import dataclass, replace
from functools import cached_property
from io import BytesIO

import pypdf
import pypdfium2
import pytest
from pypdfium2 import raw

from reports import fonts
from reports.blocks import Annex, Paper, Paragraph, Run, runs
from reports.forms.rules import FORM_OF
from reports.forms.setting import set_paper
from reports.renderers import pdf
from reports.renderers.pdf import RenderError, render_pdf
from reports.renderers.texts import texts
from tests.reports.papers import (
    BOARD,
    COMMAND,
    NARRATIVE,
    body,
    figure_table,
    joint,
    sample,
    with_annexes,
)

MM = 25.4 / 72


@dataclass(frozen=True)
class Char:
    """A printed character and its place in millimetres from the upper left corner."""

    text: str
    left: float
    right: float
    top: float  # of the ink
    bottom: float  # of the line


class Read:
    """A PDF read back by two readers: text and structure by pypdf, places by pdfium."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        with pypdfium2.PdfDocument(data) as document:
            self.sizes = [tuple(round(side * MM) for side in page.get_size()) for page in document]
            self.page_texts = [self._text(page) for page in document]
        self.text = "\n".join(self.page_texts)

    @cached_property
    def pages(self) -> list[list[Char]]:
        with pypdfium2.PdfDocument(self.data) as document:
            return [self._characters(page) for page in document]

    @staticmethod
    def _text(page: pypdfium2.PdfPage) -> str:
        return page.get_textpage().get_text_range().replace("\r\n", "\n")

    @staticmethod
    def _characters(page: pypdfium2.PdfPage) -> list[Char]:
        textpage, height = page.get_textpage(), page.get_height()
        found = []
        for index in range(textpage.count_chars()):
            text = chr(raw.FPDFText_GetUnicode(textpage, index))
            left, bottom, right, _top = textpage.get_charbox(index, loose=True)
            top = textpage.get_charbox(index)[3]
            if text.strip() and right > left:
                places = (left * MM, right * MM, (height - top) * MM, (height - bottom) * MM)
                found.append(Char(text, *places))
        return found

    @property
    def fonts(self) -> set[str]:
        names = set()
        for page in pypdf.PdfReader(_stream(self.data)).pages:
            for font in page["/Resources"].get("/Font", {}).values():
                names.add(font.get_object()["/BaseFont"].split("+")[-1])
        return names

    def lines(self, page: int) -> list[tuple[str, float, float]]:
        """Text, left edge and right edge of each line of a page, by height."""
        rows: dict[int, list[Char]] = {}
        for char in self.pages[page]:
            rows.setdefault(round(char.bottom), []).append(char)
        return [
            ("".join(c.text for c in row), min(c.left for c in row), max(c.right for c in row))
            for _bottom, row in sorted(rows.items())
        ]


def _stream(data: bytes) -> BytesIO:
    return BytesIO(data)


def squeezed(text: str) -> str:
    """Text without spaces, to compare what is printed with what was meant."""
    return re.sub(r"\s+", "", text)


def expected_texts(paper: Paper) -> list[str]:
    return [squeezed(fonts.printable(text)) for text, _style in texts(set_paper(paper))]


def report(form: str) -> Paper:
    """A report of several pages with both annexes; most tests look at this one."""
    return with_annexes(sample(form, blocks=body(2)))


@pytest.fixture(scope="module")
def read():
    """Render a paper and read it back, each paper once."""
    known: dict[Paper, Read] = {}

    def cached(paper: Paper) -> Read:
        if paper not in known:
            known[paper] = Read(render_pdf(paper))
        return known[paper]

    return cached


class TestGeometry:
    @pytest.mark.parametrize("form", sorted(FORM_OF))
    def test_margins_are_20_20_30_15(self, read, form):
        pages = read(report(form)).pages[:-2]
        assert len(pages) > 1
        for page in pages:
            assert min(char.left for char in page) == pytest.approx(30, abs=0.5)
            assert max(char.right for char in page) == pytest.approx(195, abs=0.5)
            assert max(char.bottom for char in page) < 277.5
        assert 20 <= min(char.top for char in pages[0]) < 22
        assert all(char.top >= 20 for page in pages[1:] for char in page if char.top > 15)

    @pytest.mark.parametrize("form", ["dang-36", "bqp"])
    def test_the_page_number_stands_10_mm_from_the_top_and_not_on_page_1(self, read, form):
        first, second, *_others = read(report(form)).pages
        assert not [char for char in first if char.bottom < 18]
        (number,) = [char for char in second if char.bottom < 18]
        assert number.text == "2"
        assert (number.left + number.right) / 2 == pytest.approx(30 + 165 / 2, abs=0.5)
        assert number.top == pytest.approx(10.8, abs=0.5)

    def test_landscape_annexes_are_numbered_on(self, read):
        result = read(with_annexes(sample(), lines=40))
        assert (297, 210) in result.sizes
        for at, (page, (width, height)) in enumerate(zip(result.pages, result.sizes, strict=True)):
            if at:
                number = "".join(char.text for char in page if char.bottom < 18)
                assert number == str(at + 1)
            if width > height:
                assert max(char.right for char in page) == pytest.approx(282, abs=3)

    @pytest.mark.parametrize("form", sorted(FORM_OF))
    def test_no_line_of_the_heading_wraps(self, read, form):
        paper = report(form)
        printed = [squeezed(line) for line in read(paper).page_texts[0].splitlines()]
        head = set_paper(paper).head
        for line in (*head.issuer, *head.right, *head.number, head.place_date):
            assert any(squeezed(line.text) in one for one in printed), line.text

    def test_the_cells_of_the_heading_are_76_and_89_or_67_and_98(self, read):
        for form, middle_left, middle_right in (("dang-36", 68, 150.5), ("bqp", 63.5, 146)):
            chars = read(report(form)).pages[0]
            first = min(round(char.bottom) for char in chars)
            top = [char for char in chars if round(char.bottom) - first <= 1]
            gap = max(range(1, len(top)), key=lambda at, row=top: row[at].left - row[at - 1].right)
            left, right = top[:gap], top[gap:]
            assert (left[0].left + left[-1].right) / 2 == pytest.approx(middle_left, abs=0.5)
            assert (right[0].left + right[-1].right) / 2 == pytest.approx(middle_right, abs=0.5)


class TestText:
    @pytest.mark.parametrize("form", sorted(FORM_OF))
    def test_everything_set_is_printed_once_in_order_and_nfc(self, read, form):
        paper = report(form)
        text = read(paper).text
        assert unicodedata.is_normalized("NFC", text)
        printed = squeezed(text)
        for expected in expected_texts(paper):
            assert expected in printed

    def test_two_readers_agree(self, read):
        result = read(report("bqp"))
        pages = pypdf.PdfReader(_stream(result.data)).pages
        other = unicodedata.normalize("NFC", "".join(page.extract_text() for page in pages))
        assert sorted(squeezed(other)) == sorted(squeezed(result.text))

    def test_a_party_paper(self, read):
        text = read(report("dang-36")).page_texts[0]
        assert "ĐẢNG CỘNG SẢN VIỆT NAM" in text
        assert "CỘNG HÒA XÃ HỘI" not in text
        assert re.search(r"(?m)^.*Số \d{2,}-[A-ZĐ][A-Za-zĐđ]*/\S+", text)
        assert "-----" in text

    @pytest.mark.parametrize("form", ["nd30", "bqp", "doan-the"])
    def test_a_state_paper(self, read, form):
        text = read(report(form)).page_texts[0]
        assert re.search(r"Số: \d{2,}/[A-ZĐ][A-Za-zyĐ]*-\S+", text)
        assert "Độc lập - Tự do - Hạnh phúc" in text
        assert "ĐẢNG CỘNG SẢN" not in text

    @pytest.mark.parametrize("form", sorted(FORM_OF))
    def test_only_the_chosen_family_is_embedded(self, read, form):
        names = read(report(form)).fonts
        family = fonts.family().name.replace(" ", "-")
        assert names
        assert {name.split("-VB")[0] for name in names} == {family}

    def test_every_vietnamese_letter_is_printed(self, read):
        letters = " ".join(sorted(fonts.vietnamese_letters()))
        styles = [(False, False), (True, False), (False, True), (True, True)]
        blocks = tuple(Paragraph((Run(letters, bold, italic),)) for bold, italic in styles)
        result = read(sample(blocks=blocks))
        assert squeezed(result.text).count(squeezed(letters)[:40]) == 4
        styles = {name.split("-VB")[1] for name in result.fonts}
        assert styles == {"", "-Bold", "-Italic", "-Bold-Italic"}

    def test_numbers_stay_with_their_units(self, read):
        blocks = tuple(
            Paragraph(runs("x " * length + "Tặng 24,5 triệu đồng và 385 suất quà"))
            for length in range(20, 60)
        )
        lines = [line.rstrip() for line in read(sample(blocks=blocks)).text.splitlines()]
        assert sum("24,5" in line for line in lines) == 40
        assert not [line for line in lines if line.endswith(("24,5", "385"))]

    def test_document_numbers_and_dates_stay_whole(self, read):
        blocks = tuple(
            Paragraph(runs("x" * length + " y" * 25 + " số 01/CTrPH-BCH, ngày 15/6/2020"))
            for length in range(1, 40)
        )
        lines = read(sample(blocks=blocks)).text.splitlines()
        assert sum("01/CTrPH-BCH" in line for line in lines) == 39
        assert sum("15/6/2020" in line for line in lines) == 39


class TestPages:
    @pytest.mark.parametrize("last", [NARRATIVE, "Hết."])
    def test_the_signature_stands_with_two_lines_of_text(self, read, last):
        for sentences in range(72, 102, 6):
            filler = Paragraph(runs(*(["Thêm một câu cho dài. "] * sentences)))
            blocks = (filler, Paragraph(runs(NARRATIVE)), Paragraph(runs(last)))
            result = read(sample("bqp", blocks=blocks))
            page = next(text for text in result.page_texts if "Trần Văn B" in text)
            assert "Nơi nhận:" in page
            assert "CHÍNH TRỊ VIÊN" in page
            above = page.split("Nơi nhận:")[0].split("CHÍNH TRỊ VIÊN")[0]
            assert len([line for line in above.splitlines() if len(line) > 20]) >= 2

    def test_a_long_table_repeats_its_header_and_splits_no_row(self, read):
        annex = Annex("Biểu tổng hợp", (figure_table(300),))
        result = read(sample(blocks=(*body(1), annex)))
        first = next(at for at, text in enumerate(result.page_texts) if "PHỤ LỤC" in text)
        pages = result.page_texts[first:]
        assert len(pages) >= 8
        assert all("Nội dung" in text and "Kết quả" in text for text in pages)
        numbers = [int(n) for text in pages for n in re.findall(r"lần\s+thứ\s+(\d+)", text)]
        assert numbers == list(range(1, 301))
        for text in pages:
            # each row has its name, its unit and its two figures on one page
            rows = len(re.findall(r"lần\s+thứ\s+\d+", text))
            assert text.count("suất quà") == text.count("trên 385") == rows

    @pytest.mark.parametrize("kind", ["total", "group"])
    def test_a_group_keeps_its_first_row_and_a_total_its_last(self, read, kind):
        table = figure_table(60)
        group, *lines, total = table.body

        def pages(body: list) -> list[str]:
            annex = Annex("Biểu", (replace(table, body=tuple(body)),))
            return read(sample(blocks=(annex,))).page_texts[1:]

        on_first_page = pages([*lines, total])[0].count("suất quà")
        for before in range(on_first_page - 2, on_first_page + 2):
            after = [] if kind == "total" else lines[:3]
            printed = pages([*lines[:before], total if kind == "total" else group, *after])
            label = "Tổng trị giá" if kind == "total" else "hậu phương"
            (page,) = [text for text in printed if label in text]
            beside = page.split(label)[0 if kind == "total" else 1]
            assert "suất quà" in beside, before

    @pytest.mark.parametrize("signers", [2, 3, 5, 8, 12])
    def test_no_row_of_signatures_is_split(self, read, signers):
        result = read(joint(signers))
        for row in set_paper(joint(signers)).rows:
            names = [cell.name.text for cell in row if cell]
            places = {
                at for at, text in enumerate(result.page_texts) for name in names if name in text
            }
            assert len(places) == 1
        last = [text for text in result.page_texts if "Nơi nhận" in text]
        assert len(last) == 1

    def test_the_lead_stands_right_most(self, read):
        result = read(joint(3))
        line = next(
            line
            for page in range(len(result.pages))
            for line in result.lines(page)
            if "BênChủTrì" in line[0]
        )
        assert line[0].endswith("TrungtáBênChủTrì")


class TestFile:
    def test_title_language_tags_and_bookmarks(self, read):
        reader = pypdf.PdfReader(_stream(read(report("dang-36")).data))
        assert reader.metadata.title.startswith("BÁO CÁO Số 12-BC/BDVHU sơ kết")
        assert reader.trailer["/Root"]["/Lang"] == "vi"
        assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
        titles = [str(item.title) for item in _flat(reader.outline)]
        assert "BÁO CÁO" in titles
        assert "I- KẾT QUẢ THỨ 1" in titles
        assert "PHỤ LỤC 2" in titles

    def test_the_same_paper_gives_the_same_bytes(self):
        paper = sample("bqp", blocks=())
        assert render_pdf(paper) == render_pdf(paper)

    def test_a_render_leaves_the_collector_as_it_was(self):
        assert gc.isenabled()
        render_pdf(sample(blocks=()))
        assert gc.isenabled()
        with pytest.raises(RenderError):
            render_pdf(sample(blocks=(Paragraph(runs("😀")),)))
        assert gc.isenabled()


def _flat(outline: list) -> list:
    flat = []
    for item in outline:
        flat.extend(_flat(item) if isinstance(item, list) else [item])
    return flat


class TestHostileText:
    @pytest.mark.parametrize(
        "text",
        [
            "<script>alert(1)</script>",
            '<img src="file:///etc/passwd">',
            '"><link rel=stylesheet href=http://127.0.0.1/x.css>',
            "&lt;b&gt; &amp; &#x41;",
            "url(file:///etc/passwd) </style>",
            "{{ 7 * 7 }} {% debug %}",
        ],
    )
    def test_markup_is_printed_as_text(self, read, text):
        paper = sample(
            "bqp",
            head__subject=text,
            blocks=(Paragraph(runs(text)), Paragraph((Run(text, bold=True),))),
        )
        printed = squeezed(read(paper).text)
        assert printed.count(squeezed(text)) >= 2

    def test_an_address_is_never_fetched(self, monkeypatch):
        markup = '<img src="file:///etc/passwd"/><img src="http://127.0.0.1:9/x"/>'
        genuine = pdf.document_html
        monkeypatch.setattr(
            pdf,
            "document_html",
            lambda ready: genuine(ready).replace("</body>", markup + "</body>"),
        )
        with pytest.raises(RenderError):
            render_pdf(sample())

    @pytest.mark.parametrize("char", ["😀", "漢", "\ue000", "☐"])
    def test_a_character_without_a_letter_is_refused_by_name(self, char):
        paper = sample(blocks=(Paragraph(runs(f"Tặng 385 suất quà {char} cho hội viên")),))
        with pytest.raises(RenderError, match=f"U\\+{ord(char):04X}.*suất quà"):
            render_pdf(paper)

    def test_a_word_that_would_keep_the_worker_busy_is_refused(self):
        paper = sample(blocks=(Paragraph(runs("Tặng " + "x" * 1001)),))
        with pytest.raises(RenderError, match="xxxx"):
            render_pdf(paper)

    def test_direction_marks_change_nothing(self, read):
        marked = sample(blocks=(Paragraph(runs("Tặng \u202e385\u202c suất\u200f quà")),))
        assert "Tặng 385 suất quà" in read(marked).text.replace("\u00a0", " ")

    def test_decomposed_text_prints_composed(self, read):
        text = unicodedata.normalize("NFD", "Đồng Hỷ, Phú Lương")
        assert "Đồng Hỷ, Phú Lương" in read(sample(blocks=(Paragraph(runs(text)),))).text

    @pytest.mark.parametrize("name", ["N" * 300, "Nguyễn " * 43, "Ở" * 300])
    def test_a_name_of_300_letters_stays_on_the_page(self, read, name):
        signer = replace(sample("bqp").signatures[0], name=name.strip())
        issuer = replace(COMMAND, name=(name.strip(),))
        paper = sample(
            "bqp",
            signatures=(signer,),
            head__issuers=(issuer,),
            head__subject=name.strip(),
            blocks=(Paragraph(runs(name)), Annex("Biểu", (figure_table(2),))),
        )
        result = read(paper)
        for page in result.pages:
            assert max(char.right for char in page) < 211
        assert squeezed(name) in squeezed(result.text)

    def test_a_cell_longer_than_a_page_loses_nothing(self, read):
        table = figure_table(1)
        words = [f"từ{number}" for number in range(1500)]
        row = table.body[1]
        cell = replace(row.cells[1], runs=runs(" ".join(words)))
        long = replace(row, cells=(row.cells[0], cell, *row.cells[2:]))
        paper = sample(blocks=(Annex("Biểu", (replace(table, body=(table.body[0], long)),)),))
        printed = set(read(paper).text.split())
        assert printed >= set(words)

    def test_no_signer_and_no_recipients(self, read):
        assert "năm 2022." in read(sample(signatures=(), recipients=None)).text

    def test_an_issuer_without_superior(self, read):
        paper = sample(head__issuers=(replace(BOARD, superior=()),))
        assert "BAN DÂN VẬN" in read(paper).text
