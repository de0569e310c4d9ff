"""What an act does to programs: taken over, ended or replaced; who may do what afterwards."""

import pytest

from coordination.models import Role
from coordination.reorganisation import touched
from coordination.reorganisation.plan import Refused
from coordination.reorganisation.situation import Situation
from programs.access import (
    may_close_periods,
    may_fill,
    may_judge_results,
    visible_programs,
    visible_sheets,
)
from programs.models import PartyRole, Program, ProgramState
from programs.schedule import expected_parties
from tests.coordination.reorganisation.world import (
    DAY,
    EVE,
    act,
    everything,
    new_organization,
    plan,
    take_back,
)
from tests.programs import factories as make

pytestmark = pytest.mark.django_db

SECOND_HALF = (DAY, DAY.replace(month=12, day=31))


class World:
    """A district with its Board and two parties to a program, beside a second district."""

    def __init__(self):
        province = make.UnitFactory(is_province=True)
        self.old, self.new = (make.UnitFactory(parent=province) for _ in range(2))
        self.board, self.new_board = (
            make.OrganizationFactory(unit=unit, is_board=True) for unit in (self.old, self.new)
        )
        self.command = make.OrganizationFactory(unit=self.old, is_command=True)
        self.women = make.OrganizationFactory(unit=self.old, short_name="Hội LHPN")
        self.new_command = make.OrganizationFactory(unit=self.new, is_command=True)
        self.program = make.ProgramFactory(
            unit=self.old,
            parties=[self.command, self.women],
            asks=[make.IndicatorFactory(code="GIFTS")],
        )
        self.clerk = make.MembershipFactory(organization=self.board, role=Role.HEAD)
        self.reporter = make.MembershipFactory(organization=self.command)

    def decide(self, decision: str) -> dict:
        return {"decisions": {f"program-{self.program.pk}": decision}}


@pytest.fixture
def world(db):
    return World()


def test_the_preview_lists_what_is_touched(world):
    make.period_of(world.program, *SECOND_HALF)
    make.sheet(world.program, world.command, state="draft", GIFTS="5")
    found = touched.groups(Situation(plan("merge", world.command, into=world.new_command)))
    rows = {group.title: [row.label for row in group.rows] for group in found}
    assert [world.program.title] in rows.values()
    assert len(rows) == 4


def test_a_program_is_taken_over_unless_something_else_is_decided(world):
    act("merge", world.command, into=world.new_command)
    world.program.refresh_from_db()
    assert world.program.state == ProgramState.SIGNED
    period = make.period_of(world.program, *SECOND_HALF)
    reporting = [one.organization for one in expected_parties(period)]
    assert reporting == [world.new_command, world.women]
    heir = world.reporter.user.memberships.get(organization=world.new_command)
    assert world.program in visible_programs(heir)
    assert may_fill(heir, program=world.program, organization_id=world.new_command.pk)


def test_the_board_of_what_took_a_unit_over_looks_after_its_programs(world):
    sent = make.sheet(world.program, world.command, state="draft", GIFTS="5")
    act("merge", world.old, into=world.new, kinds=("mobilization_board", "military_command"))
    heir = world.clerk.user.memberships.get(organization=world.new_board)
    assert may_judge_results(heir, world.program)
    assert may_close_periods(heir, world.program)
    assert sent in visible_sheets(heir)
    stranger = make.MembershipFactory(
        organization=make.OrganizationFactory(is_board=True), role=Role.HEAD
    )
    assert not may_judge_results(stranger, world.program)


def test_a_program_can_end_with_the_old_organisation(world):
    year = make.AnnualPlanFactory(
        parent=world.program,
        term_from=DAY.replace(month=1),
        term_to=SECOND_HALF[1],
        parties=[world.command],
    )
    act("merge", world.command, into=world.new_command, **world.decide("ended"))
    for one in (world.program, year):
        one.refresh_from_db()
        assert (one.state, one.terminated_on) == (ProgramState.TERMINATED, EVE)
        assert one.terminated_reason == "Nghị quyết số 01/NQ"
    assert not Program.objects.in_force(DAY).exists()
    assert Program.objects.in_force(EVE).count() == 2


def test_a_draft_of_those_who_come_after_can_replace_it(world):
    act("merge", world.command, into=world.new_command, **world.decide("replaced"))
    draft = Program.objects.get(state=ProgramState.DRAFT)
    assert draft.replaces.get() == world.program
    assert (draft.term_from, draft.term_to) == (DAY, world.program.term_to)
    assert [(one.organization, one.role) for one in draft.parties.all()] == [
        (world.new_command, PartyRole.LEAD),
        (world.women, PartyRole.PARTNER),
    ]
    assert draft.rhythms.count() == world.program.rhythms.count()
    assert draft.indicators.get().code == "GIFTS"
    world.program.refresh_from_db()
    assert world.program.state == ProgramState.SIGNED


