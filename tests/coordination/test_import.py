"""Units and organisations from a workbook: checked, told, stored as a whole or not at all."""

import datetime as dt
import unicodedata

import pytest
from django.urls import reverse

from coordination.exchange.importing import import_workbook
from coordination.models import Organization, Role, Unit
from tests.coordination.workbooks import of_organizations, of_units, upload, workbook
from tests.coordination.world import member, organization, signed_in, unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return member("quantri", None, Role.ADMIN)


@pytest.fixture
def client(admin):
    return signed_in(admin)


def check(client, content: bytes, status: int = 200):
    response = client.post(reverse("sheets_import"), upload(content))
    assert response.status_code == status
    return response.context["findings"]


def confirm(client):
    return client.post(reverse("import_confirm"))


def test_a_province_with_its_offices_is_brought_in(client):
    content = of_organizations(
        ["Cấp ủy", "Tỉnh Mẫu", "Tỉnh ủy Mẫu", "Tỉnh ủy", "TU", "TỈNH ỦY\nMẪU", "", "", "", ""],
        ["Ban Dân vận", "19", "Ban Dân vận Tỉnh ủy", "", "", "", "TỈNH ỦY MẪU", "Tỉnh ủy"],
        units=[
            ["19", "tỉnh", "Tỉnh Mẫu", "Mẫu", "", "", ""],
            [164, "huyện", "Huyện Mẫu", "", "Tỉnh Mẫu", dt.date(1990, 1, 1), "30/6/2025"],
        ],
    )
    findings = check(client, content)
    assert (findings.faults, findings.differences) == ([], [])
    assert dict(findings.new) == {"units": 2, "organizations": 2}
    assert Unit.objects.count() == 0
    assert confirm(client).status_code == 302
    district = Unit.objects.get(code="164")
    assert (district.valid_from, district.valid_to) == (dt.date(1990, 1, 1), dt.date(2025, 6, 30))
    assert district.parents.get().parent.code == "19"


def remarks(findings) -> list[tuple]:
    return [(one.sheet, one.row, one.column) for one in findings.faults]


def test_every_fault_has_its_sheet_row_and_column(client):
    content = of_organizations(
        ["Ban Dân vận", "Nơi Nào", "Ban A", "", "", "", "", "", "", ""],
        ["Câu lạc bộ", "Tỉnh Mẫu", "Ban B", "", "", "", "", "Không Có", "", ""],
        units=[
            ["19", "tỉnh", "Tỉnh Mẫu", "", "", "", ""],
            ["", "", "", "", "", "", ""],
            ["", "phường lớn", "Xã A", "", "Tỉnh Mẫu", "", ""],
            ["", "xã", "", "", "Tỉnh Mẫu", "31/2/2020", "hôm nay"],
            ["", "xã", "Xã B", "", "Xã C", "", ""],
            ["", "xã", "Xã C", "", "Xã B", "2020-01-02", "1/1/2020"],
            ["19", "tỉnh", "Tỉnh Khác", "", "", "", ""],
            [True, "xã", "Xã D", "", "Tỉnh Mẫu", 2020, ""],
            ["", "tỉnh", "Tỉnh E", "", "Xã B", "", ""],
            ["", "xã", "x" * 301, "", "Tỉnh Mẫu", "", ""],
        ],
    )
    findings = check(client, content)
    assert set(remarks(findings)) == {
        ("Tổ chức", 2, "Unit"),
        ("Tổ chức", 3, "Kind"),
        ("Tổ chức", 3, "Under which organisation"),
        ("Đơn vị", 4, "Level"),
        ("Đơn vị", 5, "Name"),
        ("Đơn vị", 5, "From day"),
        ("Đơn vị", 5, "To day"),
        ("Đơn vị", 6, "Stands under"),
        ("Đơn vị", 7, "Stands under"),
        ("Đơn vị", 7, "To day"),
        ("Đơn vị", 8, "Code"),
        ("Đơn vị", 9, "Code"),
        ("Đơn vị", 9, "From day"),
        ("Đơn vị", 10, "Stands under"),
        ("Đơn vị", 11, "Name"),
    }
    assert Unit.objects.count() == 0
    assert confirm(client).status_code == 302
    assert Unit.objects.count() == 0


def test_sentences_name_rows_and_vietnamese_dates(client):
    content = of_units(
        ["19", "tỉnh", "Tỉnh Mẫu", "", "", "", "31/12/2020"],
        ["19", "tỉnh", "Tỉnh Hai", "", "", "", ""],
        ["", "xã", "Xã A", "", "Tỉnh Mẫu", "1/1/2021", ""],
        ["", "tỉnh", "Tỉnh Ba", "", "Tỉnh Hai", "", ""],
    )
    told = " ".join(one.sentence for one in check(client, content).faults)
    assert "row 2" in told
    assert "01/01/2021" in told
    assert "$" not in told
    assert "the level province is not above province" in told


