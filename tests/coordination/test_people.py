"""People and their positions: found, entered, corrected, told apart; contacts stay in the unit."""

import datetime as dt

import pytest
from django.urls import reverse

from coordination import panels
from coordination.models import Person, Position, Role, Seat, SteeringCommittee
from tests.coordination.test_shell import COMMON_QUERIES
from tests.coordination.world import member, organization, signed_in, unit

pytestmark = pytest.mark.django_db

JUNE, JULY = dt.date(2025, 6, 30), dt.date(2025, 7, 1)


@pytest.fixture
def district():
    return unit("Huyện Mẫu", under=unit("Tỉnh Mẫu", level="province"))


@pytest.fixture
def commune(district):
    return unit("Xã Một", level="commune", under=district)


@pytest.fixture
def board(district):
    return organization(district, "Ban Dân vận", kind="mobilization_board")


@pytest.fixture
def women(district):
    return organization(district, "Hội LHPN")


@pytest.fixture
def clerk(board):
    return member("canbo", board, Role.CLERK)


def person(name, body, title="Chủ tịch", **fields) -> Person:
    made = Person.objects.create(name=name)
    Position.objects.create(person=made, organization=body, title=title, **fields)
    return made


def listed(client, **filters) -> list[str]:
    page = client.get(reverse("people"), filters).context["page"]
    return [one.name for one in page.object_list]


def seat(somebody, of, **fields) -> Seat:
    made, _new = SteeringCommittee.objects.get_or_create(unit=of, name="Ban Chỉ đạo")
    return Seat.objects.create(committee=made, person=somebody, role="member", **fields)


# --- The list ----------------------------------------------------------------------------------


def test_people_are_sorted_by_given_name_with_what_they_hold(clerk, women):
    for name in ("Nguyễn Văn Bình", "Trần Thị An", "Lê Văn Ân"):
        person(name, women, rank="Trung tá")
    response = signed_in(clerk).get(reverse("people"))
    assert [one.name for one in response.context["page"]] == [
        "Trần Thị An",
        "Lê Văn Ân",
        "Nguyễn Văn Bình",
    ]
    page = response.content.decode()
    assert "Hội LHPN" in page
    assert "Trung tá" in page


def test_people_are_narrowed_by_name_organisation_kind_unit_and_day(
    clerk, women, commune, district
):
    person("Đặng Thị Hoà", women)
    person("Lê Văn C", organization(commune, "Hội CCB xã", kind="veterans"), valid_to=JUNE)
    person("Phan Văn D", organization(commune, "Đoàn xã", kind="youth"), valid_from=JULY)
    client = signed_in(clerk)
    assert listed(client, q="hoa") == ["Đặng Thị Hoà"]
    assert listed(client, organization="lhpn") == ["Đặng Thị Hoà"]
    assert listed(client, kind="youth") == ["Phan Văn D"]
    assert listed(client, unit=commune.pk) == ["Phan Văn D"]
    assert listed(client, unit=commune.pk, on="30/06/2025") == ["Lê Văn C"]
    assert listed(client, kind="veterans") == []
    assert listed(client, kind="veterans", former="1") == ["Lê Văn C"]
    assert listed(client, unit=district.pk) == ["Phan Văn D", "Đặng Thị Hoà"]


def test_odd_filters_narrow_nothing(clerk, women):
    person("Nguyễn Văn A", women)
    odd = {"unit": "9" * 30, "on": "31/02/2025", "kind": "'", "page": "x", "organization": ""}
    assert listed(signed_in(clerk), **odd) == ["Nguyễn Văn A"]
    assert signed_in(clerk).get(reverse("people"), {"q": "a\0"}).status_code == 200


def test_people_outside_the_reach_are_neither_listed_nor_found(clerk, women):
    stranger = person("Nguyễn Văn A", organization(unit("Huyện Bên"), "Hội Bên"))
    client = signed_in(clerk)
    assert listed(client, former="1") == []
    assert client.get(reverse("person", args=[stranger.pk])).status_code == 404


