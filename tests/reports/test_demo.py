"""The demo: complete on whichever day it is started, once, with accounts of its own."""

import datetime as dt
import json

import pytest
from django.core.management import CommandError, call_command

from coordination.models import Membership, Organization, Role, Unit, UnitName, User
from programs.access import may_review, visible_programs
from programs.models import Program, ReportingPeriod, ResultSheet
from programs.transitions import waiting_parties
from reports.demo.accounts import accounts_file, new_password
from reports.demo.loading import load_demo
from reports.demo.situation import PLAN_NUMBER, SUCCESSOR_NUMBER, situation
from reports.models import Conference
from tests.reports.cases import AT, HALF_YEAR, load

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_var_dir(settings, tmp_path):
    settings.VAR_DIR = tmp_path


def membership(username: str) -> Membership:
    return Membership.objects.select_related("organization__unit").get(user__username=username)


@pytest.mark.parametrize(
    "on", [dt.date(2025, 7, 1), dt.date(2026, 11, 22), dt.date(2030, 6, 30), dt.date(2031, 2, 28)]
)
def test_there_is_a_program_in_force_with_an_open_period(on):
    load_demo(on=on, at=AT)
    program = Program.objects.in_force(on).get(number=SUCCESSOR_NUMBER)
    assert program.replaces.get().number == "Số: 01/CTrPH-BCH"
    period = ReportingPeriod.objects.get(
        program=program, state="open", valid_from__lte=on, valid_to__gte=on
    )
    sheets = ResultSheet.objects.filter(period=period)
    assert sorted(sheets.values_list("state", flat=True)) == ["accepted", "draft", "submitted"]
    assert all(not sheet.is_loaded for sheet in sheets)
    assert Conference.objects.filter(state="planned", programs=program).exists()


def test_the_published_half_year_is_in_it_unchanged():
    case = situation(dt.date(2026, 11, 22))
    for name, entries in HALF_YEAR.items():
        assert case[name] == entries or case[name][: len(entries)] == entries


def test_the_command_is_waited_for_and_nobody_else():
    load_demo(on=dt.date(2026, 11, 22), at=AT)
    plan = Program.objects.get(number=PLAN_NUMBER)
    assert (plan.state, plan.review_round) == ("in_review", 1)
    assert [party.organization.short_name for party in waiting_parties(plan)] == ["Ban CHQS huyện"]
    assert may_review(membership("chinhtri.qs"), plan)


def test_every_role_has_an_account_that_can_sign_in():
    accounts = load_demo(on=dt.date(2026, 11, 22), at=AT)
    assert {account.role for account in accounts} == set(Role.values)
    for account in accounts:
        assert User.objects.get(username=account.username).check_password(account.password)


def test_the_neighbours_see_their_own_program_only():
    load_demo(on=dt.date(2026, 11, 22), at=AT)
    assert visible_programs(membership("canbo.maudong")).count() == 1
    assert visible_programs(membership("quansat.tinh")).count() == 3


def test_the_command_prints_the_accounts_now_and_later(capsys):
    call_command("load_demo", "--if-empty")
    first = capsys.readouterr().out
    organizations = Organization.objects.count()
    call_command("load_demo", "--if-empty")
    assert capsys.readouterr().out == first
    call_command("load_demo", "--show")
    assert capsys.readouterr().out == first
    assert "canbo.bdv" in first
    assert Organization.objects.count() == organizations
    kept = json.loads(accounts_file().read_text(encoding="utf-8"))
    assert set(kept[0]) == {"username", "password", "full_name", "organization", "role"}
    assert accounts_file().stat().st_mode & 0o777 == 0o600


def test_a_database_with_data_is_left_alone(capsys):
    UnitName.objects.create(unit=Unit.objects.create(level="province"), name="Tỉnh Thật")
    call_command("load_demo", "--if-empty")
    assert capsys.readouterr().out == ""
    with pytest.raises(CommandError):
        call_command("load_demo")
    assert Unit.objects.count() == 1


def test_every_installation_makes_its_own_password():
    assert len({new_password() for _time in range(20)}) == 20


def test_an_installation_that_only_shares_the_case_has_no_demo():
    load(HALF_YEAR)
    call_command("load_demo", "--if-empty")
    assert not accounts_file().exists()
