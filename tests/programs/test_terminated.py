"""A program that was terminated before its term ended: until that day it holds, then nothing."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from coordination.models import Role
from programs.models import Program, ProgramState
from programs.schedule import due_periods, expected_parties
from programs.totals import totals
from tests.programs import factories as make
from tests.programs.factories import FIRST_HALF, SECOND_HALF

pytestmark = pytest.mark.django_db

LAST_DAY = dt.date(2022, 4, 30)


@pytest.fixture
def program():
    unit = make.UnitFactory()
    women, command = (make.OrganizationFactory(unit=unit) for _ in range(2))
    gifts = make.IndicatorFactory(code="GIFTS")
    made = make.ProgramFactory(unit=unit, parties=[command, women], asks=[gifts])
    Program.objects.filter(pk=made.pk).update(
        state=ProgramState.TERMINATED, terminated_on=LAST_DAY, terminated_reason="Sắp xếp tổ chức"
    )
    made.refresh_from_db()
    return made


def test_it_is_in_force_up_to_that_day(program):
    assert Program.objects.in_force(LAST_DAY).get() == program
    assert not Program.objects.in_force(LAST_DAY + dt.timedelta(days=1)).exists()


def test_its_periods_end_with_it(program):
    asked = [one.period.starts for one in due_periods(program, on=dt.date(2023, 6, 1))]
    assert asked[-1] == FIRST_HALF[0]


def test_parties_report_for_the_period_in_which_it_ended_and_not_after(program):
    assert len(expected_parties(make.period_of(program, *FIRST_HALF))) == 2
    assert expected_parties(make.period_of(program, *SECOND_HALF)) == []


def test_a_total_to_its_last_day_holds_the_period_in_which_it_ended(program):
    make.sheet(program, program.parties.first().organization, GIFTS="5")
    found = totals(program, starts=program.term_from, ends=LAST_DAY)
    assert found["GIFTS"].sum.quantity.number == 5


def test_its_page_says_until_when_and_why(client, program):
    reader = make.MembershipFactory(
        organization=make.OrganizationFactory(unit=program.unit), role=Role.OBSERVER
    )
    client.force_login(reader.user)
    page = client.get(reverse("program", args=[program.pk])).content.decode()
    assert "30/04/2022" in page
    assert "Sắp xếp tổ chức" in page


def test_what_a_file_loads_may_be_terminated_without_a_day_and_nothing_else():
    make.ProgramFactory(state=ProgramState.TERMINATED, is_loaded=True)
    with pytest.raises(IntegrityError, match="says_when_and_why"), transaction.atomic():
        make.ProgramFactory(state=ProgramState.TERMINATED)
