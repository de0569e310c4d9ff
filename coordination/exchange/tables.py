"""From the sheets of a workbook to rows of fields; what cannot be read has its place."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from coordination.cases.shapes import BAD, shown
from coordination.exchange.columns import (
    ORGANIZATION_COLUMNS,
    ORGANIZATIONS_SHEET,
    UNIT_COLUMNS,
    UNITS_SHEET,
    SheetColumn,
)
from coordination.exchange.reading import Sheet, SheetRefused, label
from coordination.models import Level, OrganizationKind

SHEETS = {
    "units": (UNITS_SHEET, UNIT_COLUMNS),
    "organizations": (ORGANIZATIONS_SHEET, ORGANIZATION_COLUMNS),
}
_HEADER_WITHIN = 10  # rows; above it people put a title
_LANGUAGES = ("vi", "en")
_WRITTEN_DATES = ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d")
_SHORTEST_DATE = re.compile(r"[0-9]{1,4}[/.-][0-9]{1,2}[/.-][0-9]{1,4}")


@dataclass(frozen=True)
class Remark:
    """Something about a place of the workbook: a fault, or where the software says otherwise."""

    sheet: str
    row: int | None
    column: str
    sentence: str


@dataclass
class Row:
    """A row of a table: its number in Excel, its fields; a cell that could not be read is BAD."""

    number: int
    fields: dict[str, Any]


@dataclass
class Table:
    """One of the two lists as it stands in the workbook."""

    name: str
    sheet: str
    header: int
    rows: list[Row] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)  # columns that nobody knows
    remarks: list[Remark] = field(default_factory=list)

    def remark(self, row: int | None, column: str, sentence: str) -> None:
        self.remarks.append(Remark(self.sheet, row, column, sentence))

    def label_of(self, name: str) -> str:
        """What the column of a field is called."""
        return next((str(one.label) for one in SHEETS[self.name][1] if one.field == name), "")


def tables(sheets: Iterable[Sheet]) -> list[Table]:
    """The lists that are in the workbook. Raises SheetRefused when it is no such workbook."""
    found: dict[str, Table] = {}
    for sheet in sheets:
        name = _list_of(sheet)
        if name is None or not sheet.rows:
            continue
        if name in found:
            raise SheetRefused(
                _("Two sheets, “%(one)s” and “%(other)s”, hold the same list; keep one of them.")
                % {"one": found[name].sheet, "other": sheet.name}
            )
        found[name] = _table(name, sheet)
    if not found:
        raise SheetRefused(
            _("No sheet of this workbook is called “%(units)s” or “%(organizations)s”.")
            % {"units": UNITS_SHEET, "organizations": ORGANIZATIONS_SHEET}
        )
    if not any(table.rows or table.remarks for table in found.values()):
        raise SheetRefused(_("The sheets hold a header, but no rows."))
    return [found[name] for name in SHEETS if name in found]


def labels(text) -> set[str]:
    """What a translated label reads like in each language, as labels are compared."""
    read = set()
    for language in _LANGUAGES:
        with translation.override(language):
            read.add(label(text))
    return read


def _list_of(sheet: Sheet) -> str | None:
    """Which list the sheet holds, by its name; a list that was exported has its day behind it."""
    name = label(sheet.name)
    for found, (title, _columns) in SHEETS.items():
        if any(name == one or name.startswith(f"{one} ") for one in labels(title)):
            return found
    return None


def _table(name: str, sheet: Sheet) -> Table:
    columns = SHEETS[name][1]
    known = {text: column for column in columns for text in labels(column.label)}
    at, header = _header(sheet, known)
    number, cells = sheet.rows[at]
    table = Table(name, sheet.name, number)
    places: dict[int, SheetColumn] = {}
    for place, cell in enumerate(cells):
        column = header.get(place)
        if column is None:
            if cell != "":
                table.unread.append(shown(cell))
        elif column in places.values():
            table.remark(number, str(column.label), _("This column stands in the sheet twice."))
        else:
            places[place] = column
    for column in columns:
        if column.is_required and column not in places.values():
            table.remark(number, str(column.label), _("This column is missing."))
    if not table.remarks:
        reader = _Reader(table, places)
        table.rows = [
            reader.row(number, values)
            for number, values in sheet.rows[at + 1 :]
            if any(values[place] != "" for place in places if place < len(values))
        ]
    return table


def _header(sheet: Sheet, known: dict[str, SheetColumn]) -> tuple[int, dict[int, SheetColumn]]:
    """Which of the first rows is the header, and the columns at its places."""
    for at, (_number, cells) in enumerate(sheet.rows[:_HEADER_WITHIN]):
        found = {
            place: known[label(cell)]
            for place, cell in enumerate(cells)
            if isinstance(cell, str) and label(cell) in known
        }
        if len(found) >= 2:
            return at, found
    raise SheetRefused(
        _(
            "The sheet “%(sheet)s” has no header: its first row names the columns, as in the "
            "template."
        )
        % {"sheet": sheet.name}
    )


class _Reader:
    """Reads the cells of a table; what cannot be read is remarked upon and BAD."""

    def __init__(self, table: Table, places: dict[int, SheetColumn]):
        self.table, self.places = table, places
        self.choices = {"level": _levels, "kind": _kinds}
        self.codes: dict[str, dict[str, str]] = {}

    def row(self, number: int, values: Sequence) -> Row:
        fields = {column.field: None for column in SHEETS[self.table.name][1]}
        for place, column in self.places.items():
            value = values[place] if place < len(values) else ""
            fields[column.field] = self._cell(number, column, value)
        return Row(number, fields)

    def _cell(self, number: int, column: SheetColumn, value):
        if value == "":
            if column.is_required:
                return self._bad(number, column, _("This cell is empty; it must be filled in."))
            return None
        if column.kind == "date":
            day = _day(value)
            return day or self._bad(
                number,
                column,
                _(
                    "“%(value)s” is not a date. Write it as 31/12/2025, in a cell for dates or "
                    "texts."
                )
                % {"value": shown(_text(value) or value)},
            )
        text = _text(value)
        if text is None:
            return self._bad(
                number,
                column,
                _("“%(value)s” is not a text. Format the cell as text and type it again.")
                % {"value": f"{value:%d/%m/%Y}" if isinstance(value, dt.date) else shown(value)},
            )
        if column.field in self.choices:
            return self._code(number, column, text)
        return text

    def _code(self, number: int, column: SheetColumn, text: str):
        codes = self.codes.setdefault(column.field, {}) or self.codes[column.field]
        if not codes:
            codes.update(self.choices[column.field]())
        return codes.get(label(text)) or self._bad(
            number,
            column,
            _("“%(value)s” is not in the list of the template; choose one from there.")
            % {"value": shown(text)},
        )

    def _bad(self, number: int, column: SheetColumn, sentence: str):
        self.table.remark(number, str(column.label), sentence)
        return BAD


def _levels() -> dict[str, str]:
    """Levels by what they are called, in either language, and by their codes."""
    return {text: level.value for level in Level for text in {*labels(level.label), label(level)}}


def _kinds() -> dict[str, str]:
    """Kinds of organisations by name, short name and code; of two of one name the first counts."""
    found: dict[str, str] = {}
    kinds = list(OrganizationKind.objects.order_by("order"))
    for field_name in ("label", "short_label", "code"):
        for kind in kinds:
            found.setdefault(label(getattr(kind, field_name)), kind.code)
    return found


def _text(value) -> str | None:
    """Text as it stands, a whole number without “.0”; None for anything else."""
    match value:
        case str():
            return value
        case bool():
            return None
        case int():
            return str(value)
        case float() if value.is_integer() and abs(value) < 10**15:
            return str(int(value))
        case float():
            return repr(value).replace(".", ",")
    return None


def _day(value) -> str | None:
    """A day as case files write it; None where the cell holds none."""
    if isinstance(value, dt.datetime):
        value = value.date()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, str) and _SHORTEST_DATE.fullmatch(value):
        for pattern in _WRITTEN_DATES:
            try:
                return dt.datetime.strptime(value, pattern).date().isoformat()
            except ValueError:
                continue
    return None
