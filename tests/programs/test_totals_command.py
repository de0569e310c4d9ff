"""`manage.py totals`: the real half-year, and sentences for whoever mistypes."""

import datetime as dt
import io
import json
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone, translation

from reports.cases.loading import load_case
from tests.programs.factories import (
    IndicatorFactory,
    OrganizationFactory,
    ProgramFactory,
    UnitFactory,
    sheet,
)

pytestmark = pytest.mark.django_db

DATA = Path(__file__).parent.parent / "data"
NUMBER = "Số: 01/CTrPH-BCH"
HALF = {"from": "2022-01-01", "to": "2022-06-30"}


@pytest.fixture
def half_year():
    content = (DATA / "half-year-2022.json").read_bytes()
    load_case(content, on=dt.date(2022, 8, 1), at=timezone.now())


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def printed(**options) -> str:
    out = io.StringIO()
    arguments = [f"--{name}={value}" for name, value in (HALF | options).items() if value]
    call_command("totals", *(one.removesuffix("=True") for one in arguments), stdout=out)
    return out.getvalue()


def refusal(**options) -> str:
    with pytest.raises(CommandError) as refused:
        printed(**options)
    return str(refused.value)


def test_the_real_half_year_says_what_was_published(half_year):
    expected = json.loads((DATA / "half-year-2022.expected.json").read_text())
    said = json.loads(printed(program=NUMBER, json=True))
    assert said == {key: expected[key] for key in ("sheets", "totals", "total_value", "targets")}


def test_for_people_it_is_a_table(half_year):
    text = printed(program=NUMBER)
    assert "Sheets: 6 of 8 accepted." in text
    assert "Not reported: Ủy ban MTTQ, Hội CTĐ." in text
    rows = {line.split()[0]: line for line in text.splitlines() if line}
    assert "433" in rows["AS02"]
    assert "133.100.000" in rows["AS02"]
    assert "not reported" in rows["X01"]


def test_days_are_taken_as_people_write_them(half_year):
    written = {"from": "1/1/2022", "to": "30/6/2022"}
    assert printed(program=NUMBER, **written) == printed(program=NUMBER)


def test_the_number_is_found_however_it_is_composed(half_year):
    decomposed = "Số:  01/ctrph-bch"
    assert printed(program=decomposed) == printed(program=NUMBER)


def test_the_kind_can_be_asked_for(half_year):
    said = json.loads(printed(program=NUMBER, kind="month", json=True))
    assert said["totals"]["HP01"]["quantity"] is None
    assert said["total_value"] == {"value": None, "value_qualifier": None}


def test_a_rate_without_end_has_two_decimals():
    women, rate = OrganizationFactory(), IndicatorFactory(code="R", is_rate=True)
    program = ProgramFactory(unit=women.unit, number="1", parties=[women], asks=[rate])
    sheet(program, women, R={"numerator": 2, "denominator": 3})
    said = json.loads(printed(program="1", json=True))
    assert said["totals"]["R"]["quantity"] == "66.67"


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"program": "99"}, "No program has the number “99”."),
        ({"program": NUMBER, "unit": "Huyện Khác"}, "No unit has the name or code “Huyện Khác”."),
        ({"program": NUMBER, "from": "30/2/2022"}, "--from: “30/2/2022” is not a day."),
        ({"program": NUMBER, "from": "2022-07-01"}, "--from lies after --to."),
    ],
)
def test_mistakes_are_told_in_sentences(half_year, options, sentence):
    assert sentence in refusal(**options)


def test_a_number_in_several_units_needs_the_unit():
    for code in ("001", "002"):
        unit = UnitFactory(code=code)
        ProgramFactory(unit=unit, number="7/CTrPH", parties=[OrganizationFactory(unit=unit)])
    told = refusal(program="7/CTrPH")
    assert "--unit" in told
    assert "001" in told
    assert json.loads(printed(program="7/CTrPH", unit="002", json=True))["sheets"]["expected"] == 1
    assert "“002” has no program" in refusal(program="8/CTrPH", unit="002")
