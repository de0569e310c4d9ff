"""Organisations entered, changed and removed by hand; the usual ones of a unit on one page."""

import datetime as dt

import pytest
from django.urls import reverse

from coordination.models import (
    Organization,
    OrganizationName,
    OrganizationParent,
    Person,
    Position,
    Role,
    Unit,
)
from tests.coordination.test_shell import COMMON_QUERIES
from tests.coordination.world import errors, member, organization, signed_in, unit
from tests.programs import factories as make

pytestmark = pytest.mark.django_db

JULY = dt.date(2025, 7, 1)
JUNE = dt.date(2025, 6, 30)


@pytest.fixture
def province():
    return unit("Tỉnh Mẫu", level="province")


@pytest.fixture
def district(province):
    return unit("Huyện Định Hóa", under=province)


@pytest.fixture
def clerk(district):
    board = organization(district, "Ban Dân vận", kind="mobilization_board")
    return member("canbo", board, Role.CLERK)


@pytest.fixture
def client(clerk):
    return signed_in(clerk)


def fields(of, **changed) -> dict:
    """What a complete new organisation sends."""
    return {
        "kind": "women",
        "unit": of.pk,
        "name": "Hội LHPN huyện",
        "short_name": "Hội LHPN",
        "symbol": "BTV",
        "print_lines": "HỘI LHPN\r\nHUYỆN ĐỊNH HÓA",
    } | changed


def test_an_organisation_is_entered_with_its_name_and_superior(client, district, clerk):
    sent = fields(district, parent=clerk.organization_id, valid_from="01/01/2010")
    response = client.post(reverse("organization_create"), sent)
    made = Organization.objects.get(kind="women")
    assert response.url == reverse("organization", args=[made.pk])
    name = made.names.get()
    assert (name.symbol, name.print_lines.split()) == (
        "BTV",
        ["HỘI", "LHPN", "HUYỆN", "ĐỊNH", "HÓA"],
    )
    assert len(name.print_lines.splitlines()) == 2
    assert made.parents.get().parent == clerk.organization


def test_staff_begin_with_their_own_unit(client, district):
    page = client.get(reverse("organization_create")).content.decode()
    assert f'<option value="{district.pk}" selected>' in page


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"name": ""}, "name", "This field is required."),
        ({"short_name": "x" * 121}, "short_name", "at most 120 characters"),
        ({"kind": "pirates"}, "kind", "Select a valid choice"),
        ({"unit": "elsewhere"}, "unit", "Select a valid choice"),
        ({"valid_from": "29/02/2025"}, "valid_from", "Enter a valid date."),
        (
            {"valid_from": "02/01/2025", "valid_to": "01/01/2025"},
            "valid_to",
            "The end lies before the beginning.",
        ),
        ({"print_lines": "a\0b"}, "print_lines", "Null characters are not allowed."),
        ({"parent": "gone", "valid_from": "01/07/2025"}, "parent", "did not exist at that time"),
        ({"parent": "²"}, "parent", "Select a valid choice"),
    ],
)
def test_a_refused_organisation_says_why_and_keeps_what_was_typed(
    client, district, changed, field, sentence
):
    named = {
        "elsewhere": unit("Huyện Bên").pk,
        "gone": organization(district, "Huyện ủy", kind="party_committee", valid_to=JUNE).pk,
    }
    sent = fields(district) | {key: named.get(value, value) for key, value in changed.items()}
    before = Organization.objects.count()
    response = client.post(reverse("organization_create"), sent)
    assert sentence in errors(response)[field][0]
    page = response.content.decode()
    assert f'<a href="#id_{field}">' in page
    assert "BTV" in page
    assert Organization.objects.count() == before


def test_a_form_that_is_sent_twice_makes_one_organisation(client, district):
    client.post(reverse("organization_create"), fields(district))
    again = client.post(reverse("organization_create"), fields(district))
    assert "already has an organisation of this name" in errors(again)["name"][0]
    assert Organization.objects.filter(kind="women").count() == 1


def test_what_board_staff_act_for_stays_a_board(client, clerk, district):
    sent = {"kind": "women", "unit": district.pk}
    address = reverse("organization_edit", args=[clerk.organization_id])
    assert "must stay a Board" in errors(client.post(address, sent))["kind"][0]
    clerk.organization.refresh_from_db()
    assert clerk.organization.kind_id == "mobilization_board"


