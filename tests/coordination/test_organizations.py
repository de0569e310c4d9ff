"""Lists and details of who takes part: what is found, in which order, by whom, how dearly."""

import datetime as dt
import unicodedata

import pytest
from django.urls import reverse

from coordination import panels
from coordination.models import (
    CommitteeDecision,
    OrganizationParent,
    Person,
    Position,
    Role,
    Seat,
    SteeringCommittee,
    UnitName,
)
from tests.coordination.test_shell import COMMON_QUERIES
from tests.coordination.world import member, organization, signed_in, unit

pytestmark = pytest.mark.django_db

ENDED = dt.date(2020, 12, 31)


@pytest.fixture
def province():
    return unit("Tỉnh Mẫu", level="province")


@pytest.fixture
def district(province):
    return unit("Huyện Mẫu", under=province)


@pytest.fixture
def clerk(district):
    return member(
        "canbo", organization(district, "Ban Dân vận", kind="mobilization_board"), "clerk"
    )


@pytest.fixture
def admin():
    return member("quantri", None, Role.ADMIN)


def named(response) -> list[str]:
    return [one.current_name for one in response.context["page"].object_list]


def test_units_are_sorted_the_vietnamese_way(clerk, district):
    names = ["đông", "an", "Ánh", "đa", "ăn", "da", "ân"]
    for name in names:
        unit(name, level="commune", under=district)
    found = named(signed_in(clerk).get(reverse("units"), {"level": "commune"}))
    assert found == ["an", "Ánh", "ăn", "ân", "da", "đa", "đông"]


@pytest.mark.parametrize(
    "words", ["dong hy", "Đồng Hỷ", "ĐỒNG HỶ", unicodedata.normalize("NFD", "đồng hỷ")]
)
def test_units_are_found_without_accents(admin, words):
    unit("Huyện Đồng Hỷ")
    unit("Huyện Phú Bình")
    assert named(signed_in(admin).get(reverse("units"), {"q": words})) == ["Huyện Đồng Hỷ"]


def test_organisations_are_found_by_either_writing_of_the_tone(admin, district):
    organization(district, "Hội Hoà Bình")
    client = signed_in(admin)
    for words in ("hoà", "hòa", "hoa binh"):
        assert named(client.get(reverse("organizations"), {"q": words})) == ["Hội Hoà Bình"]


def test_organisations_are_narrowed_by_kind(clerk, district):
    organization(district, "Hội CTĐ", kind="red_cross")
    found = named(signed_in(clerk).get(reverse("organizations"), {"kind": "red_cross"}))
    assert found == ["Hội CTĐ"]


def test_former_organisations_are_listed_on_demand(clerk, district):
    organization(district, "Hội Cũ", valid_to=ENDED)
    client = signed_in(clerk)
    assert "Hội Cũ" not in named(client.get(reverse("organizations")))
    assert "Hội Cũ" in named(client.get(reverse("organizations"), {"former": "1"}))


def test_a_wrong_filter_or_page_narrows_nothing(clerk):
    client = signed_in(clerk)
    wrong = {"kind": "' OR 1=1", "page": "zz", "level": "x", "under": "x"}
    assert client.get(reverse("organizations"), wrong).status_code == 200
    assert client.get(reverse("units"), wrong).status_code == 200


def test_a_list_has_pages_that_keep_the_filter(clerk, district):
    for number in range(30):
        organization(district, f"Hội {number:02}")
    client = signed_in(clerk)
    first = client.get(reverse("organizations"), {"kind": "women"})
    assert len(named(first)) == 25
    assert 'href="?kind=women&amp;page=2"' in first.content.decode()
    second = client.get(reverse("organizations"), {"kind": "women", "page": 2})
    assert named(second) == [f"Hội {number:02}" for number in range(25, 30)]


def test_lists_end_at_the_readers_reach(clerk, province):
    neighbour = unit("Huyện Bên", under=province)
    organization(neighbour, "Hội Bên")
    client = signed_in(clerk)
    assert named(client.get(reverse("units"))) == ["Huyện Mẫu"]
    assert named(client.get(reverse("organizations"))) == ["Ban Dân vận"]


