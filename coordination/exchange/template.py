"""The empty workbook in which units and organisations are brought in, with how to fill it in."""

from collections.abc import Sequence
from typing import BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from coordination.exchange.columns import (
    ORGANIZATION_COLUMNS,
    ORGANIZATIONS_SHEET,
    UNIT_COLUMNS,
    UNITS_SHEET,
    SheetColumn,
)
from coordination.exchange.reading import MOST_ROWS
from coordination.exchange.workbook import opened, write_table
from coordination.models import Level, OrganizationKind


def write_template(file: BinaryIO) -> None:
    """Two sheets to fill in with lists to choose from, the lists, and an explanation."""
    levels = [str(level.label) for level in Level]
    kinds = [kind.label for kind in OrganizationKind.objects.order_by("order")]
    lists = pgettext("sheet", "Lists")
    with opened(file, _("Units and organisations to bring in")) as book:
        units = write_table(book, str(UNITS_SHEET), _written(UNIT_COLUMNS), [])
        organizations = write_table(
            book, str(ORGANIZATIONS_SHEET), _written(ORGANIZATION_COLUMNS), []
        )
        write_table(
            book,
            pgettext("sheet", "How to fill it in"),
            [
                (pgettext("sheet column", "Sheet"), 14, "text"),
                (pgettext("sheet column", "Column"), 26, "text"),
                (pgettext("sheet column", "Must be filled in"), 12, "text"),
                (pgettext("sheet column", "What to write"), 90, "text"),
            ],
            _explanations(),
        )
        longest = max(len(levels), len(kinds))
        padded = [one + [""] * (longest - len(one)) for one in (levels, kinds)]
        columns = [(str(UNIT_COLUMNS[1].label), 20, "text")]
        columns.append((str(ORGANIZATION_COLUMNS[0].label), 40, "text"))
        write_table(book, lists, columns, zip(*padded, strict=True))
        _offer(units, UNIT_COLUMNS, "level", f"='{lists}'!$A$2:$A${len(levels) + 1}")
        _offer(organizations, ORGANIZATION_COLUMNS, "kind", f"='{lists}'!$B$2:$B${len(kinds) + 1}")


def _written(columns: Sequence[SheetColumn]) -> list[tuple[str, float, str]]:
    return [column.as_written for column in columns]


def _explanations():
    yes = pgettext("must be filled in", "yes")
    for sheet, columns in (
        (UNITS_SHEET, UNIT_COLUMNS),
        (ORGANIZATIONS_SHEET, ORGANIZATION_COLUMNS),
    ):
        for column in columns:
            needed = yes if column.is_required else ""
            yield str(sheet), str(column.label), needed, str(column.help)
    yield "", "", "", _("Days are written as 31/12/2025. Empty rows are skipped.")
    yield "", "", "", _("Formulas are not read: paste values. Leave the first row as it is.")
    yield (
        *("", "", ""),
        _("A row that is in the software already, with the same dates, is left as it is."),
    )


def _offer(sheet, columns: Sequence[SheetColumn], field: str, source: str) -> None:
    """Let the cells of a column be chosen from a list; Excel refuses anything else."""
    place = next(at for at, column in enumerate(columns) if column.field == field)
    sheet.data_validation(
        *(1, place, MOST_ROWS - 1, place),
        {
            "validate": "list",
            "source": source,
            "error_title": str(columns[place].label),
            "error_message": _("Choose one from the list."),
        },
    )
