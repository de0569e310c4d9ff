"""Rules that triggers hold: who stands above whom and when, who may sit; what went into a unit."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from coordination.models import (
    Organization,
    OrganizationParent,
    Person,
    Position,
    Seat,
    SteeringCommittee,
    Succession,
    Unit,
    UnitParent,
)
from coordination.sql import UnitsBelow
from tests.coordination import world

pytestmark = pytest.mark.django_db

JULY = dt.date(2025, 7, 1)
JUNE = dt.date(2025, 6, 30)


def refused(name: str):
    """A block of which the database refuses something by the rule with this name."""
    return pytest.raises(IntegrityError, match=name)


def seat(person: Person, committee: SteeringCommittee, **fields) -> Seat:
    return Seat.objects.create(committee=committee, person=person, role="member", **fields)


@pytest.mark.parametrize(
    ("existence", "place"),
    [
        ({"valid_from": JULY}, {"valid_to": JUNE}),
        ({"valid_from": JULY}, {"valid_from": JUNE}),
        ({"valid_to": JUNE}, {"valid_from": JULY}),
        ({"valid_to": JUNE}, {"valid_to": JULY}),
    ],
)
def test_a_parent_must_have_existed_at_the_time(existence, place):
    province = world.unit("Tỉnh Mẫu", level="province", **existence)
    district = world.unit("Huyện Mẫu")
    with refused("coordination_unit_parent_exists_at_the_time"), transaction.atomic():
        UnitParent.objects.create(unit=district, parent=province, **place)
    women = world.organization(district, "Hội LHPN huyện")
    above = world.organization(district, "Hội LHPN tỉnh", **existence)
    with refused("coordination_superior_exists_at_the_time"), transaction.atomic():
        OrganizationParent.objects.create(organization=women, parent=above, **place)


def test_a_unit_that_ended_was_a_parent_until_then():
    district = world.unit("Huyện Mẫu", valid_to=JUNE)
    commune = world.unit("Xã Mẫu", level="commune", under=district)
    assert UnitParent.objects.get(unit=commune).valid_to is None


def test_nobody_stands_below_itself_on_any_day():
    first, second, third = (
        world.unit(name, level=level)
        for name, level in (("Tỉnh A", "province"), ("Huyện B", "district"), ("Xã C", "commune"))
    )
    UnitParent.objects.create(unit=second, parent=first, valid_to=JUNE)
    UnitParent.objects.create(unit=third, parent=second)
    with refused("coordination_unit_is_never_below_itself"), transaction.atomic():
        UnitParent.objects.create(unit=first, parent=third)
    with refused("coordination_unit_parent_is_of_a_higher_level"), transaction.atomic():
        UnitParent.objects.create(unit=first, parent=third, valid_from=JULY)
    bodies = [world.organization(first, name) for name in ("A", "B")]
    OrganizationParent.objects.create(organization=bodies[0], parent=bodies[1])
    with refused("coordination_organization_is_never_below_itself"), transaction.atomic():
        OrganizationParent.objects.create(organization=bodies[1], parent=bodies[0])


def test_who_sits_in_a_committee_holds_a_position_on_the_first_day():
    district = world.unit("Huyện Mẫu")
    committee = SteeringCommittee.objects.create(unit=district, name="Ban Chỉ đạo")
    person = Person.objects.create(name="Nguyễn Văn A")
    with refused("coordination_seat_is_held_by_somebody_in_office"), transaction.atomic():
        seat(person, committee)
    board = world.organization(district, "Ban Dân vận", kind="mobilization_board", valid_to=JUNE)
    Position.objects.create(person=person, organization=board, title="Trưởng ban")
    with refused("coordination_seat_is_held_by_somebody_in_office"), transaction.atomic():
        seat(person, committee, valid_from=JULY)
    held = seat(person, committee, valid_from=JUNE)
    other = Person.objects.create(name="Trần Văn B")
    with refused("coordination_seat_is_held_by_somebody_in_office"), transaction.atomic():
        Seat.objects.filter(pk=held.pk).update(person=other)


def test_a_seat_outlasts_the_position_of_who_sits_in_it():
    district = world.unit("Huyện Mẫu")
    committee = SteeringCommittee.objects.create(unit=district, name="Ban Chỉ đạo")
    person = Person.objects.create(name="Nguyễn Văn A")
    women = world.organization(district, "Hội LHPN")
    office = Position.objects.create(person=person, organization=women, title="Chủ tịch")
    seat(person, committee)
    Position.objects.filter(pk=office.pk).update(valid_to=JUNE)
    assert list(committee.seats.all()) == [Seat.objects.get()]


def act(kind: str, before: list[Unit], after: list[Unit], on: dt.date = JULY) -> None:
    made = Succession.objects.create(kind=kind, on=on)
    made.units_before.set(before)
    made.units_after.set(after)


def names(ids) -> set[str]:
    return {one.name_at(None) for one in Unit.objects.filter(pk__in=ids)}


def test_a_unit_gathers_what_ended_in_it_and_what_went_into_it():
    new = world.unit("Tỉnh mới", level="province")
    old = world.unit("Tỉnh cũ", level="province", valid_to=JUNE)
    split = world.unit("Huyện chia", under=old, valid_to=JUNE)
    world.unit("Xã ngoài", level="commune", under=world.unit("Huyện khác"))
    left = world.unit("Xã chuyển đi", level="commune")
    UnitParent.objects.create(unit=left, parent=split, valid_to=dt.date(2019, 12, 31))
    UnitParent.objects.create(
        unit=left, parent=world.unit("Huyện nhận"), valid_from=dt.date(2020, 1, 1)
    )
    parts = [world.unit(f"Xã {name}", level="commune", under=new) for name in "AB"]
    act("merge", [old], [new])
    act("split", [split], parts)
    gathered = names(UnitsBelow.gathered(new.pk, JULY))
    assert gathered == {"Tỉnh mới", "Tỉnh cũ", "Huyện chia", "Xã A", "Xã B"}
    assert names(UnitsBelow.gathered(new.pk, JUNE)) == {"Tỉnh mới", "Xã A", "Xã B"}
    assert names(UnitsBelow.gathered(parts[0].pk, JULY)) == {"Xã A"}
    reached = names(UnitsBelow.reached(new.pk))
    assert reached == gathered | {"Xã chuyển đi"}


def test_whoever_acts_for_a_unit_sees_what_went_into_it(client):
    old = world.unit("Huyện cũ", valid_to=JUNE)
    new = world.unit("Huyện mới")
    world.organization(old, "Hội LHPN huyện cũ", valid_to=JUNE)
    act("merge", [old], [new])
    board = world.organization(new, "Ban Dân vận", kind="mobilization_board")
    page = world.signed_in(world.member("canbo", board, "clerk")).get("/to-chuc/?former=on")
    assert "Hội LHPN huyện cũ" in page.content.decode()
    assert Organization.objects.count() == 2
