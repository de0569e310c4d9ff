"""A paper set in its form: every line, number and prefix as printed, the tree of the renderers.

`set_paper` decides everything that the form of the issuing body decides. HTML, and any later
renderer, only draw what comes out of here.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count

from reports.blocks import (
    Annex,
    Bases,
    Block,
    Heading,
    ItemList,
    Paper,
    Paragraph,
    Recipients,
    Run,
    Runs,
)
from reports.forms import wording
from reports.forms.lines import Line, fitted, hyphenated, line, width_mm
from reports.forms.model import Form, Rule, TextStyle
from reports.forms.rules import FORM_OF
from reports.forms.signing import Signer, signer_rows, witnesses

URGENCIES = {"KHẨN", "THƯỢNG KHẨN", "HỎA TỐC"}
GAP = 4  # millimetres that stay free between the two cells of the heading
KEEP_CHARACTERS = 180  # about two lines of text, which must stand with the signatures


@dataclass(frozen=True, slots=True)
class Head:
    """The cells above the text; widths in millimetres."""

    left_width: int
    right_width: int
    issuer: tuple[Line, ...]
    issuer_rule: Rule
    right: tuple[Line, ...]
    right_rule: Rule
    number: tuple[Line, ...]
    place_date: Line
    urgency: Line | None
    draft: Line | None


@dataclass(frozen=True, slots=True)
class SetHeading:
    text: str
    level: int
    style: TextStyle
    label: str = ""


@dataclass(frozen=True, slots=True)
class SetBases:
    items: tuple[str, ...]
    style: TextStyle


@dataclass(frozen=True, slots=True)
class SetAnnex:
    label: Line
    title: tuple[Line, ...]
    reference: tuple[Line, ...]
    blocks: tuple["SetBlock", ...]
    landscape: bool


SetBlock = SetHeading | SetBases | SetAnnex | Block


@dataclass(frozen=True, slots=True)
class SetRecipients:
    heading: Line
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class SetPaper:
    """`rows` of signers from left to right; None is an empty cell. `keep` is how many of the last
    blocks of `body` must stand on the page of the signatures (the first of them may be split)."""

    form: Form
    head: Head
    title: Line
    subject: tuple[Line, ...]
    replaces: Line | None
    body: tuple[SetBlock, ...]
    keep: int
    annexes: tuple[SetAnnex, ...]
    rows: tuple[tuple[Signer | None, ...], ...]
    witnesses: tuple[Signer, ...]
    recipients: SetRecipients | None
    document_title: str


def set_paper(paper: Paper) -> SetPaper:
    """Set a paper in its form. Raises ValueError for an unknown form or more than 12 signers."""
    try:
        form = FORM_OF[paper.form]
    except KeyError as error:
        raise ValueError(f"There is no form {paper.form!r}.") from error
    tone = paper.tone or form.tone
    head = paper.head
    symbol = symbol_of(paper)
    number = head.number_text or wording.number_text(
        form, number=head.number, type_code=head.type_code, symbol=symbol
    )
    body = _with_end_mark(
        tuple(block for block in paper.blocks if not isinstance(block, Annex)), form.body.end_mark
    )
    subject = wording.first_case(head.subject, capital=form.title.subject_capital)
    return SetPaper(
        form=form,
        head=_set_head(paper, form, number=number, tone=tone),
        title=line(head.type_name, form.title.type),
        subject=fitted((subject,) if subject else (), form.title.subject, form.page.text_width),
        replaces=Line(f"({head.replaces})", _italic(form.body.text)) if head.replaces else None,
        body=tuple(_set_blocks(body, form)),
        keep=_keep(body),
        annexes=tuple(_set_annexes(paper, form, symbol=symbol)),
        rows=signer_rows(paper, form),
        witnesses=witnesses(paper, form),
        recipients=_set_recipients(paper.recipients, form, tone=tone),
        document_title=" ".join(f"{head.type_name} {number} {subject}".split()),
    )


def symbol_of(paper: Paper) -> str:
    """The part of the number after the type: the issuers' symbols joined, or the paper's own."""
    return paper.head.symbol or "-".join(issuer.symbol for issuer in paper.head.issuers)


def _italic(style: TextStyle) -> TextStyle:
    return replace(style, italic=True)


# Above the text


def _set_head(paper: Paper, form: Form, *, number: str, tone: str) -> Head:
    header, head = form.header, paper.head
    place_date = wording.place_date(head.place, head.dated, head.year)
    place_style, right_width = header.place_date, header.right_width
    if width_mm(place_date, place_style) > right_width:
        place_style = replace(place_style, size=header.place_date_narrow)
        if width_mm(place_date, place_style) > right_width:
            right_width = header.widest_right
    left_width = form.page.text_width - right_width
    return Head(
        left_width=left_width,
        right_width=right_width,
        issuer=_issuer_lines(paper, form, left_width - GAP),
        issuer_rule=header.issuer_rule,
        right=tuple(Line(text, style) for text, style in header.right),
        right_rule=header.right_rule,
        number=hyphenated(number, form.number.style, left_width - GAP),
        place_date=Line(place_date, place_style),
        urgency=_urgency(head.urgency, header.urgency, tone=tone),
        draft=None if paper.draft is None else Line(f"Dự thảo lần {paper.draft}", header.urgency),
    )


def _issuer_lines(paper: Paper, form: Form, width: int) -> tuple[Line, ...]:
    header, issuers = form.header, paper.head.issuers
    lead, *others = issuers
    if not others or len(issuers) > header.joint_most:
        others = []
    superior = () if others else fitted(lead.superior, header.superior, width)
    lines = [*superior, *fitted(lead.name, header.issuer, width)]
    for other in others:
        first, *rest = other.name
        lines += fitted((header.joint_prefix + first, *rest), header.issuer, width)
    return tuple(lines)


def _urgency(text: str, style: TextStyle, *, tone: str) -> Line | None:
    if not text:
        return None
    if text not in URGENCIES:
        raise ValueError(f"There is no urgency {text!r}.")
    return Line(wording.tone(text, tone), style)


# The text


def _set_blocks(blocks: tuple[Block, ...], form: Form) -> Iterator[SetBlock]:
    numbers = [0, 0, 0]
    for block in blocks:
        match block:
            case Heading():
                yield _set_heading(block, form, numbers)
            case Bases():
                yield _set_bases(block, form)
            case _:
                yield block


def _set_heading(block: Heading, form: Form, numbers: list[int]) -> SetHeading:
    pattern, style = form.body.headings[block.level - 1]
    text = block.text.upper() if style.caps else block.text
    if block.numbered:
        numbers[block.level - 1] += 1
        numbers[block.level :] = [0] * (3 - block.level)
        number = numbers[block.level - 1]
        numeral = (wording.roman, str, wording.letter)[block.level - 1](number)
        text = pattern.format(n=numeral) + text
    return SetHeading(text=text, level=block.level, style=style, label=block.label)


def _set_bases(block: Bases, form: Form) -> SetBases:
    marks = [";"] * (len(block.items) - 1) + [form.body.bases_last]
    items = tuple(
        form.body.bases_prefix + text.rstrip(" ;,.") + mark
        for text, mark in zip(block.items, marks, strict=True)
    )
    return SetBases(items=items, style=form.body.bases)


def _with_end_mark(blocks: tuple[Block, ...], mark: str) -> tuple[Block, ...]:
    """The body whose last sentence ends with the form's mark; a table at the end has none."""
    if not blocks:
        return blocks
    match blocks[-1]:
        case Paragraph(runs=parts) as last if parts:
            last = replace(last, runs=_ended(parts, mark))
        case ItemList(items=items) as last if items and items[-1]:
            last = replace(last, items=(*items[:-1], _ended(items[-1], mark)))
        case last:
            pass
    return (*blocks[:-1], last)