def test_a_bare_number_where_a_day_belongs_is_quoted_as_it_stands_in_the_cell(client):
    content = of_units(["", "tỉnh", "Tỉnh Mẫu", "", "", 43831, ""])
    (fault,) = check(client, content).faults
    assert "“43831” is not a date." in fault.sentence


def test_what_is_there_is_told_from_what_is_new_and_what_differs(client):
    province = unit("Tỉnh Mẫu", level="province", code="19")
    unit("Huyện Cũ", under=province)
    rows = [
        ["19", "tỉnh", "Tỉnh Mẫu", "", "", "", ""],
        ["", "huyện", "Huyện Cũ", "", "Tỉnh Mẫu", "", ""],
        ["", "huyện", "Huyện Mới", "", "19", "", ""],
    ]
    findings = check(client, of_units(*rows))
    assert (findings.new["units"], findings.known["units"]) == (1, 2)
    findings = check(client, of_units(*rows[:2], ["", "huyện", "Huyện Cũ", "", "19", "1/1/2020"]))
    assert [(one.row, one.column) for one in findings.differences] == [(4, "From day")]
    assert not findings.may_be_stored
    organization(province, "Hội PN")
    named = ["Hội LHPN", "19", "Hội PN", "Hội Phụ nữ"]
    assert [one.column for one in check(client, of_organizations(named)).differences] == [
        "Short name"
    ]


def test_a_unit_that_was_renamed_is_known_by_its_old_name(client):
    province = unit("Tỉnh Mẫu", level="province")
    province.names.update(valid_from=dt.date(2015, 1, 1))
    province.names.create(name="Tỉnh Xưa", valid_to=dt.date(2014, 12, 31))
    content = of_units(
        ["", "tỉnh", "Tỉnh Mẫu", "", "", "", ""], ["", "xã", "Xã A", "", "Tỉnh Xưa", "", ""]
    )
    findings = check(client, content)
    assert (findings.differences, findings.new["units"], findings.known["units"]) == ([], 1, 1)


def test_of_several_of_one_name_the_one_that_can_be_meant_is_taken(client):
    one = unit("Tỉnh Một", level="province", code="1")
    two = unit("Tỉnh Hai", level="province", code="2", valid_to=dt.date(2020, 1, 1))
    for above in (one, two):
        unit("Hòa Bình", under=above, valid_to=above.valid_to)
    unit("Hòa Bình", level="commune", under=one)
    findings = check(client, of_units(["", "xã", "Xã A", "", "Hòa Bình", "1/1/2021", ""]))
    assert findings.faults == []
    findings = check(client, of_units(["", "xã", "Xã A", "", "Hòa Bình", "", ""]))
    assert remarks(findings) == [("Đơn vị", 2, "Stands under")]


def test_a_superior_is_looked_for_in_the_same_unit_first(client):
    for name in ("Huyện A", "Huyện B"):
        organization(unit(name), "Huyện ủy", kind="party_committee")
    rows = [
        ["Ban Dân vận", "Huyện B", "Ban Dân vận", "", "", "", "", "Huyện ủy"],
        ["Ban Dân vận", "Huyện C", "Ban Dân vận C", "", "", "", "", "Huyện ủy (Huyện A)"],
    ]
    unit("Huyện C")
    assert check(client, of_organizations(*rows)).faults == []
    confirm(client)
    above = {
        one.names.get().name: one.parents.get().parent.unit.name_at(None)
        for one in Organization.objects.filter(kind="mobilization_board")
    }
    assert above == {"Ban Dân vận": "Huyện B", "Ban Dân vận C": "Huyện A"}
    wrong = ["Ban Dân vận", "Huyện C", "Ban X", "", "", "", "", "Huyện ủy"]
    assert remarks(check(client, of_organizations(wrong))) == [
        ("Tổ chức", 2, "Under which organisation")
    ]


def test_headers_are_read_whatever_their_case_spaces_and_place(client):
    rows = [
        ["DANH SÁCH ĐƠN VỊ"],
        [],
        ["STT", " TÊN ", "cấp*", "Ghi chú"],
        [1, "  Tỉnh   Mẫu ", "TỈNH", "cũ"],
    ]
    findings = check(client, workbook(ĐƠN_VỊ=rows))
    assert (findings.new["units"], findings.unread) == (1, ["STT", "Ghi chú"])
    confirm(client)
    assert Unit.objects.get().name_at(None) == "Tỉnh Mẫu"


