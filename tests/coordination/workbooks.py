"""Workbooks for tests: made of rows, taken apart, broken."""

import io
import zipfile

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

UNITS = ("Mã", "Cấp", "Tên", "Tên viết tắt", "Trực thuộc", "Từ ngày", "Đến ngày")
ORGANIZATIONS = (
    *("Loại", "Đơn vị", "Tên", "Tên viết tắt", "Ký hiệu", "Dòng in", "Cơ quan chủ quản"),
    *("Trực thuộc", "Từ ngày", "Đến ngày"),
)


def workbook(**sheets) -> bytes:
    """A workbook of sheets by name (`_` stands for a space), each a list of rows."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"default_date_format": "dd/mm/yyyy"}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name.replace("_", " "))
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return file.getvalue()


def of_units(*rows) -> bytes:
    return workbook(Đơn_vị=[UNITS, *rows])


def of_organizations(*rows, units=()) -> bytes:
    return workbook(Đơn_vị=[UNITS, *units], Tổ_chức=[ORGANIZATIONS, *rows])


def upload(content: bytes, name: str = "danh-sach.xlsx") -> dict:
    """The form's data with this file."""
    return {"file": SimpleUploadedFile(name, content)}


def with_part(content: bytes, name: str, text: bytes) -> bytes:
    """The workbook with a part of its archive added or replaced."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for part in source.namelist():
            if part != name:
                target.writestr(part, source.read(part))
        target.writestr(name, text)
    return file.getvalue()