# --- Contacts ----------------------------------------------------------------------------------


def test_contacts_are_seen_inside_the_unit_of_todays_positions_only(clerk, women, commune):
    somebody = person("Nguyễn Thị A", women)
    Person.objects.filter(pk=somebody.pk).update(phone="0912", email="a@example.vn")
    address = reverse("person", args=[somebody.pk])
    page = signed_in(clerk).get(address).content.decode()
    assert "0912" in page
    assert "a@example.vn" in page
    above = member("tinh", organization(clerk.organization.unit.parents.get().parent, "BDV tỉnh"))
    everywhere = member("quantri", None, Role.ADMIN)
    for reader in (above, everywhere):
        page = signed_in(reader).get(address).content.decode()
        assert "0912" not in page
        assert "a@example.vn" not in page
    somebody.positions.update(valid_to=JUNE)
    moved = Position.objects.create(
        person=somebody, organization=organization(commune, "Đảng ủy xã"), title="Bí thư"
    )
    assert "0912" not in signed_in(clerk).get(address).content.decode()
    assert moved.person == somebody


def test_contacts_stand_in_no_list_search_or_history(clerk, women):
    somebody = person("Nguyễn Thị A", women)
    client = signed_in(clerk)
    edited = {"name": "Nguyễn Thị A", "phone": "0912345", "email": "a@example.vn"}
    assert client.post(reverse("person_edit", args=[somebody.pk]), edited).status_code == 302
    somebody.refresh_from_db()
    assert (somebody.phone, somebody.email) == ("0912345", "a@example.vn")
    pages = [
        client.get(reverse("people")),
        client.get(reverse("search"), {"q": "nguyen thi"}),
        client.get(reverse("history", args=["coordination.person", somebody.pk])),
        client.get(reverse("organization", args=[women.pk])),
        client.get(reverse("history", args=["coordination.organization", women.pk])),
    ]
    for page in pages:
        assert "Nguyễn Thị A" in page.content.decode()
        assert "0912345" not in page.content.decode()
        assert "a@example.vn" not in page.content.decode()


def test_contacts_are_not_entered_from_outside_the_unit(clerk, commune):
    somebody = person("Nguyễn Thị A", organization(commune, "Đảng ủy xã"))
    client = signed_in(clerk)
    client.post(
        reverse("person_edit", args=[somebody.pk]), {"name": "Nguyễn Thị B", "phone": "0912"}
    )
    somebody.refresh_from_db()
    assert (somebody.name, somebody.phone) == ("Nguyễn Thị B", "")
    fresh = {
        "name": "Lê Văn C",
        "phone": "0912",
        "organization": commune.organizations.get().pk,
        "title": "Bí thư",
    }
    response = client.post(reverse("person_create"), fresh)
    assert "inside the person&#x27;s own unit only" in response.content.decode()
    assert not Person.objects.filter(name="Lê Văn C").exists()


# --- Entering ----------------------------------------------------------------------------------


def test_a_person_is_entered_with_a_first_position(clerk, women):
    client = signed_in(clerk)
    form = client.get(reverse("person_create"), {"organization": women.pk}).content.decode()
    assert '<option value="Chủ tịch">' in form  # the title of the kind's head is offered
    fields = {
        "name": "  Nguyễn  Thị A ",
        "phone": "0912",
        "organization": women.pk,
        "title": "Chủ tịch",
        "valid_from": "05/06/2024",
    }
    made = Person.objects.get(pk=client.post(reverse("person_create"), fields).url.split("/")[-2])
    assert made.name == "Nguyễn Thị A"
    position = made.positions.get()
    assert (position.title, position.valid_from) == ("Chủ tịch", dt.date(2024, 6, 5))


