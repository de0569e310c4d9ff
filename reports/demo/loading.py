"""Loading the demo, and what its people did this morning."""

import datetime as dt
import json

from coordination.figures import parse_quantity, parse_value
from coordination.history import recorded
from coordination.models import Membership
from programs.entry import open_sheet
from programs.models import Indicator, Program, ReportingPeriod, ResultLine, ResultSheet
from programs.schedule import open_due_periods
from programs.transitions import accept_sheet, approve_program, send_to_review, submit_sheet
from reports.cases.loading import load_case
from reports.demo import accounts as demo_accounts
from reports.demo.accounts import Account
from reports.demo.situation import (
    NEIGHBOUR_NUMBER,
    PLAN_NUMBER,
    SUCCESSOR_NUMBER,
    current_half_year,
    situation,
)

_SOURCE = "command:load_demo"
_Line = tuple[str, str, str]


def load_demo(*, on: dt.date, at: dt.datetime) -> list[Account]:
    """Fill an empty database with the demo for the day `on`; all of it or nothing."""
    with recorded(by=None, source=_SOURCE):
        load_case(json.dumps(situation(on)).encode(), on=on, at=at)
        accounts, people = demo_accounts.make_accounts()
        programs = Program.objects.filter(number__in=(SUCCESSOR_NUMBER, NEIGHBOUR_NUMBER))
        open_due_periods(on=on, programs=programs)
        period = ReportingPeriod.objects.get(
            program__number=SUCCESSOR_NUMBER, valid_from=current_half_year(on).starts
        )
        _report(period, people, at=at)
        _review_plan(people, at=at)
        demo_accounts.keep(accounts)
    return accounts


def _report(period: ReportingPeriod, people: dict[str, Membership], *, at: dt.datetime) -> None:
    """One sheet accepted, one to check, one begun; the others have not started."""
    veterans = people["hoi.ccb"]
    sheet = _fill(
        period,
        [("HP01", "01", "60 triệu đồng"), ("X01", "30", "15 triệu đồng")],
        by=veterans,
        at=at,
    )
    with recorded(by=veterans, source=_SOURCE):
        sheet = submit_sheet(sheet=sheet, by=veterans, at=at)
    clerk = people["canbo.bdv"]
    with recorded(by=clerk, source=_SOURCE):
        accept_sheet(sheet=sheet, by=clerk, at=at)
    women = people["hoi.lhpn"]
    sheet = _fill(
        period,
        [("AS02", "350", "105.000.000đ"), ("QP04", "trên 200", "24,5triệu đồng")],
        by=women,
        at=at,
    )
    with recorded(by=women, source=_SOURCE):
        submit_sheet(sheet=sheet, by=women, at=at)
    _fill(period, [("QP04", "100", "")], by=people["huyen.doan"], at=at)


def _fill(
    period: ReportingPeriod, lines: list[_Line], *, by: Membership, at: dt.datetime
) -> ResultSheet:
    with recorded(by=by, source=_SOURCE):
        sheet = open_sheet(period=period, organization=by.organization, by=by)
        indicators = {row.code: row for row in Indicator.objects.all()}
        for code, quantity, value in lines:
            line = ResultLine(sheet=sheet, indicator=indicators[code])
            line.set_quantity(parse_quantity(quantity, indicators[code].unit_vi), text=quantity)
            line.set_value(parse_value(value), text=value)
            line.save()
    return sheet


def _review_plan(people: dict[str, Membership], *, at: dt.datetime) -> None:
    """The draft plan has been sent round; only the command has not read it yet."""
    plan = Program.objects.get(number=PLAN_NUMBER)
    clerk, partner = people["canbo.bdv"], people["lanhdao.lhpn"]
    with recorded(by=clerk, source=_SOURCE):
        send_to_review(program=plan, by=clerk, at=at)
    with recorded(by=partner, source=_SOURCE):
        approve_program(program=plan, by=partner, at=at)
