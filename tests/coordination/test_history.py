"""History pages: every change in sentences, with who, when and why, for whoever may see it."""

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone, translation

from coordination import histories
from coordination.history import record, recorded
from coordination.models import (
    Membership,
    OrganizationName,
    Person,
    Position,
    Role,
    Seat,
    SteeringCommittee,
    Unit,
    UnitName,
)
from tests.coordination.test_shell import COMMON_QUERIES
from tests.coordination.world import member, organization, signed_in, unit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def clerk():
    with recorded(by=None, source="load_case"):
        board = organization(unit("Huyện Mẫu"), "Ban Dân vận", kind="mobilization_board")
        return member("canbo", board, "clerk")


def told(thing) -> list[tuple]:
    """Who, why, moves and sentences of every entry."""
    return [
        (
            entry.actor,
            entry.reason,
            entry.moves,
            [(line.label, line.before, line.after) for line in entry.lines],
        )
        for entry in histories.entries(thing, today=timezone.localdate())
    ]


def test_a_change_is_told_with_before_after_who_and_why(clerk):
    name = clerk.organization.names.get()
    with recorded(by=clerk, source="web", reason="Theo Quyết định 5"):
        name.short_name = "BDV"
        name.save()
    newest, *_older = told(clerk.organization)
    assert newest == (
        clerk.user.full_name,
        "Theo Quyết định 5",
        [],
        [("Name of an organisation Ban Dân vận, short name", "Ban Dân vận", "BDV")],
    )


def test_what_was_loaded_says_so_and_lists_the_values(clerk):
    (entry,) = told(clerk.organization)
    actor, _reason, _moves, lines = entry
    assert actor == "while loading a case file"
    assert lines[0] == ("Entered", None, "kind Ban Dân vận; unit Huyện Mẫu")


def test_a_removed_row_is_told(clerk):
    district = clerk.organization.unit
    with recorded(by=clerk, source="web"):
        extra = UnitName.objects.get(unit=district)
        extra.delete()
    lines = told(district)[0][3]
    assert lines == [("Name of a unit removed", None, "Huyện Mẫu")]


def test_bulk_and_plain_sql_changes_are_told_too(clerk):
    district = clerk.organization.unit
    with recorded(by=clerk, source="web"):
        Unit.objects.filter(pk=district.pk).update(code="164")
    with recorded(by=None, source="sql"), connection.cursor() as cursor:
        cursor.execute("UPDATE coordination_unit SET code = '165' WHERE id = %s", [district.pk])
    sentences = [entry[3] for entry in told(district)]
    assert [("official code", "empty", "164")] in sentences
    assert [("official code", "164", "165")] in sentences


def test_a_move_and_its_changes_are_one_entry(clerk):
    with recorded(by=clerk, source="web"):
        clerk.user.is_active = False
        clerk.user.save()
        record("user.deactivated", clerk.user, by=clerk, at=timezone.now())
    entries = [entry for entry in told(clerk.user) if entry[2]]
    assert len(entries) == 1
    assert entries[0][2] == ["deactivated the user"]
    assert ("may sign in", "yes", "no") in entries[0][3]


def test_an_unknown_code_is_not_hidden(clerk):
    record("future.code", clerk.organization, by=clerk, at=timezone.now())
    assert any("future.code" in entry[2] for entry in told(clerk.organization))


def test_a_password_never_appears(clerk):
    clerk.user.set_password("Rat-bi-mat-2026")
    clerk.user.save()
    admin = member("quantri", None, Role.ADMIN)
    page = signed_in(admin).get(reverse("history", args=["coordination.user", clerk.user_id]))
    assert "md5$" not in page.content.decode()
    assert "argon2" not in page.content.decode()


def test_the_page_reads_well(clerk):
    with recorded(by=clerk, source="web", reason="Sửa tên"):
        OrganizationName.objects.filter(organization=clerk.organization).update(short_name="BDV")
    address = reverse("history", args=["coordination.organization", clerk.organization_id])
    page = signed_in(clerk).get(address).content.decode()
    assert "<del>Ban Dân vận</del> → <ins>BDV</ins>" in page
    assert "Reason: Sửa tên" in page
    assert f"<strong>{clerk.user.full_name}</strong> (Board staff, BDV)" in page


def test_history_follows_who_may_see_the_object(clerk):
    neighbour = organization(unit("Huyện Bên"), "Hội Bên")
    client = signed_in(clerk)
    hidden = [
        ("coordination.organization", neighbour.pk),
        ("coordination.unit", neighbour.unit_id),
        ("coordination.user", clerk.user_id),
        ("coordination.membership", clerk.pk),
        ("no.model", 1),
    ]
    addresses = [reverse("history", args=args) for args in hidden]
    assert [client.get(address).status_code for address in addresses] == [404] * 5
    own = reverse("history", args=["coordination.organization", clerk.organization_id])
    assert client.get(own).status_code == 200


def test_a_history_has_pages(clerk, django_assert_num_queries):
    for number in range(30):
        with recorded(by=clerk, source="web"):
            Unit.objects.filter(pk=clerk.organization.unit_id).update(code=str(number))
    address = reverse("history", args=["coordination.unit", clerk.organization.unit_id])
    page = signed_in(clerk).get(address, {"page": 2}).content.decode()
    assert "Official code" in page
    assert 'aria-current="page">2<' in page


@pytest.mark.parametrize("many", [1, 9])
def test_a_history_asks_a_constant_number_of_queries(clerk, many, django_assert_num_queries):
    made = SteeringCommittee.objects.create(unit=clerk.organization.unit, name="Ban Chỉ đạo")
    for number in range(many):
        person = Person.objects.create(name=f"Nguyễn Văn {number}")
        Position.objects.create(
            person=person, organization=clerk.organization, title=f"Ủy viên {number}"
        )
        with recorded(by=clerk, source="web"):
            Seat.objects.create(committee=made, person=person, role="member")
    client = signed_in(clerk)
    address = reverse("history", args=["coordination.steeringcommittee", made.pk])
    client.get(address)  # content types are remembered
    own = 1 + 3 + 1 + 1 + 3 + 1  # object; rows; moves; actors; what they name; people's offices
    with django_assert_num_queries(COMMON_QUERIES + own):
        client.get(address)


def test_people_of_the_history_may_have_left(clerk):
    person = Person.objects.create(name="Lê Văn C")
    place = Position.objects.create(
        person=person, organization=clerk.organization, title="Chủ tịch"
    )
    Membership.objects.filter(pk=clerk.pk).update(valid_to="2021-01-01")
    place.delete()
    sentences = [line for entry in told(clerk.organization) for line in entry[3]]
    assert ("Position removed", None, "Lê Văn C, Chủ tịch") in sentences
