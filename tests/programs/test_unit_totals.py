"""Totals of a unit over many years: with what went into it, each work once."""

import datetime as dt
import json

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from coordination.models import Role, UnitParent
from programs.totals import totals, unit_totals
from tests.coordination.reorganisation.world import DAY, EVE, act, new_unit
from tests.programs import factories as make
from tests.programs.factories import FIRST_HALF, SECOND_HALF

pytestmark = pytest.mark.django_db

YEARS = {"starts": dt.date(2019, 1, 1), "ends": dt.date(2026, 12, 31)}
FIRST_HALF_2026 = (dt.date(2026, 1, 1), dt.date(2026, 6, 30))


class World:
    """A province whose two districts each had a program, and are merged in July 2025."""

    def __init__(self):
        self.province = make.UnitFactory(is_province=True)
        self.one, self.other = (make.UnitFactory(parent=self.province) for _ in range(2))
        self.gifts = make.IndicatorFactory(code="GIFTS")
        self.stock = make.IndicatorFactory(code="STOCK", is_stock=True)
        self.programs = {unit: self.program(unit) for unit in (self.one, self.other)}

    def program(self, unit, **fields):
        women, command = (make.OrganizationFactory(unit=unit) for _ in range(2))
        return make.ProgramFactory(
            **{"unit": unit, "parties": [women, command], "asks": [self.gifts, self.stock]} | fields
        )

    def report(self, unit, days=FIRST_HALF, program=None, **lines):
        program = program or self.programs[unit]
        return make.sheet(program, program.parties.first().organization, days, **lines)

    def total(self, unit, *, as_of=DAY, code="GIFTS", **span):
        found = unit_totals(unit, as_of=as_of, **(YEARS | span))
        sums = {one.indicator.code: one.sum for one in found.indicators}
        figure = sums[code].quantity if code in sums else None
        return figure and int(figure.number)


@pytest.fixture
def world(db):
    return World()


def test_a_unit_of_today_has_the_figures_of_those_before_it(world):
    world.report(world.one, GIFTS="5")
    world.report(world.other, GIFTS="7")
    made = act(
        "merge", world.one, world.other, into=new_unit("Huyện mới", world.province, "district")
    )
    new = made.units_after.get()
    assert world.total(new) == 12
    assert world.total(world.province) == 12
    assert world.total(new, as_of=EVE) is None
    assert world.total(world.one, as_of=EVE) == 5
    named = {str(one) for one in unit_totals(new, as_of=DAY, **YEARS).units}
    assert named == {"Huyện mới", str(world.one), str(world.other)}


def test_what_moved_away_is_not_gathered_any_more(world):
    world.report(world.one, GIFTS="5")
    elsewhere = make.UnitFactory(is_province=True)
    act("move", world.one, parent=elsewhere)
    assert world.total(world.province) is None
    assert world.total(world.province, as_of=EVE) == 5
    assert world.total(elsewhere) == 5


def test_the_years_before_and_after_are_added_over_several_programs(world):
    later = world.program(
        world.one,
        parties=[one.organization for one in world.programs[world.one].parties.all()],
        signed_on=dt.date(2026, 1, 1),
        term_from=dt.date(2026, 1, 1),
        term_to=dt.date(2030, 12, 31),
        rhythms=("quarter",),
    )
    world.report(world.one, GIFTS="5")
    quarter = (dt.date(2026, 1, 1), dt.date(2026, 3, 31))
    women = later.parties.first().organization
    make.sheet(later, women, quarter, kind="quarter", GIFTS="3")
    assert world.total(world.one) == 8
    assert world.total(world.one, ends=dt.date(2025, 12, 31)) == 5


def concurrent(world):
    """A second program with the same parties, signed later."""
    first = world.programs[world.one]
    return world.program(
        world.one,
        parties=[one.organization for one in first.parties.all()],
        signed_on=dt.date(2021, 1, 1),
    )


def test_the_same_party_indicator_and_period_in_two_programs_counts_once_and_is_flagged(world):
    second = concurrent(world)
    world.report(world.one, GIFTS="5")
    world.report(world.one, program=second, GIFTS="6")
    world.report(world.one, SECOND_HALF, program=second, GIFTS="1")
    assert world.total(world.one) == 6
    (flagged,) = unit_totals(world.one, as_of=DAY, **YEARS).shared
    assert (flagged.program, flagged.indicator) == (second, world.gifts)
    assert (flagged.starts, flagged.ends) == FIRST_HALF
    assert totals(second, **YEARS)["GIFTS"].sum.quantity.number == 7


