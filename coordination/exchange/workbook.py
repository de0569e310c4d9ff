"""Lists as XLSX files: one table a sheet, headed, filtered, printable; memory stays constant."""

import datetime as dt
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

import xlsxwriter
from django.http import FileResponse

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Excel counts days from 1900 on; earlier ones are written as words.
FIRST_DAY = dt.date(1900, 3, 1)
DAY_FORMAT = "dd/mm/yyyy"
_MOST_CHARACTERS = 32_767
_LONGEST_SHEET_NAME = 31
_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\]")

Column = tuple[str, float, str]  # label, width in characters, kind: text, date or number


def workbook_response(
    filename: str, title: str, columns: Sequence[Column], rows: Iterable[Sequence]
) -> FileResponse:
    """A list as a file to download: `columns` and for each row the values in their order.

    The title stands in the file's properties and at the head of each printed page, so that the
    sheet itself is nothing but a table. `rows` may be a generator: it is written as it comes.
    """
    file = io.BytesIO()
    with opened(file, title) as book:
        write_table(book, title, columns, rows)
    return download(file, filename)


def download(file: io.BytesIO, filename: str) -> FileResponse:
    """A written workbook as a file to download."""
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=filename, content_type=XLSX)


@contextmanager
def opened(file, title: str) -> Iterator[xlsxwriter.Workbook]:
    """A workbook that is written into the file row by row; nothing is taken for a formula."""
    book = xlsxwriter.Workbook(
        file,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    book.set_properties({"title": title})
    with book:
        yield book


def write_table(
    book: xlsxwriter.Workbook,
    title: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence],
    *,
    name: str = "",
):
    """Write one sheet: the labels in a first row that stays in sight, then the rows."""
    sheet = book.add_worksheet(sheet_name(name or title))
    wrapped = {"text_wrap": True, "valign": "top"}
    formats = {
        "text": book.add_format({"num_format": "@", **wrapped}),
        "date": book.add_format({"num_format": DAY_FORMAT, "align": "left", **wrapped}),
        "number": book.add_format(wrapped),
    }
    head = book.add_format(
        {"bold": True, "bg_color": "#E7ECF3", "bottom": 1, "text_wrap": True, "valign": "vcenter"}
    )
    for place, (_label, width, kind) in enumerate(columns):
        sheet.set_column(place, place, width, formats[kind])
    for place, (label, _width, _kind) in enumerate(columns):
        sheet.write_string(0, place, str(label), head)
    number = 0
    for number, row in enumerate(rows, start=1):
        for place, value in enumerate(row):
            _write(sheet, number, place, value, formats, columns[place][2])
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, number, len(columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_header("&L" + _printed(title))
    sheet.set_footer("&R&P/&N")
    return sheet


def sheet_name(text: str) -> str:
    """A name that a sheet can have."""
    name = " ".join(_NOT_IN_SHEET_NAMES.sub(" ", text).split())[:_LONGEST_SHEET_NAME]
    return name.strip("' ") or "1"


def _write(sheet, row: int, place: int, value, formats: dict, kind: str) -> None:
    """A real date, a real number, or text as it stands: “=1+1” stays what somebody typed."""
    if value is None or value == "":
        return
    if kind == "date" and isinstance(value, dt.date) and value >= FIRST_DAY:
        sheet.write_datetime(row, place, value, formats["date"])
    elif kind == "number" and not isinstance(value, str | dt.date):
        sheet.write_number(row, place, value, formats["number"])
    else:
        text = f"{value:%d/%m/%Y}" if isinstance(value, dt.date) else str(value)
        sheet.write_string(row, place, text[:_MOST_CHARACTERS], formats["text"])


def _printed(title: str) -> str:
    """The title in a print header, whose own signs begin with & and which has 255 characters."""
    return title.replace("&", "&&")[:200]
