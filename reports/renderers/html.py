"""A set paper as HTML: one fragment for the screen and for the PDF, every text escaped.

Styles are classes of `static/reports/paper.css` (a strict Content-Security-Policy allows no
style attributes). Layout tables are `div`s, so that only tables of figures are tables to a screen
reader and in a tagged PDF.
"""

import re
from collections.abc import Iterable, Iterator
from html import escape

from reports import fonts
from reports.blocks import (
    Align,
    Cell,
    Column,
    FigureRun,
    HeadCell,
    ItemList,
    PageBreak,
    Paper,
    Paragraph,
    Row,
    Runs,
    Table,
    plain,
)
from reports.forms.model import Form, Rule, TextStyle
from reports.forms.setting import (
    Head,
    Line,
    SetAnnex,
    SetBases,
    SetBlock,
    SetHeading,
    SetPaper,
    SetRecipients,
    Signer,
    set_paper,
)

# 29/7/2022, 12-BC/BDVHU, 36-HD/VPTW, 2019 - 2023: never broken at a line's end. The spaces of the
# last do not break, but a line may end after any hyphen.
TOKEN = re.compile(r"(?<![^\s(“\"])\d+(?:[-/][^\s<>]{1,28}|\u00a0-\u00a0\d+)")
# 385 suất, 24,5 triệu, 2019 - 2023: a number stays with its unit
NUMBER_SPACE = re.compile(r"(?<!\w)(\d[\d.,]*) (?=[a-zà-ỹđ%])|(?<!\w)(\d+) (-) (?=\d)")
TALL = 1200  # characters of a cell from which its row may be split over pages


def paper_html(paper: Paper, *, heading_level: int = 2) -> str:
    """The paper as an `<article>` for a page of the application.

    `heading_level` is that of its title. Each printed figure is a `<span class="fig">` with the
    number (from 0) it has in `reports.blocks.figures(paper)`.
    """
    ready = set_paper(paper)
    return "".join(_Writer(ready.form, heading_level, traced=True).article(ready))


def heading_html(paper: Paper) -> str:
    """Only what stands above the title."""
    ready = set_paper(paper)
    head = "".join(_Writer(ready.form, 2, traced=False).head(ready.head))
    body = ready.form.body
    return f'<div class="paper {style_classes(body.text)} l{body.leading}" lang="vi">{head}</div>'


def document_html(paper: SetPaper) -> str:
    """A whole document for the PDF renderer: well-formed XML, no address of any kind."""
    article = "".join(_Writer(paper.form, 1, traced=False).article(paper))
    return (
        f'<html lang="vi"><head><title>{escape(paper.document_title)}</title></head>'
        f"<body>{article}</body></html>"
    )


def text_html(text: str) -> str:
    """Escaped text whose numbers stay with their units and whose document numbers stay whole."""
    glued = NUMBER_SPACE.sub(_glued, fonts.printable(text))
    parts, at = [], 0
    for match in TOKEN.finditer(glued):
        parts += (escape(glued[at : match.start()]), f'<span class="nb">{escape(match[0])}</span>')
        at = match.end()
    return "".join((*parts, escape(glued[at:])))


def _glued(match: re.Match[str]) -> str:
    return match[0].replace(" ", "\u00a0")


def style_classes(style: TextStyle) -> str:
    """The classes of a text style (capitals are already in the text)."""
    names = [f"s{style.size}"]
    names += [
        name for name, on in (("b", style.bold), ("i", style.italic), ("ul", style.underline)) if on
    ]
    return " ".join(names)


