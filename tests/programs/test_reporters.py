"""Who reports when a party gave way to others: before the act and after it, counted once."""

import datetime as dt

import pytest
from django.urls import reverse

from coordination.models import Organization, Role, Succession
from programs.access import visible_programs
from programs.models import Party, PartyRole, ProgramState, Reporter
from programs.schedule import expected_parties
from programs.totals import lines_of, totals
from tests.programs.factories import (
    FIRST_HALF,
    SECOND_HALF,
    IndicatorFactory,
    MembershipFactory,
    OrganizationFactory,
    ProgramFactory,
    UnitFactory,
    period_of,
    sheet,
)

pytestmark = pytest.mark.django_db

ACT = SECOND_HALF[0]
EVE = FIRST_HALF[1]
YEAR = (FIRST_HALF[0], SECOND_HALF[1])


class World:
    """A program of a command and two unions; whoever may come after them stands ready."""

    def __init__(self):
        self.unit = UnitFactory()
        self.command, self.women, self.youth = (
            OrganizationFactory(unit=self.unit, short_name=name)
            for name in ("Ban CHQS", "Hội LHPN", "Huyện đoàn")
        )
        # In a unit of its own, so that only its part in the program lets it see the program.
        self.area, self.other = (
            OrganizationFactory(unit=UnitFactory(), short_name=name)
            for name in ("Ban CHPTKV", "Hội mới")
        )
        self.gifts = IndicatorFactory(code="GIFTS")
        self.program = ProgramFactory(
            unit=self.unit, parties=[self.command, self.women, self.youth], asks=[self.gifts]
        )

    def follow(self, before, after, on=ACT, kind="merge"):
        """An act; what it ended stops existing on the day before."""
        act = Succession.objects.create(kind=kind, on=on)
        act.organizations_before.set(before)
        act.organizations_after.set(after)
        ended = [one.pk for one in before if one not in after]
        Organization.objects.filter(pk__in=ended).update(valid_to=on - dt.timedelta(days=1))

    def expected(self, days=SECOND_HALF) -> list[str]:
        kind = "year" if days == YEAR else "half_year"
        found = expected_parties(period_of(self.program, *days, kind))
        return [one.organization.short_name for one in found]

    def total(self, days):
        return totals(self.program, starts=days[0], ends=days[1])

    def reporter(self, organization):
        return MembershipFactory(organization=organization)

    def sees(self, organization) -> bool:
        return self.program in visible_programs(self.reporter(organization))


@pytest.fixture
def world() -> World:
    return World()


def test_a_renamed_party_is_followed_in_its_place(world):
    world.follow([world.command], [world.area], kind="rename")
    assert world.expected(FIRST_HALF) == ["Ban CHQS", "Hội LHPN", "Huyện đoàn"]
    assert world.expected(SECOND_HALF) == ["Ban CHPTKV", "Hội LHPN", "Huyện đoàn"]
    assert world.expected(YEAR) == ["Ban CHQS", "Ban CHPTKV", "Hội LHPN", "Huyện đoàn"]


def test_two_parties_become_one(world):
    world.follow([world.women, world.youth], [world.other])
    assert world.expected(SECOND_HALF) == ["Ban CHQS", "Hội mới"]
    [heir] = Reporter.objects.filter(program=world.program, organization=world.other)
    assert (heir.since, heir.first_day, heir.last_day) == (ACT, ACT, world.program.term_to)
    assert heir.party.organization == world.women


def test_a_successor_that_is_a_party_already_is_there_once(world):
    world.follow([world.youth], [world.women])
    assert world.expected(SECOND_HALF) == ["Ban CHQS", "Hội LHPN"]
    assert not Reporter.objects.exclude(since=None).exists()


def test_all_parts_of_a_split_report(world):
    world.follow([world.command], [world.area, world.other], kind="split")
    assert world.expected(SECOND_HALF) == ["Ban CHPTKV", "Hội mới", "Hội LHPN", "Huyện đoàn"]