def test_details_outside_the_reach_are_not_found(clerk, province):
    neighbour = unit("Huyện Bên", under=province)
    hidden = [
        reverse("unit", args=[neighbour.pk]),
        reverse("unit", args=[province.pk]),
        reverse("organization", args=[organization(neighbour, "Hội Bên").pk]),
        reverse("committee", args=[committee(neighbour).pk]),
    ]
    client = signed_in(clerk)
    assert [client.get(address).status_code for address in hidden] == [404] * 4


def committee(of, name="Ban Chỉ đạo") -> SteeringCommittee:
    made = SteeringCommittee.objects.create(unit=of, name=name)
    issuer = organization(of, "Huyện ủy", kind="party_committee")
    CommitteeDecision.objects.create(
        committee=made, kind="setting_up", number="Số 120-QĐ/HU", date=ENDED, issuer=issuer
    )
    return made


def test_a_unit_shows_its_names_parents_organisations_and_those_below(clerk, district):
    UnitName.objects.filter(unit=district).update(valid_from=dt.date(2021, 1, 1))
    UnitName.objects.create(unit=district, name="Châu Mẫu", valid_to=ENDED)
    unit("Xã Một", level="commune", under=district)
    committee(district)
    page = signed_in(clerk).get(reverse("unit", args=[district.pk])).content.decode()
    for text in (
        "Châu Mẫu",
        "until 31/12/2020",
        "Tỉnh Mẫu",
        "Xã Một",
        "Ban Dân vận",
        "Ban Chỉ đạo",
    ):
        assert text in page
    assert f'href="{reverse("unit", args=[district.parents.get().parent_id])}"' not in page


def test_an_organisation_shows_people_present_and_past(clerk, district):
    board = clerk.organization
    OrganizationParent.objects.create(
        organization=board, parent=organization(district, "Huyện ủy", kind="party_committee")
    )
    for name, ends in (("Nguyễn Thị A", None), ("Lê Văn C", ENDED)):
        Position.objects.create(
            person=Person.objects.create(name=name),
            organization=board,
            title="Trưởng Ban",
            valid_to=ends,
        )
    response = signed_in(clerk).get(reverse("organization", args=[board.pk]))
    assert [one.person.name for one in response.context["present"]] == ["Nguyễn Thị A"]
    assert [one.person.name for one in response.context["former"]] == ["Lê Văn C"]
    assert "Huyện ủy" in response.content.decode()


def test_users_of_an_organisation_are_shown_to_administrators_only(clerk, admin):
    address = reverse("organization", args=[clerk.organization_id])
    assert clerk.user.full_name in signed_in(admin).get(address).content.decode()
    assert "Users who act for it" not in signed_in(clerk).get(address).content.decode()


def test_a_committee_shows_seats_in_the_order_of_the_decision(clerk, district):
    made = committee(district)
    for name, role, order in (
        ("Trần Văn B", "member", 2),
        ("Phạm Thị E", "member", 1),
        ("Nguyễn Thị A", "head", 0),
    ):
        person = Person.objects.create(name=name)
        Position.objects.create(
            person=person, organization=clerk.organization, title=f"Chức vụ {name[-1]}"
        )
        Seat.objects.create(committee=made, person=person, role=role, order=order)
    response = signed_in(clerk).get(reverse("committee", args=[made.pk]))
    seated = [one.person.name for one in response.context["present"]]
    assert seated == ["Nguyễn Thị A", "Phạm Thị E", "Trần Văn B"]
    page = response.content.decode()
    assert "Chức vụ E" in page
    assert "Số 120-QĐ/HU" in page


@pytest.mark.parametrize("many", [1, 12])
def test_pages_ask_a_constant_number_of_queries(
    clerk, district, many, django_assert_num_queries, monkeypatch
):
    monkeypatch.setattr(panels, "_builds", {})
    made = committee(district)
    for number in range(many):
        unit(f"Xã {number}", level="commune", under=district)
        organization(district, f"Hội {number}")
        person = Person.objects.create(name=f"Nguyễn Văn {number}")
        Position.objects.create(person=person, organization=clerk.organization, title="Ủy viên")
        Seat.objects.create(committee=made, person=person, role="member")
    client = signed_in(clerk)
    expected = {
        reverse("organizations"): 4,
        reverse("units"): 3,
        reverse("committees"): 2,
        reverse("unit", args=[district.pk]): 9,
        reverse("organization", args=[clerk.organization_id]): 5,
        reverse("committee", args=[made.pk]): 4,
    }
    for address, own in expected.items():
        with django_assert_num_queries(COMMON_QUERIES + own):
            client.get(address)