def test_a_second_act_adapts_the_same_draft(world):
    act("merge", world.command, into=world.new_command, **world.decide("replaced"))
    union = new_organization("Hội mới", world.new)
    act("merge", world.women, into=union, **world.decide("replaced"))
    draft = Program.objects.get(state=ProgramState.DRAFT)
    assert [str(one.organization) for one in draft.parties.all()] == [
        str(world.new_command),
        "Hội mới",
    ]


def test_a_unit_that_is_merged_has_its_draft_in_the_new_one(world):
    act(
        "merge",
        world.old,
        into=world.new,
        kinds=("military_command", "women"),
        **world.decide("replaced"),
    )
    draft = Program.objects.get(state=ProgramState.DRAFT)
    assert draft.unit == world.new
    assert {one.organization.unit for one in draft.parties.all()} == {world.new}


@pytest.mark.parametrize("decision", ["kept", "ended", "replaced"])
def test_each_decision_is_undone(world, decision):
    before = everything()
    made = act("merge", world.command, into=world.new_command, **world.decide(decision))
    take_back(made)
    assert everything() == before


def test_what_the_successor_reported_keeps_the_act(world):
    made = act("merge", world.command, into=world.new_command)
    make.sheet(world.program, world.new_command, SECOND_HALF, GIFTS="7")
    with pytest.raises(Refused) as refused:
        take_back(made)
    assert world.program.number in str(refused.value)


def test_a_draft_that_was_worked_on_keeps_the_act(world):
    made = act("merge", world.command, into=world.new_command, **world.decide("replaced"))
    Program.objects.filter(state=ProgramState.DRAFT).update(title="Chương trình mới")
    with pytest.raises(Refused):
        take_back(made)


# --- Sheets of periods after the act -----------------------------------------------------------


@pytest.mark.parametrize("is_new", [True, False])
def test_a_sheet_of_a_later_period_goes_to_whoever_comes_after(world, is_new):
    earlier = make.sheet(world.program, world.command, GIFTS="5")
    later = make.sheet(
        world.program,
        world.command,
        SECOND_HALF,
        GIFTS={"quantity": "7", "is_joint": True, "counted_by": world.command},
    )
    into = new_organization("Ban CHPTKV", world.new) if is_new else world.new_command
    found = touched.groups(Situation(plan("merge", world.command, into=into)))
    rows = {group.title: [row.label for row in group.rows] for group in found}
    assert len(rows["Phiếu của kỳ sau ngày đó"]) == 1
    before = everything()
    made = act("merge", world.command, into=into)
    heir = made.organizations_after.get()
    for sheet, holder in ((earlier, world.command), (later, heir)):
        sheet.refresh_from_db()
        assert sheet.organization == holder
    assert later.lines.get().counted_by == heir
    assert later.organization in [one.organization for one in expected_parties(later.period)]
    take_back(made)
    assert everything() == before


def test_an_act_is_not_undone_once_a_sheet_that_it_handed_over_was_worked_on(world):
    later = make.sheet(world.program, world.command, SECOND_HALF, state="draft", GIFTS="7")
    made = act("merge", world.command, into=world.new_command)
    later.lines.update(quantity=8)
    with pytest.raises(Refused, match="đã báo cáo"):
        take_back(made)


def test_a_sheet_of_a_later_period_without_one_place_to_go_stops_the_act(world):
    make.sheet(world.program, world.command, SECOND_HALF, GIFTS="7")
    for kind, into in (
        ("dissolve", ()),
        ("split", [new_organization(name, world.new) for name in ("Một", "Hai")]),
        ("merge", world.women),
    ):
        if kind == "merge":
            make.sheet(world.program, world.women, SECOND_HALF, GIFTS="1")
        before = everything()
        with pytest.raises(Refused, match="sau ngày kết thúc"):
            act(kind, world.command, into=into)
        assert everything() == before


def test_the_preview_says_that_later_sheets_have_no_place_to_go(world):
    make.sheet(world.program, world.command, SECOND_HALF, GIFTS="7")
    for kind, into, told in (
        ("dissolve", (), "cần chọn ngày sắp xếp muộn hơn"),
        ("merge", world.new_command, "phiếu chuyển sang bên kế thừa"),
    ):
        found = touched.groups(Situation(plan(kind, world.command, into=into)))
        assert any(told in str(group.text) for group in found), kind


def test_a_program_in_which_somebody_reported_later_did_not_end_before(world):
    make.sheet(world.program, world.women, SECOND_HALF, GIFTS="7")
    before = everything()
    with pytest.raises(Refused, match="không thể chấm dứt"):
        act("merge", world.command, into=world.new_command, **world.decide("ended"))
    assert everything() == before