def test_who_goes_on_beside_a_split_off_is_not_followed(world):
    world.follow([world.command], [world.command, world.area], kind="split")
    assert world.expected(SECOND_HALF) == ["Ban CHQS", "Hội LHPN", "Huyện đoàn"]
    assert not world.sees(world.area)


def test_acts_follow_each_other_but_not_backwards(world):
    later = dt.date(2023, 1, 1)
    last, stranger = OrganizationFactory(short_name="Sau cùng"), OrganizationFactory()
    world.follow([world.area], [stranger], on=dt.date(2019, 1, 1), kind="rename")
    Organization.objects.filter(pk=world.area.pk).update(valid_to=None)
    world.follow([world.command], [world.area])
    world.follow([world.area], [last], on=later)
    world.follow([last], [world.area], on=dt.date(2024, 1, 1), kind="rename")
    assert world.expected(SECOND_HALF)[0] == "Ban CHPTKV"
    assert world.expected((later, dt.date(2023, 6, 30)))[0] == "Sau cùng"
    assert not Reporter.objects.filter(organization=stranger).exists()
    assert world.sees(last)
    assert not world.sees(stranger)


def test_nobody_comes_after_what_was_dissolved(world):
    world.follow([world.youth], [], kind="dissolve")
    assert world.expected(FIRST_HALF) == ["Ban CHQS", "Hội LHPN", "Huyện đoàn"]
    assert world.expected(SECOND_HALF) == ["Ban CHQS", "Hội LHPN"]


def test_a_witness_has_no_heirs_and_stays_a_witness(world):
    witness = OrganizationFactory(unit=world.unit)
    for one in (witness, world.other):
        Party.objects.create(program=world.program, organization=one, role=PartyRole.WITNESS)
    world.follow([witness], [world.area])
    world.follow([world.youth], [world.other])
    assert world.expected(SECOND_HALF) == ["Ban CHQS", "Hội LHPN"]
    assert not world.sees(world.area)


def test_a_place_that_ended_before_the_act_has_no_heir_and_a_dated_one_ends(world):
    parties = world.program.parties
    parties.filter(organization=world.youth).update(valid_to=dt.date(2022, 3, 31))
    parties.filter(organization=world.command).update(valid_to=dt.date(2022, 12, 31))
    world.follow([world.youth], [world.other])
    world.follow([world.command], [world.area])
    assert world.expected(SECOND_HALF) == ["Ban CHPTKV", "Hội LHPN"]
    assert world.expected((dt.date(2023, 1, 1), dt.date(2023, 6, 30))) == ["Hội LHPN"]


def test_an_heir_reports_only_while_it_and_its_unit_exist(world):
    Organization.objects.filter(pk=world.area.pk).update(valid_from=dt.date(2022, 10, 1))
    type(world.unit).objects.filter(pk=world.other.unit_id).update(valid_to=dt.date(2022, 9, 30))
    world.follow([world.command], [world.area])
    world.follow([world.youth], [world.other])
    assert world.expected((ACT, dt.date(2022, 9, 30))) == ["Hội LHPN", "Hội mới"]
    assert world.expected((dt.date(2022, 10, 1), SECOND_HALF[1])) == ["Ban CHPTKV", "Hội LHPN"]


# --- Totals ----------------------------------------------------------------------------------


