"""Every kind of fault is refused, at its place, together with all others, and nothing is loaded."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from coordination.cases.reading import CaseFileError
from reports.cases.loading import CaseRefused, load_case
from tests.reports.cases import (
    AT,
    DELETE,
    HALF_YEAR,
    ON,
    RICH,
    changed,
    paths,
    refusal,
    row_counts,
)

pytestmark = pytest.mark.django_db

POSITION = HALF_YEAR["people"][0]["positions"][0]
SEATS = "committees[0].seats"
LINE = {"indicator": "HP01", "quantity": "1", "quantity_qualifier": "exact"}
PERIOD = {"kind": "half_year", "from": "2022-01-01", "to": "2022-06-30"}
NAMED = {"name": "A", "from": "2020-01-01", "to": "2019-01-01"}
TWO_NAMES = [
    {"name": "A", "from": None, "to": "2010-01-01"},
    {"name": "B", "from": "2010-01-01", "to": None},
]
UNIT = {"key": "x", "level": "commune", "name": "Xã", "parent": "huyen"}
RESULT = {"program": "ctph", "organization": "mttq", "period": PERIOD, "state": "draft"}
CALENDAR = {"unit": "huyen", "year_starts": "12-15", "from": None}
INSPECTION = {"unit": "huyen", "inspected": "pn", "on": "2022-01-01"}
DECISION = HALF_YEAR["committees"][0]["decision"]
TWIN = HALF_YEAR["committees"][0] | {"key": "bcd-2", "seats": []}
JOINT = "results[0].lines[0].joint"
DISSOLVED = {"of": "units", "from": ["huyen"], "to": [], "on": "2025-07-01", "kind": "dissolve"}

# (path to change, new value, path of the fault where it is another one)
FAULTS = [
    # shapes
    ("format", "coordination-case/2", None),
    ("format", DELETE, None),
    ("nonsense", [], None),
    ("units", {}, None),
    ("units[0]", "tinh", None),
    ("units[0].colour", "red", None),
    ("units[0].name", DELETE, None),
    ("units[0].name", "", None),
    ("units[0].name", None, None),
    ("units[0].name", 5, None),
    ("units[0].name", "x" * 301, None),
    ("units[0].name", "a\x00b", None),
    ("units[0].name", "\ud800", None),
    ("units[0].code", "x" * 21, None),
    ("units[0].level", "town", None),
    ("units[0].level", ["province"], None),
    ("units[0].from", "2022-02-30", None),
    ("units[0].from", "2022-2-3", None),
    ("units[0].from", "01/02/2022", None),
    ("units[0].from", 2022, None),
    ("units[0].from", True, None),
    ("units[0].names", [NAMED], "units[0].names[0].to"),
    ("units[1].key", "tinh", None),
    ("organizations[0].kind", "club", None),
    ("organizations[3].short_name", DELETE, None),
    ("indicators[0].has_value", "yes", None),
    ("indicators[0].aggregation", "count", None),
    ("indicators[0].area", "ZZ", None),
    ("indicators[1].code", "X01", None),
    ("programs[0].kind", "treaty", None),
    ("programs[0].state", "in_force", None),
    ("programs[0].term", None, None),
    ("programs[0].term.to", "2020-01-01", None),
    ("programs[0].rhythm[0]", "weekly", None),
    ("programs[0].rhythm[1]", "half_year", None),
    ("programs[0].parties[0].role", "boss", None),
    ("programs[0].targets[0].year", "2022", None),
    ("programs[0].targets[0].year", 22, None),
    ("results[0].state", "not started", None),
    ("results[0].period.kind", "week", None),
    ("results[0].lines[0].quantity", 2, None),
    ("results[0].lines[0].quantity_qualifier", "roughly", None),
    ("results[0].lines[0].estimate", "no", None),
    ("results[0].narratives", [{"area": "HP"}], "results[0].narratives[0].text"),
    ("conferences[0].state", "over", None),
    ("conferences[0].conclusions[0].due", "soon", None),
    ("conferences[0].papers[0].topic", DELETE, None),
    # references
    ("units[1].parent", "nowhere", None),
    ("organizations[1].unit", "nowhere", None),
    ("organizations[1].parent", "nobody", None),
    ("people[0].positions[0].organization", "nobody", None),
    ("committees[0].unit", "tỉnh", None),
    ("committees[0].decision.issuer", "p1", None),
    ("committees[0].seats[0].person", "hu", None),
    ("programs[0].committee", "x", None),
    ("programs[0].indicators[0]", "HP99", None),
    ("programs[0].signatories[0].person", "p99", None),
    ("programs[0].replaces", ["x"], "programs[0].replaces[0]"),
    ("results[0].program", "x", None),
    ("results[0].lines[0].place", "x", None),
    ("conferences[0].chair", "x", None),
    ("conferences[0].programs[0]", "x", None),
    ("conferences[0].conclusions[0].owners[0]", "x", None),
    ("calendars", [CALENDAR | {"unit": "x"}], "calendars[0].unit"),
    ("inspections", [INSPECTION | {"inspected": "x"}], "inspections[0].inspected"),
    # units and organisations
    ("units[0].parent", "tinh", None),
    ("units[0].parent", "huyen", None),
    ("units[0].level", "commune", "units[1].parent"),
    ("units[1].covers", ["tinh"], None),
    ("units[2]", UNIT | {"key": "huyen"}, "units[2].key"),
    ("units[2]", UNIT | {"level": "district", "name": "Huyện Mẫu", "parent": "tinh"}, "units[2]"),
    ("units[0].to", "2019-12-31", "programs[0].term"),
    ("units[1].names", [{"name": "A", "from": None, "to": None}], "units[1].name"),
    ("units[1].names", TWO_NAMES, "units[1].names[1].from"),
    ("units[0].from", "2030-01-01", "programs[0].term"),
    ("organizations[0].names", TWO_NAMES, "organizations[0].names[1].from"),
    ("organizations[0].to", "1900-01-01", "people[2].positions[0].organization"),
    ("organizations[0].parent", "hu", None),
    ("organizations[0].parent", "bdv", None),
    ("calendars", [CALENDAR | {"year_starts": "13-01"}], "calendars[0].year_starts"),
    ("calendars", [CALENDAR | {"year_starts": "12-31"}], "calendars[0].year_starts"),
    ("calendars", [CALENDAR, CALENDAR], "calendars[1]"),
    ("successions", [DISSOLVED | {"to": ["tinh"]}], "successions[0].to"),
    ("successions", [DISSOLVED | {"kind": "merge"}], "successions[0].to"),
    ("successions", [DISSOLVED | {"from": []}], "successions[0].from"),
    ("successions", [DISSOLVED | {"from": ["bdv"]}], "successions[0].from[0]"),
    # people and committees
    ("people[0].positions[1]", POSITION | {"from": "2024-01-01"}, "people[0].positions[1].from"),
    (f"{SEATS}[4]", {"person": "p1", "role": "member", "from": "2023-01-01"}, f"{SEATS}[4].from"),
    (f"{SEATS}[1].role", "head", None),
    ("committees[0].renewals", [DECISION], "committees[0].renewals[0]"),
    ("committees[1]", TWIN, "committees[1].name"),
    ("people[0].positions", [], f"{SEATS}[0].person"),
    (f"{SEATS}[0].to", "2019-01-01", None),
    # programs
    ("programs[0].parent", "ctph", None),
    ("programs[0].replaces", ["ctph"], "programs[0].replaces[0]"),
    ("programs[0].state", "draft", "programs[0].signed_on"),
    ("programs[0].parties[1].role", "lead", None),
    ("programs[0].parties[1].organization", "qs", None),
    ("programs[0].signatories[0].organization", "hu", None),
    ("programs[0].targets[0].organization", "hu", None),
    ("programs[0].targets[0].indicator", "HP02", None),
    ("programs[0].targets[0].year", 2026, None),
    ("programs[0].targets[0].quantity", None, "programs[0].targets[0]"),
    ("programs[0].targets[0].quantity", "1.5", None),
    # results
    ("results[0].period.to", "2022-06-29", "results[0].period"),
    ("results[0].period", {"kind": "quarter", "from": "2022-02-01", "to": "2022-04-30"}, None),
    ("results[0].period", PERIOD | {"from": "2019-01-01", "to": "2019-06-30"}, None),
    ("results[0].period", PERIOD | {"kind": "term"}, None),
    ("results[0].period", {"kind": "on_demand", "from": "2020-06-01", "to": "2020-06-14"}, None),
    ("results[0].organization", "bdv", None),
    ("results[0].organization", "hu", None),
    ("results[6]", HALF_YEAR["results"][0], "results[6]"),
    ("results[0].lines[0].indicator", "HP02", None),
    ("results[0].lines[3]", LINE, "results[0].lines[3]"),
    ("results[0].lines[0].quantity", "12.34.5", None),
    ("results[0].lines[0].quantity", "120,500,000", None),
    ("results[0].lines[0].quantity", "trên 02", "results[0].lines[0].quantity_qualifier"),
    ("results[0].lines[0].quantity", None, "results[0].lines[0].quantity_qualifier"),
    ("results[0].lines[0].quantity_qualifier", None, None),
    ("results[0].lines[2].value_qualifier", "about", None),
    ("results[0].lines[1].value", "500.000đ/suất", None),
    ("results[0].lines[0].numerator", "5", None),
    ("results[5].lines[2].value", "5 triệu", None),
    ("results[5].lines[2].numerator", "5", "results[5].lines[2].denominator"),
    (JOINT, {"with": [], "counted_by": "ccb"}, f"{JOINT}.with"),
    (JOINT, {"with": ["nd"], "counted_by": "pn"}, f"{JOINT}.counted_by"),
    # conferences
    ("conferences[0].held_on", None, None),
    ("conferences[0].period.to", "2022-07-29", "conferences[0].period"),
    ("conferences[0].period", PERIOD | {"from": "2019-01-01", "to": "2019-06-30"}, None),
]  # fmt: skip


@pytest.mark.parametrize(("path", "value", "place"), FAULTS)
def test_a_fault_is_found_at_its_place(path, value, place):
    before = row_counts()
    assert f"$.{place or path}" in paths(changed(HALF_YEAR, path, value))
    assert row_counts() == before


def test_all_faults_are_listed_at_once():
    case = HALF_YEAR
    wrong = [
        ("units[0].level", "town"),
        ("organizations[0].from", "2022-02-30"),
        ("organizations[1].parent", "nobody"),
        (f"{SEATS}[1].role", "head"),
        ("results[0].lines[2].value_qualifier", "exact"),
        ("results[4].lines[0].quantity", "x"),
        ("conferences[0].chair", "nobody"),
    ]
    for path, value in wrong:
        case = changed(case, path, value)
    assert set(paths(case)) == {f"$.{path}" for path, _value in wrong}


@pytest.mark.parametrize(
    ("path", "value", "place"),
    [
        ("results[0].period.from", "2022-01-01", "results[0].period"),
        ("results[4].period.from", "2022-01-01", "results[4].period"),
        ("results[0].lines[3].denominator", 0, None),
        ("results[0].lines[3].numerator", "khoảng 17", None),
        ("results[10].organization", "qs", None),
        ("results[10].organization", "btg", None),
        ("organizations[1].from", "2025-06-01", "organizations[1].to"),
        ("organizations[0].to", "2010-12-31", "results[12].organization"),
        ("results[11].period", {"kind": "month", "from": "2021-01-15", "to": "2021-02-14"}, None),
        ("programs[3].parent", "kh", None),
        ("programs[3].kind", "regulation", "programs[3].parent"),
        ("results[0].program", "d", None),
        ("units[7].covers[0]", "h", None),
        ("units[7].covers[0]", "x0", None),
        ("units[10].code", "91102", None),
        ("units[2].names[0].to", "2010-06-30", "units[2].names[1].from"),
        ("people[1].positions[1].from", "2019-12-31", None),
        ("conferences[2].period.to", "2018-12-30", "conferences[2].period"),
    ],
)
def test_faults_against_dates_and_relations(path, value, place):
    case = changed(RICH, path, value)
    assert f"$.{place or path}" in paths(case)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "line 1"),
        (b"{", "line 1"),
        (b"[]", "JSON object"),
        (b"\xff\xfe{}", "byte 1"),
        (b'{"a": NaN}', "NaN"),
        (b"[" * 200_000, "deep"),
        (b'{"a": 1,}', "line 1"),
    ],
)
def test_what_is_no_json_gets_one_sentence(content, says):
    with translation.override("en"), pytest.raises(CaseFileError, match=says):
        load_case(content, on=ON, at=AT)


def test_a_name_that_stands_twice_in_one_object_is_a_fault():
    text = json.dumps(HALF_YEAR).replace('"key": "huyen"', '"key": "huyen", "key": "huyen"', 1)
    with pytest.raises(CaseRefused) as refused:
        load_case(text.encode(), on=ON, at=AT)
    assert [fault.path for fault in refused.value.faults] == ["$.units[1].key"]


def test_huge_numbers_are_refused():
    text = json.dumps(HALF_YEAR).replace('"year": 2022', '"year": 1' + "0" * 5000)
    with pytest.raises(CaseRefused) as refused:
        load_case(text.encode(), on=ON, at=AT)
    assert "$.programs[0].targets[0].year" in [fault.path for fault in refused.value.faults]


def test_the_command_writes_a_line_per_fault(tmp_path, capsys):
    file = tmp_path / "case.json"
    case = changed(changed(HALF_YEAR, "units[0].level", "town"), "people[0].name", "")
    file.write_text(json.dumps(case), encoding="utf-8")
    with pytest.raises(CommandError, match="2"):
        call_command("load_case", str(file))
    lines = capsys.readouterr().err.splitlines()
    assert [line.partition(": ")[0] for line in lines] == ["$.units[0].level", "$.people[0].name"]


@pytest.mark.parametrize("name", ["missing.json", "."])
def test_a_file_that_cannot_be_read_gets_a_sentence(tmp_path, name):
    with pytest.raises(CommandError):
        call_command("load_case", str(tmp_path / name))


def test_the_sentence_says_what_is_expected():
    (fault,) = refusal(changed(HALF_YEAR, "units[0].level", "town")).faults
    assert "province" in fault.sentence
    assert "town" in fault.sentence
