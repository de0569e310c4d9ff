"""The block tree: one paper, frozen, knowing neither HTML nor fonts nor the database.

`reports.content` makes it, the renderers print it, issuing a paper stores it (`reports.tree_json`).
Text is kept in NFC and without invisible characters; a control character is refused. What the form
of the issuing body adds (numbering, prefixes, end mark) is not in here: `reports.forms` adds it.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext as _

from coordination.figures import NBSP

VARIATION = re.compile("[\ufe00-\ufe0f]")  # selectors of how a sign is drawn
JSON_SCALARS = (str, int, bool, type(None))
# Marks a field that older stored papers do not have: left out where it says nothing, so that the
# hash of a paper stays what it was.
LATER = "later"


class BlockError(ValueError):
    """What was handed over cannot be part of a paper; the message is for the user."""


class Align(StrEnum):
    JUSTIFY = "justify"
    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


class ParagraphStyle(StrEnum):
    BODY = "body"
    NOTE = "note"  # small, under a table
    SALUTATION = "salutation"  # Kính gửi: … , centred


class RowKind(StrEnum):
    LINE = "line"
    GROUP = "group"  # heads the lines below it, never last on a page
    TOTAL = "total"


class Capacity(StrEnum):
    """In which capacity somebody signs; the form of the party gives the prefix."""

    DIRECT = "direct"
    COLLECTIVE = "collective"  # T/M, TM.
    FOR_HEAD = "for_head"  # K/T, KT.
    BY_ORDER = "by_order"  # T/L, TL.
    BY_AUTHORITY = "by_authority"  # T/U/Q, TUQ.
    ACTING = "acting"  # Q.


class SignerRole(StrEnum):
    PARTY = "party"
    WITNESS = "witness"


def clean_text(text: str) -> str:
    """NFC text without invisible characters (direction marks, zero-width, variation selectors).

    Raises BlockError for control characters, line separators and broken surrogates: a line break
    is a structure of the tree, never part of a text.
    """
    if (
        text.replace(NBSP, " ").isprintable()
        and unicodedata.is_normalized("NFC", text)
        and not VARIATION.search(text)
    ):
        return text  # nearly every text; a paper has thousands
    kept = []
    for char in unicodedata.normalize("NFC", text):
        category = unicodedata.category(char)
        if category in {"Cc", "Cs", "Zl", "Zp"}:
            raise BlockError(
                _("The text “%(text)s” contains a control character (U+%(code)s); delete it.")
                % {"text": _excerpt(text), "code": f"{ord(char):04X}"}
            )
        if category != "Cf" and not VARIATION.match(char):
            kept.append(char)
    # taking a joiner out can bring a letter and its mark together
    return unicodedata.normalize("NFC", "".join(kept))


def _excerpt(text: str) -> str:
    printable = "".join(char if char.isprintable() else " " for char in text)
    return printable if len(printable) <= 40 else printable[:39] + "…"


def split_paragraphs(text: str) -> tuple[str, ...]:
    """What somebody typed in a text area, as the non-empty lines of it, tabs as spaces."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    return tuple(line for line in lines if line)


