"""A case file in which an organisation reports that took a party's place."""

import copy
import datetime as dt

import pytest

from coordination.models import Organization
from programs.models import Program, ReportingPeriod
from programs.schedule import expected_parties
from programs.totals import totals
from tests.reports.cases import RICH, load, paths

pytestmark = pytest.mark.django_db

HALF = (dt.date(2025, 7, 1), dt.date(2025, 12, 31))


def result_of(case: dict, organization: str) -> dict:
    return next(one for one in case["results"] if one["organization"] == organization)


def test_what_the_loader_accepts_from_an_heir_is_in_the_totals():
    load(RICH)
    area = Organization.objects.get(names__short_name="Ban CHPTKV 1")
    period = ReportingPeriod.objects.get(valid_from=HALF[0], kind="half_year")
    names = [one.organization.short_name for one in expected_parties(period)]
    assert names == ["Ban CHPTKV 1"]  # the district and its unions were gone by then
    found = totals(Program.objects.get(pk=period.program_id), starts=HALF[0], ends=HALF[1])
    assert found.sheets.accepted == 1
    reported = {
        total.indicator.code
        for total in found.indicators
        for part in total.parts
        if part.participant.organization_id == area.pk and not part.sum.is_nothing
    }
    lines = result_of(RICH, "pt")["lines"]
    assert reported == {line["indicator"] for line in lines if line["quantity"] or line["value"]}
    assert reported


@pytest.mark.parametrize(
    "succession",
    [
        {"from": ["qs"], "to": ["qs", "pt"], "kind": "split", "on": "2025-07-01"},
        {"from": ["bdv"], "to": ["pt"], "kind": "merge", "on": "2025-07-01"},
        {"from": ["qs"], "to": ["pt"], "kind": "merge", "on": "2026-01-01"},
    ],
    ids=["beside the party", "after a witness", "only later"],
)
def test_the_loader_refuses_who_took_no_partys_place_in_the_period(succession):
    case = copy.deepcopy(RICH)
    act = next(one for one in case["successions"] if one["to"] == ["pt"])
    act.update(succession)
    organizations = {one["key"]: one for one in case["organizations"]}
    organizations["qs"]["to"] = organizations["bdv"]["to"] = None
    place = f"$.results[{case['results'].index(result_of(case, 'pt'))}].organization"
    assert place in paths(case)