def test_a_name_that_exists_is_asked_about_first(clerk, women, board):
    known = person("Nguyễn Thị Hòa", board, title="Phó Trưởng ban")
    client = signed_in(clerk)
    fields = {"name": "Nguyễn Thị Hoà", "organization": women.pk, "title": "Chủ tịch"}
    asked = client.post(reverse("person_create"), fields)
    page = asked.content.decode()
    assert asked.status_code == 422
    assert "Nguyễn Thị Hòa – Phó Trưởng ban, Ban Dân vận (Huyện Mẫu)" in page
    assert f"{reverse('position_create', args=[known.pk])}?organization={women.pk}" in page
    assert 'value="Chủ tịch"' in page
    assert Person.objects.count() == 1
    client.post(reverse("person_create"), fields | {"another": "1"})
    assert Person.objects.count() == 2
    first = client.get(reverse("person", args=[known.pk])).content.decode()
    assert "Nguyễn Thị Hoà – Chủ tịch, Hội LHPN (Huyện Mẫu)" in first


def test_a_name_outside_the_reach_is_not_asked_about(clerk, women):
    person("Nguyễn Thị A", organization(unit("Huyện Bên"), "Hội Bên"))
    fields = {"name": "Nguyễn Thị A", "organization": women.pk, "title": "Chủ tịch"}
    assert signed_in(clerk).post(reverse("person_create"), fields).status_code == 302


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": ""}, "This field is required."),
        ({"name": "\u00a0 \u200b"}, "This field is required."),
        ({"name": "Trần\0 Văn B"}, "Null characters are not allowed."),
        ({"name": "A" * 301}, "at most 300 characters"),
        ({"organization": "999999"}, "Select a valid choice"),
        ({"organization": "x"}, "Select a valid choice"),
        ({"organization": "9" * 30}, "Select a valid choice"),
        ({"title": " "}, "This field is required."),
        ({"valid_from": "31/02/2025"}, "Enter a valid date."),
        ({"valid_from": "02/01/2025", "valid_to": "01/01/2025"}, "The end lies before"),
        ({"valid_to": "01/01/1990"}, "did not exist yet"),
        ({"valid_from": "01/01/2040"}, "no longer existed"),
        ({"email": "x"}, "valid email"),
    ],
)
def test_a_person_is_refused_in_a_sentence_and_what_was_typed_stays(
    clerk, district, fields, sentence
):
    body = organization(
        district,
        "Hội CTĐ",
        kind="red_cross",
        valid_from=dt.date(2000, 1, 1),
        valid_to=dt.date(2039, 1, 1),
    )
    typed = {"name": "Trần Văn B", "organization": body.pk, "title": "Phó Chủ tịch", "rank": "Tá"}
    response = signed_in(clerk).post(reverse("person_create"), typed | fields)
    page = response.content.decode()
    assert sentence in page
    assert 'value="Tá"' in page
    assert not Person.objects.exists()


def test_a_position_of_former_times_is_entered_in_an_organisation_that_ended(clerk, district):
    body = organization(district, "Hội CTĐ cũ", kind="red_cross", valid_to=JUNE)
    client = signed_in(clerk)
    assert (
        "Hội CTĐ cũ (Huyện Mẫu) – former" in client.get(reverse("person_create")).content.decode()
    )
    fields = {"organization": body.pk, "title": "Chủ tịch", "valid_to": "30/06/2025"}
    assert client.post(reverse("person_create"), {"name": "Lê C"} | fields).status_code == 302


def test_offices_and_seats_without_an_end_are_told_until_what_they_belong_to_ended(clerk, district):
    gone = unit("Xã Cũ", level="commune", under=district, valid_to=JUNE)
    body = organization(gone, "Hội LHPN xã", valid_to=JUNE)
    somebody = person("Phạm Thị E", body, valid_from=dt.date(2022, 3, 15))
    seat(somebody, gone, valid_from=dt.date(2024, 6, 10))
    page = signed_in(clerk).get(reverse("person", args=[somebody.pk])).content.decode()
    for starts in ("15/03/2022", "10/06/2024"):
        assert f"{starts} – 30/06/2025" in page