def _clean(instance: object, *names: str) -> None:
    """Clean text fields (a text or a tuple of texts) of a frozen dataclass."""
    for name in names:
        value = getattr(instance, name)
        cleaned = clean_text(value) if isinstance(value, str) else tuple(map(clean_text, value))
        object.__setattr__(instance, name, cleaned)


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one style."""

    text: str
    bold: bool = False
    italic: bool = False

    def __post_init__(self) -> None:
        _clean(self, "text")


@dataclass(frozen=True, slots=True)
class FigureRun:
    """A printed figure and where it came from.

    `source` is JSON (no fractions: a figure's exact text is in `text`) and identifies the total or
    the version of the line, e.g. ``{"line": 17, "version": 2}``.
    """

    text: str
    source: Mapping[str, object] = field(hash=False)
    bold: bool = False
    italic: bool = False

    def __post_init__(self) -> None:
        _clean(self, "text")
        if not isinstance(self.source, Mapping) or not self.source:
            raise BlockError(_("A printed figure needs its source."))
        object.__setattr__(self, "source", _plain_json(self.source))


def _plain_json(value: object) -> object:
    """A private copy of a JSON value; raises BlockError for anything JSON cannot hold exactly."""
    if isinstance(value, Mapping):
        return {clean_text(str(key)): _plain_json(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain_json(item) for item in value]
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, JSON_SCALARS):
        return value
    raise BlockError(_("The source of a figure is not plain data."))


Inline = Run | FigureRun
Runs = tuple[Inline, ...]


def runs(*parts: str | Inline) -> Runs:
    """Texts and runs as a tuple of runs; empty texts are left out."""
    return tuple(Run(part) if isinstance(part, str) else part for part in parts if part != "")


def plain(parts: Runs) -> str:
    """The text of runs, without their styles."""
    return "".join(part.text for part in parts)


@dataclass(frozen=True, slots=True)
class Heading:
    """Level 1 to 3; the form prints `I- `, `1. `, `a) ` before it when numbered.

    With a `label` (`Chương I`) it stands in the middle, below its label.
    """

    text: str
    level: int = 1
    numbered: bool = True
    label: str = field(default="", metadata={LATER: True})

    def __post_init__(self) -> None:
        _clean(self, "text", "label")
        if self.level not in {1, 2, 3}:
            raise BlockError(_("A heading has level 1, 2 or 3."))


@dataclass(frozen=True, slots=True)
class Paragraph:
    runs: Runs
    align: Align = Align.JUSTIFY
    indent: bool = True
    style: ParagraphStyle = ParagraphStyle.BODY


@dataclass(frozen=True, slots=True)
class ItemList:
    """Paragraphs that each begin with a hyphen."""

    items: tuple[Runs, ...]


@dataclass(frozen=True, slots=True)
class Bases:
    """The legal bases (Căn cứ …), without their punctuation: the form gives it."""

    items: tuple[str, ...]

    def __post_init__(self) -> None:
        _clean(self, "items")


@dataclass(frozen=True, slots=True)
class Column:
    """`width` is a share of the text's width; shares need not add up to anything."""

    width: int
    align: Align = Align.LEFT

    def __post_init__(self) -> None:
        if self.width < 1:
            raise BlockError(_("A column needs a width."))


@dataclass(frozen=True, slots=True)
class HeadCell:
    text: str
    colspan: int = 1
    rowspan: int = 1

    def __post_init__(self) -> None:
        _clean(self, "text")
        if self.colspan < 1 or self.rowspan < 1:
            raise BlockError(_("A cell spans at least one column and one row."))


@dataclass(frozen=True, slots=True)
class Cell:
    runs: Runs = ()
    colspan: int = 1

    def __post_init__(self) -> None:
        if self.colspan < 1:
            raise BlockError(_("A cell spans at least one column and one row."))


@dataclass(frozen=True, slots=True)
class Row:
    cells: tuple[Cell, ...]
    kind: RowKind = RowKind.LINE


@dataclass(frozen=True, slots=True)
class Table:
    """A table of figures: its header rows repeat on each page, no row is split."""

    columns: tuple[Column, ...]
    head: tuple[tuple[HeadCell, ...], ...]
    body: tuple[Row, ...]
    title: str = ""
    landscape: bool = False

    def __post_init__(self) -> None:
        _clean(self, "title")
        if not self.columns or not self.head:
            raise BlockError(_("A table needs columns and a header row."))
        for row in self.body:
            if sum(cell.colspan for cell in row.cells) != len(self.columns):
                raise BlockError(_("A row of the table does not have as many cells as columns."))


@dataclass(frozen=True, slots=True)
class PageBreak:
    pass


@dataclass(frozen=True, slots=True)
class Annex:
    """Begins a page of its own; the form numbers it and prints to which paper it belongs."""

    title: str
    blocks: tuple["Heading | Paragraph | ItemList | Table | PageBreak", ...]
    landscape: bool = False

    def __post_init__(self) -> None:
        _clean(self, "title")


Block = Heading | Paragraph | ItemList | Bases | Table | PageBreak | Annex


@dataclass(frozen=True, slots=True)
class Issuer:
    """An issuing body as it was named on the paper's date.

    `superior` and `name` are the printed lines with their stored breaks; `full_name` is how
    running text names the body; `symbol` is its part of the number.
    """

    name: tuple[str, ...]
    full_name: str
    symbol: str
    superior: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _clean(self, "name", "full_name", "symbol", "superior")
        if not any(self.name):
            raise BlockError(_("The issuing body has no name to print."))


@dataclass(frozen=True, slots=True)
class PaperHead:
    """What stands above the text. Lead party first among the issuers.

    A missing number or date prints as a blank to be filled in by hand; `year` is printed in that
    blank. `symbol` replaces the issuers' joined symbols where the office uses another;
    `number_text` replaces number and symbol by how a signed paper has them.
    """

    issuers: tuple[Issuer, ...]
    type_code: str
    type_name: str
    subject: str
    place: str
    year: int
    number: int | None = None
    dated: date | None = None
    symbol: str = ""
    urgency: str = ""
    replaces: str = ""
    number_text: str = field(default="", metadata={LATER: True})

    def __post_init__(self) -> None:
        _clean(self, "type_code", "type_name", "subject", "place")
        _clean(self, "symbol", "urgency", "replaces", "number_text")
        if not self.issuers:
            raise BlockError(_("A paper needs an issuing body."))
        if self.number is not None and self.number < 1:
            raise BlockError(_("The number of a paper begins with 1."))


@dataclass(frozen=True, slots=True)
class Signature:
    """One signer. `system` names whose prefixes and rank rule are used (see `reports.forms`)."""

    system: str
    office: str
    name: str
    capacity: Capacity = Capacity.DIRECT
    body: str = ""  # on whose behalf: BAN THƯỜNG VỤ; for FOR_HEAD the head's office
    party: tuple[str, ...] = ()  # lines of the party's name, printed on joint papers
    seal_office: str = ""  # office in the body whose seal a committee uses
    rank: str = ""
    role: SignerRole = SignerRole.PARTY

    def __post_init__(self) -> None:
        _clean(self, "office", "name", "body", "party", "seal_office", "rank")


@dataclass(frozen=True, slots=True)
class Recipients:
    """Nơi nhận. `archive` is who keeps the copy (Party: the office; State: the drafting unit)."""

    lines: tuple[str, ...]
    archive: str
    separator: str = ""  # "" = the form's own

    def __post_init__(self) -> None:
        _clean(self, "lines", "archive", "separator")


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper. `form` is the id of a rule set in `reports.forms.rules`.

    `draft` counts the drafts (Dự thảo lần 1), None once it is no draft. `tone` (`old`: uỷ, `new`:
    ủy, "" = the form's own) touches the form's fixed strings only.
    """

    form: str
    head: PaperHead
    blocks: tuple[Block, ...]
    signatures: tuple[Signature, ...] = ()
    recipients: Recipients | None = None
    draft: int | None = None
    tone: str = ""


def figures(paper: Paper) -> Iterator[FigureRun]:
    """Every printed figure of the paper in the order of the page, to follow it to its source."""
    for block in paper.blocks:
        yield from _figures(block)


def _figures(block: Block) -> Iterator[FigureRun]:
    for part in _all_runs(block):
        if isinstance(part, FigureRun):
            yield part


def _all_runs(block: Block) -> Iterator[Inline]:
    match block:
        case Paragraph():
            yield from block.runs
        case ItemList():
            for item in block.items:
                yield from item
        case Table():
            for row in block.body:
                for cell in row.cells:
                    yield from cell.runs
        case Annex():
            for inner in block.blocks:
                yield from _all_runs(inner)