def test_an_heirs_sheet_counts_from_the_act_on(world):
    world.follow([world.women, world.youth], [world.area])
    sheet(world.program, world.women, FIRST_HALF, GIFTS="10")
    sheet(world.program, world.youth, FIRST_HALF, GIFTS="5")
    sheet(world.program, world.area, FIRST_HALF, GIFTS="1000")
    sheet(world.program, world.area, SECOND_HALF, GIFTS="20")
    assert world.total(FIRST_HALF)["GIFTS"].sum.quantity.number == 15
    assert world.total(SECOND_HALF)["GIFTS"].sum.quantity.number == 20
    found = world.total(YEAR)
    assert found["GIFTS"].sum.quantity.number == 35
    parts = [
        (part.participant.short_name, part.sum.quantity.number) for part in found["GIFTS"].parts
    ]
    assert parts == [("Hội LHPN", 10), ("Ban CHPTKV", 20), ("Huyện đoàn", 5)]
    lines = lines_of(world.program, world.gifts, starts=YEAR[0], ends=YEAR[1])
    assert [source.party for source in lines] == ["Hội LHPN", "Ban CHPTKV", "Huyện đoàn"]


def test_heirs_are_expected_missing_and_accepted(world):
    world.follow([world.women, world.youth], [world.area])
    before, after = world.total(FIRST_HALF).sheets, world.total(SECOND_HALF).sheets
    assert (before.expected, after.expected) == (3, 2)
    assert [one.short_name for one in after.missing] == ["Ban CHQS", "Ban CHPTKV"]
    assert "Ban CHPTKV" not in [
        one.participant.short_name for one in world.total(FIRST_HALF).parties
    ]
    sheet(world.program, world.area, SECOND_HALF, GIFTS="20")
    after = world.total(SECOND_HALF).sheets
    assert (after.accepted, [one.short_name for one in after.missing]) == (1, ["Ban CHQS"])


# --- People ----------------------------------------------------------------------------------


def test_people_of_an_heir_see_a_signed_program_and_fill_their_sheet(world, client):
    reporter = world.reporter(world.area)
    client.force_login(reporter.user)
    page = reverse("program", args=[world.program.pk])
    assert client.get(page).status_code == 404
    world.follow([world.command], [world.area])
    assert client.get(page).status_code == 200
    before, after = (period_of(world.program, *days) for days in (FIRST_HALF, SECOND_HALF))
    assert client.get(reverse("sheet", args=[before.pk, world.area.pk])).status_code == 404
    own = reverse("sheet", args=[after.pk, world.area.pk])
    assert client.get(own).status_code == 200
    cell = f"quantity-{world.gifts.pk}-0"
    assert client.post(own, {cell: "7", f"was-{cell}": ""}).status_code == 302
    assert after.sheets.get().organization == world.area


def test_the_home_page_and_the_list_name_only_an_heirs_own_periods(world, client):
    before, after = (period_of(world.program, *days) for days in (FIRST_HALF, SECOND_HALF))
    world.follow([world.command], [world.area])
    client.force_login(world.reporter(world.area).user)
    for page in ("home", "results"):
        text = client.get(reverse(page)).content.decode()
        assert reverse("sheet", args=[after.pk, world.area.pk]) in text
        assert reverse("sheet", args=[before.pk, world.area.pk]) not in text


def test_the_list_says_of_how_many_sheets_it_waits(world, client):
    period_of(world.program, *FIRST_HALF), period_of(world.program, *SECOND_HALF)
    period_of(world.program, dt.date(2030, 1, 1), dt.date(2030, 6, 30))
    world.follow([world.women, world.youth], [world.area])
    client.force_login(MembershipFactory(organization=world.command, role=Role.OBSERVER).user)
    rows = client.get(reverse("results")).context["page"].object_list
    assert [period.asked for period in rows] == [0, 2, 3]


def test_a_draft_is_not_shown_to_heirs(world):
    type(world.program).objects.filter(pk=world.program.pk).update(state=ProgramState.IN_REVIEW)
    world.follow([world.command], [world.area])
    assert not world.sees(world.area)


def test_who_reports_costs_one_query(world, django_assert_num_queries):
    world.follow([world.command], [world.area])
    world.follow([world.women, world.youth], [world.other])
    period = period_of(world.program, *YEAR)
    with django_assert_num_queries(1):
        assert len(expected_parties(period)) == 5