def test_kind_unit_and_existence_are_corrected(client, clerk, district):
    commune = unit("Xã Một", level="commune", under=district)
    women = organization(district, "Hội")
    sent = {"kind": "farmers", "unit": commune.pk, "valid_to": "30/06/2025"}
    client.post(reverse("organization_edit", args=[women.pk]), sent)
    women.refresh_from_db()
    assert (women.kind_id, women.unit, women.valid_to) == ("farmers", commune, JUNE)


def test_an_organisation_exists_as_long_as_others_stand_below_it(client, clerk, district):
    above, below = (organization(district, name) for name in ("Trên", "Dưới"))
    OrganizationParent.objects.create(
        organization=below, parent=above, valid_from=JUNE, valid_to=JULY
    )
    sent = {"kind": "women", "unit": district.pk}
    address = reverse("organization_edit", args=[above.pk])
    assert "valid_from" in errors(client.post(address, sent | {"valid_from": "01/07/2025"}))
    assert "valid_to" in errors(client.post(address, sent | {"valid_to": "30/06/2025"}))


def test_a_new_name_ends_the_one_before(client, clerk):
    sent = {
        "name": "Ban Tuyên giáo và Dân vận",
        "short_name": "Ban TGDV",
        "valid_from": "01/03/2025",
        "end_before": "on",
    }
    address = reverse("organization_name_create", args=[clerk.organization_id])
    page = client.post(address, sent, follow=True).content.decode()
    assert "“Ban Dân vận” ends on 28/02/2025." in page
    assert clerk.organization.names_at(dt.date(2025, 3, 1)).short_name == "Ban TGDV"
    assert clerk.organization.names_at(dt.date(2025, 2, 28)).short_name == "Ban Dân vận"


def test_a_name_beside_another_one_is_refused_at_its_first_day(client, clerk):
    address = reverse("organization_name_create", args=[clerk.organization_id])
    response = client.post(address, {"name": "Ban", "short_name": "Ban", "valid_from": "1/3/2025"})
    assert errors(response) == {"valid_from": ["The organisation already has a name at that time."]}


