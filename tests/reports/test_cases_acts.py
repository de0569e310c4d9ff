"""A later case file with an act about what is stored already: it ends, and its users follow."""

import copy
import datetime as dt

import pytest

from coordination.models import Event, Membership, Organization, Role, Succession, Unit
from coordination.reorganisation.undo import objections
from programs.schedule import expected_parties
from tests.coordination.reorganisation.world import DAY, EVE
from tests.programs import factories as make
from tests.reports.cases import load, paths, refusal, row_counts

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


# --- Sheets that were stored before the file with the act came ---------------------------------

LATER = (DAY, dt.date(2025, 12, 31))


def with_a_sheet():
    """The first file, and what the women's union then entered for a period after the act."""
    load(FIRST)
    women = Organization.objects.get(names__name="Hội A")
    program = make.ProgramFactory(
        unit=Unit.objects.get(names__name="Tỉnh Mẫu"),
        parties=[make.OrganizationFactory(), women],
        asks=[make.IndicatorFactory(code="GIFTS")],
    )
    earlier = make.sheet(program, women, GIFTS="5")
    later = make.sheet(
        program, women, LATER, GIFTS={"quantity": "7", "is_joint": True, "counted_by": women}
    )
    return women, earlier, later


def test_a_sheet_of_a_later_period_goes_to_whoever_came_after_by_a_file():
    women, earlier, later = with_a_sheet()
    load(second())
    heir = Organization.objects.get(names__name="Hội tỉnh")
    for sheet, holder in ((earlier, women), (later, heir)):
        sheet.refresh_from_db()
        assert sheet.organization == holder
    assert later.lines.get().counted_by == heir
    assert later.organization in [one.organization for one in expected_parties(later.period)]
    (move,) = Event.objects.about(later)
    assert (move.code, move.by, move.reason) == ("sheet.handed_over", None, "Nghị quyết")


def test_over_several_acts_of_one_file_it_goes_to_the_last():
    _women, _earlier, later = with_a_sheet()
    case = second()
    names = {"name": "Hội vùng", "short_name": "Hội vùng"}
    new = {"key": "y", "unit": "t", "from": "2025-03-01"} | names
    case["organizations"].append(case["organizations"][0] | new)
    act = case["successions"][0]
    first = act | {"from": ["a"], "to": ["y"], "on": "2025-03-01"}
    case["successions"] = [act | {"from": ["y"]}, first]
    load(case)
    later.refresh_from_db()
    assert str(later.organization) == "Hội tỉnh"


@pytest.mark.parametrize("ends_with_its_unit", [False, True])
def test_a_sheet_without_a_place_to_go_refuses_the_file(ends_with_its_unit):
    with_a_sheet()
    case = second()
    act, of_unit = case["successions"]
    case["organizations"].pop()
    gone = act | {"to": [], "kind": "dissolve"}
    case["successions"] = [of_unit] if ends_with_its_unit else [gone]
    before = row_counts()
    refused = refusal(case)
    assert [fault.path for fault in refused.faults] == ["$.successions[0].from"]
    assert "sau ngày kết thúc" in str(refused.faults[0])
    assert row_counts() == before


def test_what_comes_after_begins_within_a_year_of_the_act():
    case = second()
    case["organizations"][-1]["from"] = "2026-07-01"
    load(case)
    case["organizations"][-1]["from"] = "2026-07-03"
    assert paths(case) == ["$.successions[0].to[0]"]
