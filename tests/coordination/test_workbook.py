"""Lists as workbooks, and files that pretend to be some."""

import datetime as dt
import io
import zipfile

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from coordination.exchange.reading import MOST_ROWS, SheetRefused, read_workbook
from coordination.exchange.workbook import workbook_response
from coordination.models import Person, Position, Role, SteeringCommittee, UnitName
from tests.coordination.workbooks import of_units, upload, with_part, workbook
from tests.coordination.world import member, organization, signed_in, unit

SHEET = "xl/worksheets/sheet1.xml"
CELLS = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    "<sheetData>{}</sheetData></worksheet>"
)


@pytest.fixture
def admin(db):
    return member("quantri", None, Role.ADMIN)


def content_of(response) -> bytes:
    return b"".join(response.streaming_content)


def rows_of(response) -> list[list]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content_of(response)))
    return book.get_sheet_by_index(0).to_python()


def test_a_list_is_written_with_its_filter_real_dates_and_text_as_text(admin):
    province = unit("Tỉnh Mẫu", level="province", code="019")
    unit("=1+1", under=province, valid_from=dt.date(1990, 1, 1), valid_to=dt.date(2099, 1, 1))
    UnitName.objects.filter(unit=province).update(short_name="@Mẫu")
    client = signed_in(admin)
    found = rows_of(client.get(reverse("units_export")))
    assert found == [
        ["Code", "Level", "Name", "Short name", "Stands under", "From day", "To day"],
        ["", "district", "=1+1", "", "Tỉnh Mẫu", dt.date(1990, 1, 1), dt.date(2099, 1, 1)],
        ["019", "province", "Tỉnh Mẫu", "@Mẫu", "", "", ""],
    ]
    found = rows_of(client.get(reverse("units_export"), {"level": "province"}))
    assert [row[2] for row in found] == ["Name", "Tỉnh Mẫu"]


def test_organisations_are_written_for_whoever_may_see_them(db):
    one, other = unit("Huyện Một"), unit("Huyện Hai")
    board = organization(one, "Ban Dân vận", kind="mobilization_board")
    organization(other, "Hội Hai")
    found = rows_of(signed_in(member("canbo", board)).get(reverse("organizations_export")))
    assert [row[:4] for row in found[1:]] == [
        ["Ban Dân vận", "Huyện Một", "Ban Dân vận", "Ban Dân vận"]
    ]


def test_people_are_written_with_their_offices_and_no_way_to_reach_them(db):
    one, other = unit("Huyện Một"), unit("Huyện Hai")
    board = organization(one, "Ban Dân vận", kind="mobilization_board")
    somebody = Person.objects.create(name="Nguyễn Văn A", phone="0912345678", email="a@mau.vn")
    since = dt.date(2021, 5, 1)
    for title in ("Trưởng ban", "Bí thư chi bộ"):
        somebody.positions.create(organization=board, title=title, rank="", valid_from=since)
    stranger = Person.objects.create(name="Trần Thị B")
    stranger.positions.create(organization=organization(other, "Hội Hai"), title="Chủ tịch")
    client = signed_in(member("canbo", board, Role.CLERK))
    assert rows_of(client.get(reverse("people_export"))) == [
        ["Full name", "Position", "Rank", "Organisation", "Unit", "From day", "To day"],
        ["Nguyễn Văn A", "Trưởng ban", "", "Ban Dân vận", "Huyện Một", since, ""],
        ["Nguyễn Văn A", "Bí thư chi bộ", "", "Ban Dân vận", "Huyện Một", since, ""],
    ]
    assert len(rows_of(client.get(reverse("people_export"), {"on": "1/1/2021"}))) == 1


def test_committees_are_written_and_vacant_seats_for_board_staff_alone(db):
    one = unit("Huyện Một")
    board = organization(one, "Ban Dân vận", kind="mobilization_board")
    somebody = Person.objects.create(name="Nguyễn Văn A")
    office = somebody.positions.create(organization=board, title="Trưởng ban")
    committee = SteeringCommittee.objects.create(unit=one, name="Ban Chỉ đạo 01")
    committee.seats.create(person=somebody, role="head", valid_from=dt.date(2021, 5, 1))
    Position.objects.filter(pk=office.pk).update(valid_to=dt.date(2022, 1, 1))
    clerk, observer = (member(role, board, role) for role in (Role.CLERK, Role.OBSERVER))
    row = ["Ban Chỉ đạo 01", "Huyện Một", dt.date(2021, 5, 1), 1]
    found = rows_of(signed_in(clerk).get(reverse("committees_export")))
    assert found[0][-1] == "Remarks"
    assert found[1:] == [[*row, "vacant seats"]]
    assert rows_of(signed_in(observer).get(reverse("committees_export")))[1:] == [row]


def test_what_was_exported_can_be_brought_in_again(admin):
    province = unit("Tỉnh Mẫu", level="province", code="19")
    unit("Huyện Mẫu", under=province, valid_from=dt.date(1990, 1, 1))
    client = signed_in(admin)
    exported = content_of(client.get(reverse("units_export")))
    findings = client.post(reverse("sheets_import"), upload(exported)).context["findings"]
    assert (findings.known["units"], findings.new["units"]) == (2, 0)
    assert (findings.faults, findings.differences) == ([], [])


