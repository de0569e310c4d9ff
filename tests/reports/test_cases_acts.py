"""A later case file with an act about what is stored already: it ends, and its users follow."""

import copy

import pytest

from coordination.models import Membership, Organization, Role, Succession, Unit
from coordination.reorganisation.undo import objections
from tests.coordination.reorganisation.world import DAY, EVE
from tests.programs import factories as make
from tests.reports.cases import load

pytestmark = pytest.mark.django_db

FIRST = {
    "format": "coordination-case/1",
    "units": [
        {"key": "t", "level": "province", "name": "Tỉnh Mẫu", "code": None, "parent": None},
        {"key": "h", "level": "district", "name": "Huyện A", "code": None, "parent": "t"},
    ],
    "organizations": [
        {"key": "a", "kind": "women", "unit": "h", "name": "Hội A", "short_name": "Hội A"},
        {
            "key": "d",
            "kind": "mobilization_board",
            "unit": "t",
            "name": "Ban DV",
            "short_name": "B",
        },
    ],
}
for one in FIRST["units"]:
    one |= {"from": None, "to": None}
for one in FIRST["organizations"]:
    one |= {"symbol": None, "parent": None, "from": None, "to": None}


def second() -> dict:
    """The same, merged into others from July 2025 on."""
    case = copy.deepcopy(FIRST)
    names = {"name": "Hội tỉnh", "short_name": "Hội tỉnh"}
    new = {"key": "x", "unit": "t", "from": "2025-07-01"} | names
    case["organizations"].append(case["organizations"][0] | new)
    act = {"on": "2025-07-01", "basis": "Nghị quyết"}
    case["successions"] = [
        act | {"of": "organizations", "from": ["a"], "to": ["x"], "kind": "merge"},
        act | {"of": "units", "from": ["h"], "to": [], "kind": "dissolve"},
    ]
    return case


def test_what_was_stored_ends_and_its_users_follow():
    load(FIRST)
    old = Organization.objects.get(names__name="Hội A")
    clerk = make.MembershipFactory(organization=old, role=Role.REPORTER)
    load(second())
    old.refresh_from_db()
    assert old.valid_to == EVE
    assert Organization.objects.filter(names__name="Hội A").count() == 1
    assert Unit.objects.get(names__name="Huyện A").valid_to == EVE
    (now,) = clerk.user.memberships_at(DAY)
    assert str(now.organization) == "Hội tỉnh"
    assert now.taken_over_in == Succession.objects.get(organizations_before=old)


def test_a_loaded_act_cannot_be_undone_here():
    load(second())
    assert all(objections(act) for act in Succession.objects.all())


def test_loading_it_twice_moves_nobody_twice():
    load(FIRST)
    old = Organization.objects.get(names__name="Hội A")
    make.MembershipFactory(organization=old)
    load(second())
    load(second())
    assert Membership.objects.count() == 2
    assert Succession.objects.count() == 2
