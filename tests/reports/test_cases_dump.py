"""What was stored is written as a case file that loads into an empty installation as the same."""

import copy
import datetime as dt
import json
from decimal import Decimal

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import translation

from coordination.models import (
    Organization,
    OrganizationName,
    Person,
    Unit,
    UnitName,
    UnitParent,
)
from reports.cases.dumping import dump_case, faults_of
from tests.programs.agreements import District
from tests.programs.test_amendments import agree, begin, change, sign
from tests.reports.cases import AGREEMENTS, HALF_YEAR, RICH, load, row_counts

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


# What a file cannot carry, or remembers of its own loading.
APART = {"UnitReach", "CaseLoad", "CaseItem", "User", "Membership", "Event"}


def top() -> Unit:
    """The unit above all others of a loaded file."""
    return Unit.objects.filter(parents=None, children__isnull=False).distinct().get()


def dumped(unit: Unit | None = None, *, on: dt.date | None = None) -> dict:
    content, _left_out = dump_case(unit or top(), on=on)
    assert faults_of(content) == []
    return json.loads(content)


def rows() -> dict[str, list]:
    """Every stored row of the project, with what it refers to in place of numbers."""
    found = {}
    for label in ("coordination", "programs", "reports"):
        for model in apps.get_app_config(label).get_models():
            if model._meta.managed and model.__name__ not in APART and "vent" not in model.__name__:
                found[model._meta.label] = sorted(map(told, model._base_manager.all()))
    return found


def told(row) -> str:
    """A row in words; units and organisations by their names."""
    values = []
    if isinstance(row, Unit | Organization):
        names = row.names.order_by("valid_from", "name")
        values.append(str([(one.name, str(one.valid_from), str(one.valid_to)) for one in names]))
        if isinstance(row, Unit) and (link := row.parents.first()):
            values.append(told(link.parent))
    for field in row._meta.concrete_fields:
        if field.primary_key and field.name == "id":
            continue
        value = getattr(row, field.name)
        if field.is_relation and value is not None:
            value = told(value)
        if isinstance(value, Decimal):
            value = value.normalize()
        values.append(f"{field.name}={value}")
    return f"<{type(row).__name__} {' '.join(values)}>"


def loaded_anew(case: dict) -> tuple[dict, dict[str, list]]:
    """Load a file into an empty installation: what is then written, and all rows."""
    with transaction.atomic():
        load(case)
        found = dumped(), rows()
        transaction.set_rollback(True)
    return found


ALL = pytest.mark.parametrize(
    "case", [HALF_YEAR, RICH, AGREEMENTS], ids=["half-year", "rich", "agreements"]
)


@ALL
def test_a_written_file_loads_as_the_same_thing(case):
    """Of people without any position nobody can say to which unit they belong."""
    case = case | {"people": [person for person in case["people"] if person["positions"]]}
    first, before = loaded_anew(case)
    assert row_counts()["coordination.Unit"] == 0
    second, after = loaded_anew(first)
    assert json.dumps(second) == json.dumps(first)
    for label, stored in before.items():
        assert after[label] == stored, label
    assert {name for name in first if first[name]} == {name for name in case if case[name]}


@ALL
def test_a_written_file_changes_nothing_where_it_came_from(case):
    load(case)
    before = row_counts()
    assert not +load(dumped()).added
    after = row_counts()
    assert {k: v for k, v in after.items() if "Case" not in k} == {
        k: v for k, v in before.items() if "Case" not in k
    }


def test_every_field_of_a_program_comes_back_as_it_was_written():
    written = {one["title"]: one for one in loaded_anew(AGREEMENTS)[0]["programs"]}
    names = {one["key"]: one["title"] for one in AGREEMENTS["programs"]}
    new_names = {one["key"]: one["title"] for one in written.values()}
    plain = ("kind", "number", "state", "signed_on", "signed_at", "term", "indicators")
    for old in AGREEMENTS["programs"]:
        new = written[old["title"]]
        assert {name: new[name] for name in plain} == {name: old[name] for name in plain}
        assert sorted(new["rhythm"]) == sorted(old["rhythm"])
        assert [one["role"] for one in new["parties"]] == [one["role"] for one in old["parties"]]
        assert len(new["signatories"]) == len(old["signatories"])
        assert new_names.get(new["parent"]) == names.get(old["parent"])
        assert {new_names[key] for key in new["replaces"]} == {
            names[key] for key in old["replaces"]
        }
        figures = [
            sorted(
                (one["indicator"], one["year"] or 0, one["quantity"] or "", one["value"] or "")
                for one in program["targets"]
            )
            for program in (old, new)
        ]
        assert figures[0] == figures[1]


