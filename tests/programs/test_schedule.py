"""Periods that come by themselves: which, when, once; who reports in them; who is late."""

import datetime as dt
import itertools

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from coordination.calendars import calendar_of
from coordination.models import UnitCalendar
from coordination.periods import Calendar, PeriodKind
from programs.models import Party, PartyRole, Program, ProgramState, ReportingPeriod
from programs.schedule import (
    OPENING_LOCK,
    days_late,
    due_periods,
    expected_parties,
    open_due_periods,
)
from tests.programs.factories import (
    FIRST_HALF,
    AnnualPlanFactory,
    OrganizationFactory,
    ProgramFactory,
    UnitFactory,
    period_of,
)

DAY = dt.date(2022, 8, 1)


def spans(periods) -> list[tuple]:
    return [(one.kind, one.valid_from, one.valid_to) for one in periods]


def due(program, on=DAY) -> list[tuple]:
    return [(one.period.kind, one.period.starts) for one in due_periods(program, on=on)]


# --- Calendars -------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_nearest_calendar_in_force_holds():
    province = UnitFactory(is_province=True)
    district, other = UnitFactory(parent=province), UnitFactory()
    assert calendar_of(district, on=DAY) == Calendar(1, 1)
    UnitCalendar.objects.create(unit=province, year_starts_month=12, year_starts_day=15)
    assert calendar_of(district, on=DAY) == Calendar(12, 15)
    UnitCalendar.objects.create(
        unit=district, year_starts_month=11, year_starts_day=20, valid_from=DAY
    )
    assert calendar_of(district, on=DAY) == Calendar(11, 20)
    assert calendar_of(district, on=DAY - dt.timedelta(days=1)) == Calendar(12, 15)
    assert calendar_of(other, on=DAY) == Calendar(1, 1)


@pytest.mark.django_db
def test_a_calendar_is_found_in_one_query(django_assert_num_queries):
    province = UnitFactory(is_province=True)
    unit = UnitFactory(level="commune", parent=UnitFactory(parent=province))
    with django_assert_num_queries(1):
        calendar_of(unit, on=DAY)


# --- What is due -----------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_period_is_due_from_its_first_day():
    program = ProgramFactory(reports_from=dt.date(2022, 1, 1))
    july = dt.date(2022, 7, 1)
    assert due(program, july - dt.timedelta(days=1)) == [("half_year", dt.date(2022, 1, 1))]
    assert due(program, july) == [("half_year", dt.date(2022, 1, 1)), ("half_year", july)]
    assert not ReportingPeriod.objects.exists()


@pytest.mark.django_db
def test_sheets_are_due_so_many_days_after_the_period():
    program = ProgramFactory(reports_from=DAY, rhythms=["half_year"], rhythms__due_days=-5)
    [found] = due_periods(program, on=DAY)
    assert found.due_on == dt.date(2022, 12, 26)


@pytest.mark.django_db
def test_the_whole_term_is_due_near_its_end_and_on_demand_never():
    program = ProgramFactory(rhythms=["term", "on_demand"])
    assert due(program, dt.date(2025, 9, 1)) == []
    assert due(program, dt.date(2025, 12, 1)) == [("term", program.term_from)]


@pytest.mark.django_db
def test_what_a_plan_asks_for_is_left_to_the_plan():
    program = ProgramFactory(rhythms=["half_year", "year"], reports_from=dt.date(2021, 1, 1))
    AnnualPlanFactory(parent=program)
    assert due(program) == [
        ("half_year", dt.date(2021, 1, 1)),
        ("year", dt.date(2021, 1, 1)),
        ("half_year", dt.date(2021, 7, 1)),
        ("year", dt.date(2022, 1, 1)),
    ]


@pytest.mark.django_db
def test_a_replaced_program_asks_for_nothing_more():
    program = ProgramFactory()
    ProgramFactory(term_from=dt.date(2022, 7, 1)).replaces.add(program)
    assert due(program, dt.date(2022, 6, 30)) != []
    assert due(program, dt.date(2022, 7, 1)) == []


# --- Opening ---------------------------------------------------------------------------------


@pytest.mark.django_db
def test_due_periods_are_opened_once():
    program = ProgramFactory(rhythms=["half_year", "quarter"], reports_from=FIRST_HALF[0])
    ProgramFactory(is_draft=True)
    ProgramFactory(state=ProgramState.TERMINATED, is_loaded=True)
    ProgramFactory(term_from=dt.date(2010, 1, 1), term_to=dt.date(2015, 12, 31))
    opened = open_due_periods(on=DAY)
    assert {one.program for one in opened} == {program}
    assert len(opened) == 5
    assert opened[0].due_on is not None
    assert open_due_periods(on=DAY) == []


@pytest.mark.django_db
def test_a_period_that_is_there_with_other_dates_is_not_opened_beside():
    program = ProgramFactory(reports_from=FIRST_HALF[0])
    period_of(program, dt.date(2021, 12, 15), dt.date(2022, 6, 14))
    assert [one.valid_from for one in open_due_periods(on=DAY)] == [dt.date(2022, 7, 1)]


@pytest.mark.django_db
def test_only_the_given_programs_are_looked_at():
    one, _other = ProgramFactory(), ProgramFactory()
    assert {period.program_id for period in open_due_periods(on=DAY, programs=[one])} == {one.pk}


