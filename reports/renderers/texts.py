"""Every text of a set paper in reading order, with its style: what a rendering must contain."""

from collections.abc import Iterator
from dataclasses import replace

from reports.blocks import ItemList, Paragraph, Runs, Table
from reports.forms.model import Rule, TextStyle
from reports.forms.setting import (
    Head,
    Line,
    SetAnnex,
    SetBases,
    SetBlock,
    SetHeading,
    SetPaper,
)

Text = tuple[str, TextStyle]
RULE_TEXTS = {Rule.STAR, Rule.STARS, Rule.HYPHENS}


def texts(paper: SetPaper) -> Iterator[Text]:
    """Texts and styles in the order of the page."""
    body = paper.form.body.text
    yield from _head(paper.head)
    yield from _lines(paper.title, *paper.subject, paper.replaces)
    yield from _rule(paper.form.title.subject_rule, body)
    for block in paper.body:
        yield from _block(block, body)
    for row in (*paper.rows, paper.witnesses):
        for signer in filter(None, row):
            yield from _lines(*signer.lines, signer.name)
    if paper.recipients:
        yield from _lines(paper.recipients.heading, *paper.recipients.lines)
    for annex in paper.annexes:
        yield from _annex(annex, body)


def _head(head: Head) -> Iterator[Text]:
    yield from _lines(head.draft, *head.issuer)
    yield from _rule(head.issuer_rule, head.issuer[0].style)
    yield from _lines(*head.right, *head.number, head.urgency, head.place_date)


def _lines(*lines: Line | None) -> Iterator[Text]:
    yield from ((line.text, line.style) for line in lines if line)


def _rule(rule: Rule, style: TextStyle) -> Iterator[Text]:
    if rule in RULE_TEXTS:
        yield rule.value, replace(style, bold=False)


def _runs(runs: Runs, style: TextStyle) -> Iterator[Text]:
    for run in runs:
        yield run.text, replace(style, bold=run.bold, italic=run.italic)


def _block(block: SetBlock, body: TextStyle) -> Iterator[Text]:
    match block:
        case SetHeading():
            yield from ((text, block.style) for text in (block.label, block.text))
        case SetBases():
            yield from ((text, block.style) for text in block.items)
        case Paragraph():
            yield from _runs(block.runs, body)
        case ItemList():
            for item in block.items:
                yield from _runs(item, body)
        case Table():
            yield from _table(block, body)


def _table(table: Table, body: TextStyle) -> Iterator[Text]:
    bold = replace(body, bold=True)
    yield table.title, bold
    for head_row in table.head:
        yield from ((cell.text, bold) for cell in head_row)
    for row in table.body:
        for cell in row.cells:
            yield from _runs(cell.runs, body)


def _annex(annex: SetAnnex, body: TextStyle) -> Iterator[Text]:
    yield from _lines(annex.label, *annex.title, *annex.reference)
    for block in annex.blocks:
        yield from _block(block, body)