def column_widths(columns: tuple[Column, ...], *, total: int) -> list[int]:
    """The columns' shares as whole millimetres that add up to the total, none below 5."""
    shares = sum(column.width for column in columns)
    widths = [max(5, column.width * total // shares) for column in columns]
    widths[widths.index(max(widths))] += total - sum(widths)
    return widths


class _Writer:
    """Writes one paper; knows the form for widths and sizes, and counts the figures if traced."""

    def __init__(self, form: Form, heading_level: int, *, traced: bool) -> None:
        self.form = form
        self.heading_level = heading_level
        self.traced = traced
        self.figure_count = 0

    def article(self, paper: SetPaper) -> Iterator[str]:
        body = paper.form.body
        yield f'<article class="paper {style_classes(body.text)} l{body.leading}" lang="vi">'
        yield from self.head(paper.head)
        yield self.heading(paper.title.text, 1, f"title {style_classes(paper.title.style)}")
        if paper.subject:
            yield _ruled("subject", paper.subject, paper.form.title.subject_rule)
        if paper.replaces:
            yield _paragraph("replaces", paper.replaces)
        yield '<div class="text">'
        first_kept = len(paper.body) - paper.keep
        yield from self.blocks(paper.body, first_kept=first_kept)
        yield "</div>"
        yield from self.closing(paper)
        for annex in paper.annexes:
            yield from self.annex(annex)
        yield "</article>"

    def heading(self, text: str, level: int, classes: str, *, label: str = "") -> str:
        tag = f"h{min(6, self.heading_level + level - 1)}"
        above = f'<span class="label">{text_html(label)}</span>' if label else ""
        names = f"{classes} center" if label else classes
        return f'<{tag} class="{names}">{above}{text_html(text)}</{tag}>'

    # above the text

    def head(self, head: Head) -> Iterator[str]:
        if head.draft:
            yield _paragraph("draft", head.draft)
        yield f'<div class="head"><div class="cells"><div class="cell m{head.left_width}">'
        yield _ruled("issuer", head.issuer, head.issuer_rule)
        yield f'</div><div class="cell m{head.right_width}">'
        yield _ruled("state", head.right, head.right_rule)
        yield '</div></div><div class="cells"><div class="cell">'
        yield f'<div class="number">{"".join(_paragraph("", line) for line in head.number)}</div>'
        if head.urgency:
            yield f'<p><span class="urgency {style_classes(head.urgency.style)}">'
            yield f"{escape(head.urgency.text)}</span></p>"
        yield '</div><div class="cell">'
        yield _paragraph("place", head.place_date)
        yield "</div></div></div>"

    # the text

    def blocks(self, blocks: tuple[SetBlock, ...], *, first_kept: int) -> Iterator[str]:
        for at, block in enumerate(blocks):
            # all but the last of them must not be left by what follows
            keep = first_kept <= at < len(blocks) - 1
            yield from self.block(block, "keep" if keep else "")

    def block(self, block: SetBlock, extra: str) -> Iterable[str]:
        match block:
            case SetHeading():
                classes = f"heading {style_classes(block.style)}"
                return [self.heading(block.text, block.level + 1, classes, label=block.label)]
            case SetBases():
                classes = f"base {style_classes(block.style)}"
                return [f'<p class="{classes}">{text_html(text)}</p>' for text in block.items]
            case Paragraph():
                return [self.paragraph(block, extra)]
            case ItemList():
                return self.items(block, extra)
            case Table():
                return self.table(block)
            case PageBreak():
                return ['<div class="page-break"></div>']
        raise TypeError(block)

    def paragraph(self, block: Paragraph, extra: str) -> str:
        names = [block.style.value, extra]
        if block.align is not Align.JUSTIFY:
            names.append(block.align.value)
        if not block.indent:
            names.append("flush")
        return f'<p class="{" ".join(filter(None, names))}">{self.runs(block.runs)}</p>'

    def items(self, block: ItemList, extra: str) -> Iterator[str]:
        yield f'<ul class="{extra}">' if extra else "<ul>"
        for item in block.items:
            yield f"<li>- {self.runs(item)}</li>"
        yield "</ul>"

    def runs(self, runs: Runs) -> str:
        parts = []
        for run in runs:
            html = text_html(run.text)
            if self.traced and isinstance(run, FigureRun):
                html = f'<span class="fig" data-figure="{self.figure_count}">{html}</span>'
                self.figure_count += 1
            html = f"<b>{html}</b>" if run.bold else html
            parts.append(f"<i>{html}</i>" if run.italic else html)
        return "".join(parts)

    # tables

    def table(self, block: Table) -> Iterator[str]:
        page = self.form.page
        total = page.landscape_text_width if block.landscape else page.text_width
        yield from self.sized_table(block, total, "landscape" if block.landscape else "")

    def sized_table(self, block: Table, total: int, extra: str) -> Iterator[str]:
        size = self.form.body.figures.size - (len(block.columns) > 10)
        yield f'<table class="{" ".join(filter(None, ("figures", f"s{size}", extra)))}">'
        if block.title:
            yield f"<caption>{text_html(block.title)}</caption>"
        yield "<colgroup>"
        yield from (
            f'<col class="m{width}"/>' for width in column_widths(block.columns, total=total)
        )
        yield "</colgroup><thead>"
        for row in block.head:
            yield f"<tr>{''.join(map(_head_cell, row))}</tr>"
        yield "</thead><tbody>"
        for row in block.body:
            tall = any(len(plain(cell.runs)) > TALL for cell in row.cells)
            names = f"{row.kind.value} tall" if tall else row.kind.value
            yield f'<tr class="{names}">{"".join(self.cells(row, block.columns))}</tr>'
        yield "</tbody></table>"

    def cells(self, row: Row, columns: tuple[Column, ...]) -> Iterator[str]:
        at = 0
        for cell in row.cells:
            align = columns[at].align if cell.colspan == 1 else Align.LEFT
            yield self.cell(cell, align)
            at += cell.colspan

    def cell(self, cell: Cell, align: Align) -> str:
        span = f' colspan="{cell.colspan}"' if cell.colspan > 1 else ""
        return f'<td class="{align.value}"{span}>{self.runs(cell.runs)}</td>'

    # below the text

    def closing(self, paper: SetPaper) -> Iterator[str]:
        joint = len(paper.rows) > 1 or any(len(row) > 1 for row in paper.rows)
        if joint:
            yield from self.joint_signatures(paper)
        elif paper.rows or paper.recipients:
            yield from self.one_signature(paper)
        for witness in paper.witnesses:
            yield '<div class="signatures witness"><div class="cells"><div class="cell">'
            yield from self.signer(witness)
            yield "</div></div></div>"
        if joint and paper.recipients:
            yield '<div class="recipients below">'
            yield from _recipients(paper.recipients)
            yield "</div>"

    def one_signature(self, paper: SetPaper) -> Iterator[str]:
        header = self.form.header
        yield '<div class="signatures"><div class="cells">'
        yield f'<div class="cell recipients m{header.left_width}">'
        if paper.recipients:
            yield from _recipients(paper.recipients)
        yield f'</div><div class="cell m{header.right_width}">'
        for row in paper.rows:
            for signer in row:
                yield from self.signer(signer)
        yield "</div></div></div>"

    def joint_signatures(self, paper: SetPaper) -> Iterator[str]:
        for row in paper.rows:
            width = self.form.page.text_width // len(row)
            yield '<div class="signatures joint"><div class="cells">'
            for signer in row:
                yield f'<div class="cell m{width}">'
                yield from self.signer(signer)
                yield "</div>"
            yield "</div></div>"

    def signer(self, signer: Signer | None) -> Iterator[str]:
        if signer is None:
            return
        for line in signer.lines:
            yield _paragraph("", line)
        yield f'<div class="space{self.form.signing.space}"></div>'
        yield _paragraph("", signer.name)

    def annex(self, annex: SetAnnex) -> Iterator[str]:
        yield f'<section class="annex{" landscape" if annex.landscape else ""}">'
        yield self.heading(annex.label.text, 2, f"annex-label {style_classes(annex.label.style)}")
        yield _ruled("annex-title", annex.title, Rule.NONE)
        yield _ruled("reference", annex.reference, Rule.NONE)
        yield '<div class="text">'
        for block in annex.blocks:
            if isinstance(block, Table):
                page = self.form.page
                wide = annex.landscape or block.landscape
                total = page.landscape_text_width if wide else page.text_width
                extra = "landscape" if block.landscape and not annex.landscape else ""
                yield from self.sized_table(block, total, extra)
            else:
                yield from self.block(block, "")
        yield "</div></section>"


def _paragraph(classes: str, line: Line) -> str:
    names = f"{classes} {style_classes(line.style)}".strip()
    return f'<p class="{names}">{text_html(line.text)}</p>'


def _ruled(classes: str, lines: tuple[Line, ...], rule: Rule) -> str:
    """Centred lines with what is drawn under them; `short` and `full` measure on the text."""
    parts = [_paragraph("", line) for line in lines]
    match rule:
        case Rule.STAR | Rule.STARS | Rule.HYPHENS:
            parts.append(f'<p class="s{lines[0].style.size}">{rule.value}</p>')
        case Rule.SHORT:
            parts[-1] = f'<div class="over-short">{parts[-1]}<div class="rule"></div></div>'
        case Rule.FULL:
            parts[-1] = f'<div class="over-full">{parts[-1]}</div>'
    return f'<div class="lines {classes}">{"".join(parts)}</div>'


def _head_cell(cell: HeadCell) -> str:
    spans = f' colspan="{cell.colspan}"' if cell.colspan > 1 else ""
    spans += f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else ""
    scope = "colgroup" if cell.colspan > 1 else "col"
    return f'<th scope="{scope}"{spans}>{text_html(cell.text)}</th>'


def _recipients(recipients: SetRecipients) -> Iterator[str]:
    yield _paragraph("", recipients.heading)
    for line in recipients.lines:
        yield _paragraph("", line)