def test_the_sheet_has_a_title_a_frozen_header_and_a_filter():
    rows = ([number, dt.date(1899, 1, 1), None] for number in range(3))
    columns = [("Số", 8, "number"), ("Ngày", 12, "date"), ("Chữ", 20, "text")]
    response = workbook_response("a.xlsx", "Danh sách [1/2]: thử", columns, rows)
    archive = zipfile.ZipFile(io.BytesIO(content_of(response)))
    sheet = archive.read(SHEET).decode()
    assert 'state="frozen"' in sheet
    assert '<autoFilter ref="A1:C4"' in sheet
    assert "Danh sách [1/2]: thử" in archive.read("docProps/core.xml").decode()
    assert "01/01/1899" in sheet
    assert response.headers["Content-Disposition"] == 'attachment; filename="a.xlsx"'


def test_the_template_is_read_and_holds_no_rows(admin):
    client = signed_in(admin)
    template = content_of(client.get(reverse("import_template")))
    response = client.post(reverse("sheets_import"), upload(template))
    assert response.status_code == 422
    assert "no rows" in response.content.decode()
    names = [sheet.name for sheet in read_workbook(template)]
    assert names == ["Units", "Organisations", "How to fill it in", "Lists"]


def test_the_number_of_statements_of_an_export_does_not_grow(admin, django_assert_max_num_queries):
    client = signed_in(admin)
    for number in range(30):
        body = organization(unit(f"Huyện {number}"), f"Hội {number}")
        somebody = Person.objects.create(name=f"Nguyễn Văn {number}")
        somebody.positions.create(organization=body, title="Chủ tịch")
        committee = SteeringCommittee.objects.create(unit=body.unit, name="Ban Chỉ đạo")
        committee.seats.create(person=somebody, role="head")
    for name in ("units_export", "organizations_export", "people_export", "committees_export"):
        with django_assert_max_num_queries(12):
            content_of(client.get(reverse(name)))


# --- What is no workbook, or no harmless one --------------------------------------------------

GOOD = of_units(["", "tỉnh", "Tỉnh Mẫu", "", "", "", ""])


def zipped(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return file.getvalue()


def sheet(cells: str) -> bytes:
    return with_part(GOOD, SHEET, CELLS.format(cells).encode())


BAD = {
    "nothing": (b"", "not an Excel workbook"),
    "csv": ("Tên,Cấp\n".encode(), "not an Excel workbook"),
    "xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "not an Excel workbook"),
    "pdf": (b"%PDF-1.4", "not an Excel workbook"),
    "docx": (zipped(**{"word/document.xml": b"<a/>"}), "an archive, but not"),
    "half a file": (GOOD[: len(GOOD) // 2], "cannot be read"),
    "macros": (with_part(GOOD, "xl/vbaProject.bin", b"x"), "macros"),
    "links": (with_part(GOOD, "xl/externalLinks/externalLink1.xml", b"<a/>"), "macros"),
    "formula": (sheet('<row r="7"><c r="A7"><f>1+1</f><v>2</v></c></row>'), "near row 7"),
    "far row": (sheet('<row r="1"><c r="A1048576"><v>2</v></c></row>'), "at most"),
    "far column": (sheet('<row r="1"><c r="XFD1"><v>2</v></c></row>'), "at most"),
    "no places": (sheet("<row>" + "<c><v>1</v></c>" * 61 + "</row>"), "at most"),
    "wrong place": (sheet('<row r="1"><c r="1A"><v>2</v></c></row>'), "cannot be read"),
    "entities": (
        with_part(GOOD, SHEET, b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
        "cannot be read",
    ),
    "other letters": (
        with_part(GOOD, SHEET, b'<?xml version="1.0" encoding="utf-16"?><a/>'),
        "cannot be read",
    ),
    "bomb": (with_part(GOOD, "xl/media/image1.png", b"\0" * 70 * 2**20), "Unpacked"),
    "large": (b"PK\x03\x04" + b"\0" * 20 * 2**20, "more than 20 MB"),
    "no sheet of ours": (workbook(Trang_1=[["Tên", "Cấp"]]), "No sheet of this workbook"),
    "no header": (workbook(Đơn_vị=[["a", "b"]]), "has no header"),
    "two of a kind": (
        workbook(Đơn_vị=[["Tên", "Cấp"]], Units=[["Tên", "Cấp"]]),
        "hold the same list",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_a_file_that_is_not_taken_is_told_why(admin, name):
    content, sentence = BAD[name]
    response = signed_in(admin).post(reverse("sheets_import"), upload(content or b" "))
    assert response.status_code == 422
    assert sentence in response.content.decode()


def test_a_part_whose_size_is_a_lie_is_not_read():
    honest = zipfile.ZipFile(io.BytesIO(GOOD)).getinfo(SHEET)
    size = honest.file_size.to_bytes(4, "little")
    with pytest.raises(SheetRefused):
        read_workbook(GOOD.replace(size, (honest.file_size - 50).to_bytes(4, "little")))


def test_as_many_rows_as_are_read_are_read():
    content = workbook(Đơn_vị=[["a"]] * MOST_ROWS)
    assert len(read_workbook(content)[0].rows) == MOST_ROWS