def test_another_kind_of_period_for_the_same_days_is_the_same_work(world):
    second = concurrent(world)
    world.report(world.one, GIFTS="5")
    women = second.parties.first().organization
    year = (FIRST_HALF[0], SECOND_HALF[1])
    make.sheet(second, women, year, kind="year", GIFTS="9")
    assert world.total(world.one) == 5


def test_a_plan_goes_before_its_own_program_and_is_not_flagged(world):
    program = world.programs[world.one]
    parties = [one.organization for one in program.parties.all()]
    plan = make.AnnualPlanFactory(parent=program, parties=parties, asks=[world.gifts])
    world.report(world.one, GIFTS="5")
    world.report(world.one, program=plan, GIFTS="8")
    found = unit_totals(world.one, as_of=DAY, **YEARS)
    assert world.total(world.one) == 8
    assert found.shared == ()


def test_a_stock_is_the_latest_of_each_party(world):
    world.report(world.one, STOCK="5")
    world.report(world.one, SECOND_HALF, STOCK="4")
    world.report(world.other, STOCK="3")
    assert world.total(world.province, code="STOCK") == 7


def test_the_number_of_queries_does_not_depend_on_the_data(world, django_assert_num_queries):
    for _ in range(5):
        unit = make.UnitFactory()
        UnitParent.objects.create(unit=unit, parent=world.province)
        world.programs[unit] = world.program(unit)
        world.report(unit, GIFTS="1")
    with django_assert_num_queries(6):
        unit_totals(world.province, as_of=DAY, **YEARS)


# --- The command and the page ------------------------------------------------------------------


def printed(capsys, *arguments) -> str:
    call_command("totals", *arguments, "--from", "2019-01-01", "--to", "2026-12-31")
    return capsys.readouterr().out


def test_the_command_adds_up_a_unit(world, capsys):
    world.report(world.one, GIFTS=("5", "1 triệu"))
    made = act("merge", world.one, into=world.other)
    name = str(made.units_after.get())
    found = json.loads(printed(capsys, "--unit", name, "--as-of", "2025-07-01", "--json"))
    assert found["totals"]["GIFTS"]["quantity"] == "5"
    assert found["total_value"]["value"] == "1000000"
    assert found["units"] == [name, str(world.one)]
    assert found["counted_once"] == []
    earlier = json.loads(printed(capsys, "--unit", name, "--as-of", "2025-06-30", "--json"))
    assert earlier["totals"]["GIFTS"]["quantity"] is None
    assert world.programs[world.one].number in printed(capsys, "--unit", name)


def test_the_command_says_what_it_lacks(world):
    days = ("--from", "2019-01-01", "--to", "2026-12-31")
    for wrong in ((), ("--unit", "Không có"), ("--unit", str(world.one), "--as-of", "31/2/2025")):
        with pytest.raises(CommandError):
            call_command("totals", *wrong, *days)


def test_units_of_one_name_are_told_apart_by_their_code(world):
    for code in ("101", "102"):
        make.UnitNameFactory(name="Xã Tân Lập", unit=make.UnitFactory(named=None, code=code))
    days = ("--from", "2019-01-01", "--to", "2026-12-31")
    with pytest.raises(CommandError, match="101"):
        call_command("totals", "--unit", "Xã Tân Lập", *days)
    call_command("totals", "--unit", "102", *days)


def test_the_page_shows_the_total_and_what_is_flagged(world, client):
    second = concurrent(world)
    world.report(world.one, GIFTS="5")
    world.report(world.one, program=second, GIFTS="6")
    reader = make.MembershipFactory(
        organization=make.OrganizationFactory(unit=world.province), role=Role.OBSERVER
    )
    client.force_login(reader.user)
    address = reverse("unit_totals", args=[world.one.pk])
    page = client.get(address, {"tu": "1/1/2019", "den": "31/12/2026"}).content.decode()
    assert second.number in page
    assert "GIFTS" in page
    assert f'href="{address}"' in client.get(reverse("unit", args=[world.one.pk])).content.decode()
    for wrong in ("31/2/2020", "x", "1/1/9999"):
        assert client.get(address, {"tu": wrong}).status_code == 200