def _ended(parts: Runs, mark: str) -> Runs:
    last = parts[-1]
    if isinstance(last, Run):
        return (*parts[:-1], replace(last, text=last.text.rstrip(" ./;,") + mark))
    return (*parts, Run(mark))


def _keep(blocks: tuple[Block, ...]) -> int:
    """How many of the last blocks make about two lines of text."""
    characters = 0
    for kept, block in enumerate(reversed(blocks), start=1):
        match block:
            case Paragraph(runs=parts):
                characters += sum(len(part.text) for part in parts)
            case ItemList(items=items):
                characters += sum(len(part.text) for item in items for part in item)
            case Heading():
                continue
            case _:
                return kept - 1
        if characters >= KEEP_CHARACTERS:
            return kept
    return len(blocks)


# Annexes


def _set_annexes(paper: Paper, form: Form, *, symbol: str) -> Iterator[SetAnnex]:
    annexes = [block for block in paper.blocks if isinstance(block, Annex)]
    head = paper.head
    cite = wording.cite(
        form,
        type_name=head.type_name,
        number=head.number,
        type_code=head.type_code,
        symbol=symbol,
        on=head.dated,
        year=head.year,
        issuer=head.issuers[0].full_name,
        written=head.number_text,
    )
    reference = form.annex.reference.format(cite=cite)
    for number, annex in zip(count(1), annexes, strict=False):
        numeral = wording.roman(number) if form.annex.roman else str(number)
        label = form.annex.single if len(annexes) == 1 else form.annex.several.format(n=numeral)
        width = form.page.landscape_text_width if annex.landscape else form.page.text_width
        yield SetAnnex(
            label=Line(label, form.annex.label),
            title=fitted((annex.title,), form.annex.title, width),
            reference=fitted((reference,), _italic(form.body.text), width),
            blocks=tuple(_set_blocks(annex.blocks, form)),
            landscape=annex.landscape,
        )


# Recipients


def _set_recipients(
    recipients: Recipients | None, form: Form, *, tone: str
) -> SetRecipients | None:
    if recipients is None:
        return None
    style = form.recipients
    separator = recipients.separator or style.separator
    lines = [f"- {text.rstrip(' ;,.')}{separator}" for text in recipients.lines]
    archive = style.archive.format(archive=recipients.archive).rstrip(" ,;.")
    lines.append(f"- {archive}{style.end}")
    heading = Line(wording.tone("Nơi nhận:", tone), style.heading)
    return SetRecipients(heading=heading, lines=tuple(Line(text, style.line) for text in lines))