@pytest.mark.django_db
def test_opening_costs_the_same_for_many_programs(django_assert_num_queries):
    AnnualPlanFactory(rhythms=["month", "half_year"])
    with django_assert_num_queries(10):
        open_due_periods(on=DAY)
    for _number in range(4):
        AnnualPlanFactory(rhythms=["month", "half_year"])
    with django_assert_num_queries(10):
        assert len(open_due_periods(on=DAY)) > 20


@pytest.mark.django_db
def test_a_second_worker_waits_until_the_first_has_finished():
    """The lock is the transaction's: another connection cannot have it meanwhile."""
    open_due_periods(on=DAY)
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s::bigint)", [OPENING_LOCK])
            assert cursor.fetchone() == (False,)
    finally:
        other.close()


days = st.dates(dt.date(2015, 1, 1), dt.date(2032, 12, 31))
regular = st.sets(st.sampled_from(["month", "quarter", "half_year", "year"]), min_size=1)


@settings(max_examples=60, deadline=None)
@given(kinds=regular, first=days, second=days, on=days, reports_from=st.none() | days)
@pytest.mark.django_db
def test_due_periods_tile_what_has_begun(kinds, first, second, on, reports_from):
    """Without gaps or overlaps, each touching the term, begun by the day, none from the past."""
    starts, ends = min(first, second), max(first, second)
    program = ProgramFactory(
        term_from=starts, term_to=ends, reports_from=reports_from, rhythms=sorted(kinds)
    )
    found = due_periods(program, on=on)
    for kind in kinds:
        periods = [one.period for one in found if one.period.kind == kind]
        for period in periods:
            assert period.overlaps(starts, ends)
            assert period.starts <= on
            assert reports_from is None or period.ends >= reports_from
        for one, following in itertools.pairwise(periods):
            assert one.ends + dt.timedelta(days=1) == following.starts
    concerns = max(starts, reports_from or starts)
    assert bool(found) == (concerns <= min(on, ends))
    assert all(one.period.kind is not PeriodKind.ON_DEMAND for one in found)


# --- Who reports, who is late ----------------------------------------------------------------


@pytest.mark.django_db
def test_parties_are_expected_that_existed_on_a_day_of_the_period(django_assert_num_queries):
    unit = UnitFactory()
    lead, gone, late, last_day = (
        OrganizationFactory(unit=unit, short_name=name) for name in ("Một", "Hai", "Ba", "Bốn")
    )
    ended_unit = OrganizationFactory(unit=UnitFactory(valid_to=dt.date(2021, 12, 31)))
    witness = OrganizationFactory(unit=unit)
    program = ProgramFactory(unit=unit, parties=[lead, gone, late, last_day, ended_unit])
    Party.objects.create(program=program, organization=witness, role=PartyRole.WITNESS)
    type(gone).objects.filter(pk=gone.pk).update(valid_to=dt.date(2021, 12, 31))
    type(last_day).objects.filter(pk=last_day.pk).update(valid_to=FIRST_HALF[0])
    program.parties.filter(organization=late).update(valid_from=dt.date(2022, 7, 1))
    period = period_of(program, *FIRST_HALF)
    with django_assert_num_queries(1):
        names = [party.organization.short_name for party in expected_parties(period)]
    assert names == ["Một", "Bốn"]


@pytest.mark.django_db
def test_nobody_is_expected_where_the_facts_do_not_meet_on_one_day():
    """The organisation ended in March and took part from April: both hold on no day."""
    organization = OrganizationFactory(valid_to=dt.date(2022, 3, 31))
    program = ProgramFactory(unit=organization.unit, parties=[organization])
    program.parties.update(valid_from=dt.date(2022, 4, 1))
    assert expected_parties(period_of(program, *FIRST_HALF)) == []


@pytest.mark.django_db
def test_late_is_counted_from_the_due_day_and_the_past_is_not_overdue():
    program = ProgramFactory(reports_from=FIRST_HALF[0])
    [period, _] = open_due_periods(on=DAY)
    assert period.due_on == dt.date(2022, 7, 5)
    assert days_late(period, on=dt.date(2022, 7, 5)) == 0
    assert days_late(period, on=dt.date(2022, 7, 8)) == 3
    Program.objects.filter(pk=program.pk).update(reports_from=dt.date(2022, 7, 1))
    assert days_late(ReportingPeriod.objects.get(pk=period.pk), on=dt.date(2023, 1, 1)) == 0


@pytest.mark.django_db
def test_without_a_due_day_nobody_is_late():
    assert days_late(period_of(ProgramFactory(), *FIRST_HALF), on=dt.date(2030, 1, 1)) == 0


@pytest.mark.django_db
def test_a_period_remembers_the_calendar_that_cut_it():
    unit = UnitFactory()
    UnitCalendar.objects.create(unit=unit, year_starts_month=12, year_starts_day=15)
    program = ProgramFactory(
        unit=unit,
        parties=[OrganizationFactory(unit=unit), OrganizationFactory(unit=unit)],
    )
    opened = open_due_periods(on=dt.date(2022, 3, 1), programs=[program])
    assert {period.year_starts for period in opened} == {"12-15"}
    assert "6 tháng đầu năm 2022" in {str(period) for period in opened}
