"""An uploaded workbook, opened carefully: what it really is, how large, and nothing live in it.

A workbook is a ZIP archive of XML. Before a reader of workbooks sees it, every part is unpacked
under a limit, parsed once for what is not allowed, and packed anew; so that what was checked is
what is read. A file can claim a million columns in one cell, or gigabytes in some kilobytes.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from xml.parsers import expat

from django.utils.translation import gettext as _
from python_calamine import CalamineWorkbook

from coordination.text import fold, squeeze

MOST_UNPACKED = 64 * 2**20
MOST_PARTS = 200
MOST_ROWS = 20_000
MOST_COLUMNS = 60
_PORTION = 2**18

_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_READ = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|xl/workbook\.xml|xl/_rels/workbook\.xml\.rels"
    r"|xl/sharedStrings\.xml|xl/styles\.xml|xl/worksheets/[^/]+\.xml"
)
_LIVE = re.compile(r"(?i)vbaproject|xl/externallinks/|xl/embeddings/|xl/activex/|xl/connections")
_PLACE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


class SheetRefused(Exception):
    """The file is not taken. Its text is a translated sentence."""


@dataclass(frozen=True)
class Sheet:
    """A sheet: its name; of each row that is not empty the number, as Excel counts, and values."""

    name: str
    rows: list[tuple[int, list]]


def read_workbook(content: bytes) -> list[Sheet]:
    """The sheets of an XLSX file. Raises SheetRefused with what is wrong with the file."""
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(_repacked(content))) as book:
            return [Sheet(name, list(_rows(book, name))) for name in book.sheet_names]
    except SheetRefused:
        raise
    except BaseException as error:
        # The archive's, the parser's and the reader's complaints are many; the reader's panic, when
        # a broken file confuses it, is not even an Exception.
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        raise SheetRefused(
            _(
                "This file cannot be read as an Excel workbook. Open it in Excel and save it anew "
                "as “Excel workbook (.xlsx)”."
            )
        ) from error


def _rows(book: CalamineWorkbook, name: str) -> Iterator[tuple[int, list]]:
    sheet = book.get_sheet_by_name(name)
    first = sheet.start[0] if sheet.start else 0
    for number, row in enumerate(sheet.to_python(skip_empty_area=True), start=first + 1):
        values = [squeezed(value) for value in row]
        if any(value != "" for value in values):
            yield number, values


def squeezed(value):
    """A text without spaces around it and in one form of letters; other values as they are.

    Line breaks within it stay.
    """
    if not isinstance(value, str):
        return value
    lines = (squeeze(line) for line in value.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    return "\n".join(lines).strip()


def label(text) -> str:
    """A header or a name of a sheet, as it is compared: without case, accents, marks and spaces."""
    return " ".join(re.sub(r"[^a-z0-9]+", " ", fold(squeeze(str(text)))).split())


def _repacked(content: bytes) -> bytes:
    """The parts that are read, each of which was unpacked and found harmless, in a new archive."""
    if not content.startswith(b"PK\x03\x04"):
        raise SheetRefused(
            _(
                "This is not an Excel workbook of the kind .xlsx, whatever its name says. A file "
                ".xls or .csv is opened in Excel and saved as “Excel workbook (.xlsx)”."
            )
        )
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        _refuse_live(parts)
        size = sum(part.file_size for part in parts)
        if size > MOST_UNPACKED or len(parts) > MOST_PARTS:
            raise SheetRefused(
                _("Unpacked, the file would have %(size)d MB in %(count)d parts; it is not opened.")
                % {"size": size // 2**20 + 1, "count": len(parts)}
            )
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as copy:
            for part in {part.filename: part for part in parts}.values():
                if _READ.fullmatch(part.filename):
                    copy.writestr(part.filename, _checked(archive, part))
    return packed.getvalue()


def _refuse_live(parts: list[zipfile.ZipInfo]) -> None:
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names:
        raise SheetRefused(
            _("This is an archive, but not an Excel workbook (.xlsx). Upload the workbook itself.")
        )
    if any(_LIVE.search(name) for name in names):
        raise SheetRefused(
            _(
                "The workbook holds macros, embedded objects or links to other files. Copy the "
                "rows into the empty template and upload that."
            )
        )


def _checked(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    """A part's bytes, parsed once. Raises SheetRefused for what must not be in it."""
    check = _Check(is_sheet=_SHEET.fullmatch(part.filename) is not None)
    read = io.BytesIO()
    with archive.open(part) as source:
        while portion := source.read(_PORTION):
            read.write(portion)
            check.feed(portion)
        check.feed(b"", is_end=True)
    return read.getvalue()


class _Check:
    """Listens to the XML of a part: UTF-8, no entities; in a sheet no formulas, no far cells."""

    def __init__(self, *, is_sheet: bool):
        self.parser = expat.ParserCreate()
        self.parser.XmlDeclHandler = self._declaration
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.row = 0
        self.column = 0
        if is_sheet:
            self.parser.StartElementHandler = self._start

    def feed(self, portion: bytes, *, is_end: bool = False) -> None:
        try:
            self.parser.Parse(portion, is_end)
        except expat.ExpatError as error:
            raise ValueError(str(error)) from error

    def _declaration(self, _version, encoding, _standalone) -> None:
        if encoding is not None and encoding.lower() not in ("utf-8", "us-ascii"):
            raise ValueError("encoding")

    def _doctype(self, *_parts) -> None:
        raise ValueError("document type")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        match name.rpartition(":")[2]:
            case "c":
                self._cell(attributes.get("r"))
            case "row":
                number = attributes.get("r", str(self.row + 1))
                if not (number.isascii() and number.isdigit()):
                    raise ValueError("number of a row")
                self.row, self.column = int(number), 0
                self._refuse_far(self.row, 1)
            case "f":
                raise SheetRefused(
                    _(
                        "The sheet holds a formula near row %(row)d. Only plain values are read: "
                        "copy the cells and paste them as values."
                    )
                    % {"row": self.row}
                )

    def _cell(self, place: str | None) -> None:
        self.column += 1
        if place is None:  # it follows the cell before
            self._refuse_far(self.row, self.column)
            return
        found = _PLACE.fullmatch(place)
        if found is None:
            raise ValueError("place of a cell")
        column = 0
        for letter in found[1]:
            column = column * 26 + ord(letter) - 64
        self.column = column
        self._refuse_far(int(found[2]), column)

    def _refuse_far(self, row: int, column: int) -> None:
        if row > MOST_ROWS or column > MOST_COLUMNS:
            raise SheetRefused(
                _(
                    "A sheet has cells in row %(row)d, column %(column)d; at most %(rows)d rows "
                    "and %(columns)d columns are read. Delete what stands outside of the table, "
                    "or take it in parts."
                )
                % {"row": row, "column": column, "rows": MOST_ROWS, "columns": MOST_COLUMNS}
            )