def test_an_amended_program_is_written_as_agreed_at_first_and_says_what_is_left_out(client):
    with transaction.atomic():
        district = District(client)
        program = district.signed()
        amendment = begin(district, program)
        women = district.party(program, district.women)
        target = {"party": women.pk, "indicator": district.gifts.pk, "year": 2024}
        change(district, amendment, "target", quantity="500", **target)
        change(district, amendment, "section", section="purpose", text="Mục đích mới.")
        agree(district, amendment)
        assert sign(district, amendment).status_code == 302
        content, left_out = dump_case(district.unit, on=None)
        assert faults_of(content) == []
        case = json.loads(content)
        assert load(case).added.total() == 0  # nothing new, nothing different
        transaction.set_rollback(True)
    (only,) = case["programs"]
    assert [one["quantity"] for one in only["targets"]] == ["100"]
    assert left_out["amendments of programs"] == 1
    assert left_out["texts of programs"] == 1
    load(case)
    again, left_out = dump_case(Unit.objects.get(), on=None)
    assert json.loads(again) == case
    assert "amendments of programs" not in left_out


def test_the_order_of_a_file_does_not_matter():
    turned = copy.deepcopy(RICH)
    for name in ("units", "organizations", "people", "programs", "results", "successions"):
        turned[name].reverse()
    assert loaded_anew(turned)[0] == loaded_anew(RICH)[0]


def test_keys_can_be_read():
    case = loaded_anew(HALF_YEAR)[0]
    assert [unit["key"] for unit in case["units"]] == ["tinh-mau", "huyen-mau"]
    assert "hoi-lhpn-huyen-mau" in {one["key"] for one in case["organizations"]}


def test_a_district_is_written_with_those_above_it_and_elsewhere_to_whom_it_refers():
    load(RICH)
    case = dumped(Unit.objects.get(code="911"))
    assert "Quân khu Mẫu" in {unit["name"] for unit in case["units"]}
    assert "Tỉnh Mẫu Nhỏ" not in {unit["name"] for unit in case["units"]}
    assert {program["unit"] for program in case["programs"]} == {"huyen-mau-thuong"}


def test_on_a_day_a_unit_is_what_it_was_made_of():
    load(RICH)
    province = Unit.objects.get(code="91")
    early = {unit["name"] for unit in dumped(province, on=dt.date(2010, 1, 1))["units"]}
    late = {unit["name"] for unit in dumped(province, on=dt.date(2026, 1, 1))["units"]}
    assert "Khu vực 1 - Mẫu" in late - early


def test_what_the_format_has_no_place_for_is_said(tmp_path, capsys):
    load(HALF_YEAR)
    Person.objects.update(phone="0900 000 000")
    OrganizationName.objects.update(print_lines="HUYỆN ỦY\nMẪU")
    UnitName.objects.update(short_name="Mẫu")
    UnitParent.objects.update(valid_from=dt.date(2000, 1, 1))
    file = tmp_path / "case.json"
    call_command("dump_case", str(file), unit="Huyện Mẫu")
    said = capsys.readouterr()
    assert str(file) in said.out
    for what in (
        "accounts",
        "phone",
        "printed names",
        "short names of units: 2",
        "dates of a place",
    ):
        assert what in said.err
    assert load(json.loads(file.read_text(encoding="utf-8"))).added.total() == 0


def test_what_would_be_refused_is_said(tmp_path, capsys):
    load(HALF_YEAR)
    Unit.objects.filter(names__name="Huyện Mẫu").update(valid_from=dt.date(2024, 1, 1))
    with pytest.raises(CommandError, match="would be refused"):
        call_command("dump_case", str(tmp_path / "case.json"), unit="Huyện Mẫu")
    assert "$." in capsys.readouterr().err


def test_the_unit_is_found_by_code_or_by_a_name_that_nothing_else_has(tmp_path):
    load(RICH)
    file = tmp_path / "case.json"
    call_command("dump_case", str(file), unit="91104")
    call_command("dump_case", str(file), unit=" Xã  Mẫu Một ")
    for unit, said in (("Xã Mẫu Ba", "Several units"), ("Xã Nào", "no unit")):
        with pytest.raises(CommandError, match=said):
            call_command("dump_case", str(file), unit=unit)
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("dump_case", str(tmp_path / "none" / "case.json"), unit="91104")