def test_a_missing_or_doubled_column_is_told(client):
    assert remarks(check(client, workbook(Đơn_vị=[["Mã", "Tên"], ["1", "A"]]))) == [
        ("Đơn vị", 1, "Level")
    ]
    doubled = [["Tên", "Cấp", "Tên"], ["A", "xã", "B"]]
    assert remarks(check(client, workbook(Đơn_vị=doubled))) == [("Đơn vị", 1, "Name")]


def test_letters_are_stored_composed(client):
    name = unicodedata.normalize("NFD", "Tỉnh Hòa Bình")
    check(client, of_units(["", "tỉnh", name, "", "", "", ""]))
    confirm(client)
    assert Unit.objects.get().name_at(None) == unicodedata.normalize("NFC", name)


def test_the_confirmation_checks_again(client):
    check(client, of_units(["19", "tỉnh", "Tỉnh Mẫu", "", "", "", ""]))
    unit("Tỉnh Khác", level="province", code="19")
    response = confirm(client)
    assert response.status_code == 409
    assert remarks(response.context["findings"]) == [("Đơn vị", 2, "Code")]
    assert Unit.objects.count() == 1


def test_a_confirmation_works_once_and_in_its_own_session(client, admin):
    check(client, of_units(["19", "tỉnh", "Tỉnh Mẫu", "", "", "", ""]))
    confirm(signed_in(admin))
    assert Unit.objects.count() == 0
    confirm(client)
    confirm(client)
    assert Unit.objects.count() == 1


def test_what_was_left_is_not_stored(client, settings):
    check(client, of_units(["19", "tỉnh", "Tỉnh Mẫu", "", "", "", ""]))
    client.post(reverse("import_drop"))
    confirm(client)
    assert Unit.objects.count() == 0
    assert list((settings.MEDIA_ROOT / "imports").iterdir()) == []


def test_board_staff_bring_in_organisations_within_their_reach_alone():
    province = unit("Tỉnh Mẫu", level="province")
    district = unit("Huyện Mẫu", under=province)
    unit("Huyện Bên", under=province)
    board = organization(district, "Ban Dân vận", kind="mobilization_board")
    client = signed_in(member("canbo", board, Role.CLERK))
    organization(province, "Hội PN tỉnh")
    mine = ["Hội LHPN", "Huyện Mẫu", "Hội PN", "", "", "", "", "Hội PN tỉnh"]
    assert check(client, of_organizations(mine)).new["organizations"] == 1
    for other in ("Huyện Bên", "Tỉnh Mẫu"):
        foreign = ["Hội LHPN", other, "Hội PN"]
        assert remarks(check(client, of_organizations(foreign))) == [("Tổ chức", 2, "Unit")]
    check(client, of_units(["", "xã", "Xã A", "", "Huyện Mẫu", "", ""]), status=422)


def test_an_administrator_of_a_unit_brings_in_what_stands_below_it():
    district = unit("Huyện Mẫu", under=unit("Tỉnh Mẫu", level="province"))
    client = signed_in(member("quantri", organization(district, "Ban"), Role.ADMIN))
    inside = ["", "xã", "Xã A", "", "Huyện Mẫu", "", ""]
    assert check(client, of_units(inside)).new["units"] == 1
    for beside in (["", "tỉnh", "Tỉnh B", "", "", "", ""], ["", "xã", "X", "", "Tỉnh Mẫu"]):
        assert remarks(check(client, of_units(beside))) == [("Đơn vị", 2, "Stands under")]


@pytest.mark.parametrize("many", [5, 400])
def test_the_number_of_statements_does_not_grow_with_the_rows(
    admin, many, django_assert_max_num_queries
):
    communes = [["", "xã", f"Xã {at}", "", "Huyện Mẫu", "", ""] for at in range(many)]
    offices = [["Hội LHPN", f"Xã {at}", f"Hội {at}"] for at in range(many)]
    content = of_organizations(*offices, units=communes)
    unit("Huyện Mẫu")
    with django_assert_max_num_queries(60):
        findings = import_workbook(content, by=admin, dry_run=False)
    assert findings.may_be_stored
    assert findings.new == {"units": many, "organizations": many}


@pytest.mark.parametrize(
    ("value", "column"),
    [
        (True, 0),
        (dt.date(2020, 1, 1), 0),
        ("\x01", 2),
        ("x" * 40_000, 2),
        (1.5, 0),
        ("0000000000000000000000000", 0),
        (1e300, 0),
        (-1, 5),
        ("9999-12-31", 5),
        ("1/1/0001", 6),
        (dt.datetime(2020, 1, 1, 12, 30), 1),
    ],
)
def test_an_odd_cell_alone_is_told_or_taken_and_never_breaks(client, value, column):
    row = ["", "tỉnh", "Tỉnh Mẫu", "", "", "", ""]
    row[column] = value
    findings = check(client, of_units(row))
    assert findings.faults or findings.new["units"] == 1
    assert Unit.objects.count() == 0