def test_an_organisation_outside_the_reach_cannot_be_chosen(clerk):
    elsewhere = organization(unit("Huyện Bên"), "Hội Bên")
    fields = {"name": "Trần Văn B", "organization": elsewhere.pk, "title": "Chủ tịch"}
    response = signed_in(clerk).post(reverse("person_create"), fields)
    assert "Select a valid choice" in response.content.decode()
    assert "Hội Bên" not in response.content.decode()


# --- Positions ---------------------------------------------------------------------------------


def test_a_position_is_added_ended_and_corrected(clerk, women, board):
    somebody = person("Nguyễn Thị A", women, valid_from=dt.date(2020, 1, 1))
    client = signed_in(clerk)
    first = somebody.positions.get()
    client.post(reverse("position_close", args=[first.pk]), {"valid_to": "30/06/2025"})
    fields = {"organization": board.pk, "title": "Trưởng ban", "valid_from": "01/07/2025"}
    client.post(reverse("position_create", args=[somebody.pk]), fields)
    first.refresh_from_db()
    assert first.valid_to == JUNE
    second = somebody.positions.exclude(pk=first.pk).get()
    client.post(reverse("position_edit", args=[second.pk]), fields | {"title": "Phó Trưởng ban"})
    second.refresh_from_db()
    assert second.title == "Phó Trưởng ban"
    page = client.get(reverse("person", args=[somebody.pk])).content.decode()
    assert "until 30/06/2025" in page or "01/01/2020 – 30/06/2025" in page


def test_what_was_typed_for_a_new_person_is_prefilled_for_the_one_who_is_there(clerk, women):
    somebody = person("Nguyễn Thị A", women, title="Ủy viên")
    query = {"organization": women.pk, "title": "Chủ tịch", "rank": "x" * 999}
    page = signed_in(clerk).get(reverse("position_create", args=[somebody.pk]), query)
    assert 'value="Chủ tịch"' in page.content.decode()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"valid_from": "01/01/2024"}, "already holds this position at that time"),
        ({"title": "Khác", "valid_from": "2/1/2024", "valid_to": "1/1/2024"}, "The end lies"),
    ],
)
def test_a_position_that_cannot_be_is_refused(clerk, women, fields, sentence):
    somebody = person("Nguyễn Thị A", women, valid_from=dt.date(2020, 1, 1))
    typed = {"organization": women.pk, "title": "Chủ tịch", "rank": "Đại tá"}
    response = signed_in(clerk).post(reverse("position_create", args=[somebody.pk]), typed | fields)
    assert sentence in response.content.decode()
    assert 'value="Đại tá"' in response.content.decode()
    assert somebody.positions.count() == 1


def test_a_position_does_not_end_before_it_began(clerk, women):
    somebody = person("Nguyễn Thị A", women, valid_from=JULY)
    address = reverse("position_close", args=[somebody.positions.get().pk])
    for wrong, sentence in (("30/06/2025", "The end lies before"), ("", "required")):
        assert sentence in signed_in(clerk).post(address, {"valid_to": wrong}).content.decode()
    assert somebody.positions.get().valid_to is None


def test_a_position_on_which_a_seat_began_stays(clerk, women, board, district):
    somebody = person("Nguyễn Thị A", women)
    seat(somebody, district, valid_from=JULY)
    office = somebody.positions.get()
    client = signed_in(clerk)
    response = client.post(reverse("position_close", args=[office.pk]), {"valid_to": "30/06/2025"})
    assert "Correct the seat first." in response.content.decode()
    other = Position.objects.create(
        person=somebody, organization=board, title="Ủy viên", valid_to=JUNE
    )
    client.post(reverse("position_delete", args=[office.pk]), {"reason": "nhập nhầm"})
    office.refresh_from_db()
    assert office.valid_to is None
    client.post(reverse("position_delete", args=[other.pk]), {"reason": "nhập nhầm"})
    assert not Position.objects.filter(pk=other.pk).exists()