@pytest.mark.parametrize(
    ("kind", "printed"),
    [
        ("military_command", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        ("mobilization_board", "ĐẢNG CỘNG SẢN VIỆT NAM"),
    ],
)
def test_the_heading_is_shown_as_the_paper_prints_it_and_nothing_is_saved(
    client, clerk, district, kind, printed
):
    body = organization(district, "Cơ quan", kind=kind)
    sent = {
        "name": "Cơ quan",
        "short_name": "CQ",
        "symbol": "KH-01",
        "print_lines": "BAN CHỈ HUY\nHUYỆN <ĐỊNH HÓA>",
        "superior_line": "CẤP TRÊN",
        "valid_from": "31/02/2025",
        "preview": "1",
    }
    response = client.post(reverse("organization_name_create", args=[body.pk]), sent)
    page = response.content.decode()
    for text in ("BAN CHỈ HUY</p>", "HUYỆN &lt;ĐỊNH HÓA&gt;</p>", "CẤP TRÊN", "KH-01", printed):
        assert text in page
    assert 'value="31/02/2025"' in page
    assert "error-summary" not in page
    assert body.names.count() == 1


def test_a_heading_without_a_name_says_what_is_missing(client, clerk):
    address = reverse("organization_name_create", args=[clerk.organization_id])
    page = client.post(address, {"preview": "1"}).content.decode()
    assert "has no name to print" in page


def test_a_superior_changes_on_a_day(client, clerk, district):
    first, second = (organization(district, name) for name in ("Cũ", "Mới"))
    OrganizationParent.objects.create(organization=clerk.organization, parent=first)
    address = reverse("organization_parent_create", args=[clerk.organization_id])
    client.post(address, {"parent": second.pk, "valid_from": "01/07/2025", "end_before": "on"})
    assert clerk.organization.parents.at(JUNE).get().parent == first
    assert clerk.organization.parents.at(JULY).get().parent == second
    response = client.post(address, {"parent": clerk.organization_id})
    assert errors(response)["parent"] == ["An organisation cannot be its own superior."]


def test_a_circle_of_superiors_is_told_at_the_field(client, clerk, district):
    below = organization(district, "Dưới")
    OrganizationParent.objects.create(organization=below, parent=clerk.organization)
    address = reverse("organization_parent_create", args=[clerk.organization_id])
    response = client.post(address, {"parent": below.pk})
    assert "would be its own superior" in errors(response)["parent"][0]


def test_staff_change_nothing_outside_their_reach(client, clerk, province):
    above = organization(province, "Ban Dân vận Tỉnh ủy")
    for name in ("organization_edit", "organization_remove", "organization_name_create"):
        assert client.get(reverse(name, args=[above.pk])).status_code == 404
    row = above.names.get()
    for name in ("organization_name_edit", "organization_name_remove"):
        assert client.post(reverse(name, args=[row.pk])).status_code == 404
    assert client.get(reverse("unit_organizations", args=[province.pk])).status_code == 404


def test_what_is_referred_to_stays_and_says_by_what(client, clerk, district):
    women, command = organization(district, "Hội LHPN"), organization(district, "Ban CHQS")
    program = make.ProgramFactory(
        unit=district, parties=[command, women], asks=[make.IndicatorFactory(code="T1")]
    )
    make.sheet(program, women, state="draft", T1="5")
    Position.objects.create(
        person=Person.objects.create(name="Nguyễn Văn A"), organization=women, title="Chủ tịch"
    )
    OrganizationParent.objects.create(organization=command, parent=women)
    response = client.post(reverse("organization_remove", args=[women.pk]))
    found = {one.label: one.count for one in response.context["references"]}
    assert found == {
        "Position": 1,
        "Party": 1,
        "Result sheet": 1,
        "Organisations below it": 1,
    }
    assert f'href="{reverse("program", args=[program.pk])}"' in response.content.decode()
    assert women.names.exists()


def test_what_nothing_refers_to_is_removed_with_its_own_rows(client, clerk, district):
    wrong = organization(district, "Hội Nhầm")
    OrganizationParent.objects.create(organization=wrong, parent=clerk.organization)
    address = reverse("organization_remove", args=[wrong.pk])
    assert "Remove the organisation" in client.get(address).content.decode()
    assert client.post(address).url == reverse("organizations")
    assert not OrganizationName.objects.filter(name="Hội Nhầm").exists()
    assert client.post(address).status_code == 404


# --- The usual organisations of a unit ----------------------------------------------------------


def ticked(client, address: str) -> dict:
    """What the page sends as it comes."""
    form = client.get(address).context["form"]
    sent = {"place_below": "on"}
    for row in form.rows:
        sent |= {
            row.add_prefix(name): row[name].value() for name in ("name", "short_name", "symbol")
        }
        if row["wanted"].value():
            sent[row.add_prefix("wanted")] = "on"
    return sent


@pytest.fixture
def new_district(province, clerk):
    """A district without organisations, for the administrator."""
    return unit("Huyện Phú Bình", under=province)


@pytest.fixture
def admin():
    return signed_in(member("quantri", None, Role.ADMIN))


def test_a_district_gets_its_board_command_and_seven_organisations_at_once(
    admin, province, new_district
):
    above = organization(province, "Hội LHPN tỉnh", kind="women")
    address = reverse("unit_organizations", args=[new_district.pk])
    page = admin.post(address, ticked(admin, address), follow=True).content.decode()
    assert "10 organisations entered." in page
    made = {one.kind_id: one for one in new_district.organizations.all()}
    assert len(made) == 10
    named = {kind: one.names_at(None) for kind, one in made.items()}
    assert named["party_committee"].name == "Huyện ủy Phú Bình"
    assert named["mobilization_board"].name == "Ban Dân vận Huyện ủy Phú Bình"
    assert named["mobilization_board"].symbol == "BDVHU"
    assert named["military_command"].name == "Ban Chỉ huy Quân sự huyện Phú Bình"
    assert named["youth"].short_name == "Huyện đoàn"
    assert made["mobilization_board"].parents.get().parent == made["party_committee"]
    assert made["women"].parents.get().parent == above
    assert not made["farmers"].parents.exists()


def test_sending_the_ticked_rows_twice_enters_them_once(admin, new_district):
    address = reverse("unit_organizations", args=[new_district.pk])
    sent = ticked(admin, address)
    admin.post(address, sent)
    again = admin.post(address, sent).content.decode()
    assert "Tick at least one organisation." in again
    assert new_district.organizations.count() == 10


def test_a_name_that_is_taken_is_told_at_its_row_and_nothing_is_entered(admin, new_district):
    organization(new_district, "Hội Phụ nữ", kind="veterans")
    address = reverse("unit_organizations", args=[new_district.pk])
    page = admin.post(address, ticked(admin, address) | {"women-name": "Hội Phụ nữ"})
    assert '<a href="#id_women-name">' in page.content.decode()
    assert "Tick at least one organisation." not in page.content.decode()
    assert new_district.organizations.count() == 1


def test_kinds_that_are_there_already_are_named_and_not_offered(client, clerk, district):
    response = client.get(reverse("unit_organizations", args=[district.pk]))
    offered = {row.offer.kind.pk for row in response.context["form"].rows}
    assert "mobilization_board" not in offered
    assert "other" not in offered
    assert "Already entered:" in response.content.decode()


def test_a_row_without_a_name_or_with_a_wrong_day_keeps_the_rest(admin, new_district):
    address = reverse("unit_organizations", args=[new_district.pk])
    sent = ticked(admin, address) | {"women-name": "", "valid_from": "31/04/2025"}
    sent["farmers-name"] = "Hội Nông dân đã sửa"
    page = admin.post(address, sent).content.decode()
    assert '<a href="#id_women-name">' in page
    assert '<a href="#id_valid_from">' in page
    assert "Hội Nông dân đã sửa" in page
    assert not new_district.organizations.exists()


@pytest.mark.parametrize(
    ("name", "level", "command", "committee"),
    [
        ("Tỉnh Mẫu Bắc", "province", "Bộ Chỉ huy Quân sự tỉnh Mẫu Bắc", "Tỉnh ủy Mẫu Bắc"),
        ("Thành phố Mẫu", "district", "Ban Chỉ huy Quân sự thành phố Mẫu", "Thành ủy Mẫu"),
        ("Thị xã Mẫu", "district", "Ban Chỉ huy Quân sự thị xã Mẫu", "Thị ủy Mẫu"),
        ("Quận 1", "district", "Ban Chỉ huy Quân sự quận 1", "Quận ủy 1"),
        ("Phường Mẫu", "commune", "Ban Chỉ huy Quân sự phường Mẫu", "Đảng ủy phường Mẫu"),
        ("Khu vực 1", "area", "Ban Chỉ huy Phòng thủ khu vực 1", "Đảng ủy khu vực 1"),
    ],
)
def test_names_are_suggested_as_such_a_unit_has_them(admin, name, level, command, committee):
    address = reverse("unit_organizations", args=[unit(name, level=level).pk])
    sent = ticked(admin, address)
    assert sent["military_command-name"] == command
    assert sent["party_committee-name"] == committee


def test_an_area_is_offered_its_command_alone(admin):
    address = reverse("unit_organizations", args=[unit("Khu vực 1", level="area").pk])
    rows = admin.get(address).context["form"].rows
    assert [row.offer.kind.pk for row in rows if row["wanted"].value()] == ["military_command"]


def test_an_organisation_begins_with_its_unit_and_never_before_it(admin):
    area = unit("Khu vực 1", level="area")
    Unit.objects.filter(pk=area.pk).update(valid_from=JULY)
    address = reverse("unit_organizations", args=[area.pk])
    early = admin.post(address, ticked(admin, address) | {"valid_from": "30/06/2025"})
    assert "Its unit exists only from 01/07/2025 on." in early.content.decode()
    assert not area.organizations.exists()
    admin.post(address, ticked(admin, address))
    assert area.organizations.get().valid_from == JULY
    create = reverse("organization_create")
    fields = {"kind": "women", "unit": area.pk, "name": "Hội LHPN", "short_name": "Hội LHPN"}
    refused = admin.post(create, fields | {"valid_from": "30/06/2025"})
    assert "Its unit exists only from 01/07/2025 on." in refused.content.decode()
    assert 'value="30/06/2025"' in refused.content.decode()
    admin.post(create, fields)
    assert area.organizations.get(kind="women").valid_from == JULY
    Unit.objects.filter(pk=area.pk).update(valid_to=dt.date(2026, 6, 30))
    late = admin.post(create, fields | {"name": "Hội khác", "valid_to": "01/07/2026"})
    assert "Its unit exists only until 30/06/2026." in late.content.decode()


# --- The list and the page as of a day ----------------------------------------------------------


def listed(response) -> list[str]:
    return [one.current_name for one in response.context["page"].object_list]


def test_the_list_of_a_day_shows_what_existed_under_the_names_of_then(client, clerk, district):
    clerk.organization.names.update(valid_to=JUNE)
    OrganizationName.objects.create(
        organization=clerk.organization, name="Ban TGDV", short_name="Ban TGDV", valid_from=JULY
    )
    organization(district, "Hội Tan", valid_to=JUNE)
    organization(district, "Hội Mới", valid_from=JULY)
    address = reverse("organizations")
    assert listed(client.get(address, {"on": "30/06/2025"})) == ["Ban Dân vận", "Hội Tan"]
    assert listed(client.get(address, {"on": "01/07/2025"})) == ["Ban TGDV", "Hội Mới"]
    found = client.get(address, {"q": "dan van"})
    assert listed(found) == ["Ban TGDV"]
    assert "formerly: Ban Dân vận" in found.content.decode()


def test_organisations_are_narrowed_by_level_and_by_a_unit(client, clerk, district):
    commune = unit("Xã Một", level="commune", under=district)
    organization(commune, "Hội xã")
    address = reverse("organizations")
    assert listed(client.get(address, {"level": "commune"})) == ["Hội xã"]
    assert listed(client.get(address, {"under": commune.pk})) == ["Hội xã"]
    assert listed(client.get(address, {"under": district.pk})) == ["Ban Dân vận", "Hội xã"]


def test_the_page_of_an_organisation_shows_a_day(client, clerk, district):
    for name, ends, starts in (("Nguyễn Văn A", JUNE, None), ("Trần Văn B", None, JULY)):
        Position.objects.create(
            person=Person.objects.create(name=name),
            organization=clerk.organization,
            title="Trưởng ban",
            valid_from=starts,
            valid_to=ends,
        )
    address = reverse("organization", args=[clerk.organization_id])
    then = client.get(address, {"on": "30/06/2025"})
    assert [one.person.name for one in then.context["present"]] == ["Nguyễn Văn A"]
    assert "You see 30/06/2025" in then.content.decode()
    now = client.get(address)
    assert [one.person.name for one in now.context["present"]] == ["Trần Văn B"]


def test_print_lines_are_shown_with_their_breaks(client, clerk):
    clerk.organization.names.update(print_lines="BAN DÂN VẬN\nHUYỆN <b>ỦY")
    page = client.get(reverse("organization", args=[clerk.organization_id])).content.decode()
    assert "BAN DÂN VẬN<br>HUYỆN &lt;b&gt;ỦY" in page


@pytest.mark.parametrize("many", [1, 40])
def test_the_pages_of_organisations_ask_a_constant_number_of_queries(
    client, clerk, district, many, django_assert_num_queries
):
    commune = unit("Xã Một", level="commune", under=district)
    for number in range(many):
        made = organization(district, f"Hội {number}")
        make.ProgramFactory(unit=district, parties=[made], asks=[])
        unit(f"Xã {number}", level="commune", under=district)
    everything = {"q": "hoi", "kind": "women", "level": "district", "under": district.pk}
    expected = [
        (reverse("organizations"), {}, 4),
        (reverse("organizations"), everything, 6),
        (reverse("organization_create"), {}, 3),
        (reverse("organization_edit", args=[clerk.organization_id]), {}, 3),
        (reverse("organization_name_create", args=[clerk.organization_id]), {}, 2),
        (reverse("unit_organizations", args=[commune.pk]), {}, 4),
        (reverse("organization_remove", args=[clerk.organization_id]), {}, 17),
    ]
    found = {}
    for address, query, own in expected:
        with django_assert_num_queries(COMMON_QUERIES + own):
            found[address] = client.get(address, query).status_code
    assert set(found.values()) == {200}