def test_a_position_is_taken_out_with_a_reason_and_never_the_last_one(clerk, women, board):
    somebody = person("Nguyễn Thị A", women)
    client = signed_in(clerk)
    only = reverse("position_delete", args=[somebody.positions.get().pk])
    client.post(only, {"reason": "nhầm"})
    more = Position.objects.create(person=somebody, organization=board, title="Ủy viên")
    client.post(reverse("position_delete", args=[more.pk]), {"reason": "\0 "})
    assert somebody.positions.count() == 2
    client.post(reverse("position_delete", args=[more.pk]), {"reason": "nhập nhầm tổ chức"})
    assert somebody.positions.count() == 1
    told = client.get(reverse("history", args=["coordination.person", somebody.pk]))
    assert "nhập nhầm tổ chức" in told.content.decode()


# --- Who may -----------------------------------------------------------------------------------


def test_onlookers_see_no_buttons_and_are_refused_in_a_sentence(women, district):
    somebody = person("Nguyễn Thị A", women)
    client = signed_in(member("an", women))
    for name in ("people", "person"):
        page = client.get(reverse(name, args=[somebody.pk] if name == "person" else []))
        for address in ("person_create", "person_edit", "position_create", "person_merge"):
            args = [] if address == "person_create" else [somebody.pk]
            assert reverse(address, args=args) not in page.content.decode()
    refused = client.get(reverse("person_edit", args=[somebody.pk]))
    assert refused.status_code == 403
    assert "looked after by the Board" in refused.content.decode()


def test_whoever_went_to_an_office_outside_is_looked_after_there(clerk, women, district):
    somebody = person("Nguyễn Thị A", women, valid_to=JUNE)
    assert signed_in(clerk).get(reverse("person_edit", args=[somebody.pk])).status_code == 200
    province = district.parents.get().parent
    Position.objects.create(
        person=somebody, organization=organization(province, "Hội LHPN tỉnh"), title="Ủy viên"
    )
    client = signed_in(clerk)
    refused = client.get(reverse("person_edit", args=[somebody.pk]))
    assert refused.status_code == 403
    assert "outside your unit" in refused.content.decode()
    assert client.get(reverse("person", args=[somebody.pk])).status_code == 200
    outside = somebody.positions.get(title="Ủy viên")
    assert client.get(reverse("position_edit", args=[outside.pk])).status_code == 404


def test_somebody_entered_by_mistake_is_taken_out_but_nobody_who_is_referred_to(
    clerk, women, district
):
    mistake = person("Nguyễn Văn Nhầm", women)
    client = signed_in(clerk)
    client.post(reverse("person_delete", args=[mistake.pk]))
    assert not Person.objects.filter(pk=mistake.pk).exists()
    seated = person("Nguyễn Thị A", women)
    seat(seated, district)
    response = client.post(reverse("person_delete", args=[seated.pk]), follow=True)
    assert "cannot be taken out: referred to by seat" in response.content.decode()
    assert seated.positions.count() == 1


# --- Queries -----------------------------------------------------------------------------------


@pytest.mark.parametrize("many", [1, 12])
def test_pages_of_people_ask_a_constant_number_of_queries(
    clerk, women, district, many, django_assert_num_queries, monkeypatch
):
    monkeypatch.setattr(panels, "_builds", {})
    for number in range(many):
        somebody = person(f"Nguyễn Văn {number}", women, title=f"Ủy viên {number}")
        for year in range(many):
            Position.objects.create(person=somebody, organization=women, title=f"Tổ trưởng {year}")
        seat(somebody, district)
    client = signed_in(clerk)
    expected = {
        reverse("people"): 5,
        reverse("person", args=[somebody.pk]): 7,
        reverse("person_create"): 2,
        reverse("position_create", args=[somebody.pk]): 3,
        reverse("person_merge", args=[somebody.pk]): 5,
    }
    for address, own in expected.items():
        with django_assert_num_queries(COMMON_QUERIES + own):
            client.get(address)
