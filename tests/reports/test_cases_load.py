"""Every field and value of the format is stored; twice, edited, beside others: what happens."""

import copy
import datetime as dt
import json
import unicodedata
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coordination.models import (
    CaseItem,
    CommitteeDecision,
    Organization,
    Person,
    Seat,
    SteeringCommittee,
    Succession,
    Unit,
    UnitCalendar,
    UnitName,
)
from programs.models import (
    Indicator,
    Narrative,
    Party,
    Program,
    ReportingPeriod,
    ResultLine,
    ResultSheet,
    Target,
)
from reports.cases.loading import CaseRefused
from reports.models import Conclusion, Conference, Inspection, Paper
from tests.reports.cases import (
    DATA,
    DELETE,
    HALF_YEAR,
    ON,
    RICH,
    changed,
    load,
    refusal,
    row_counts,
)

pytestmark = pytest.mark.django_db


def line(short_name: str, code: str, **period) -> ResultLine:
    return ResultLine.objects.get(
        sheet__organization__names__short_name=short_name, indicator__code=code, **period
    )


def test_the_published_half_year_is_stored_as_it_stands():
    outcome = load(HALF_YEAR)
    assert dict(outcome.added)["results"] == 6
    program = Program.objects.get()
    assert (program.number, program.state, program.is_loaded, program.reports_from) == (
        *("Số: 01/CTrPH-BCH", "signed", True),
        ON,
    )
    assert [party.role for party in program.parties.all()] == ["lead", *["partner"] * 7, "witness"]
    shown = [one.indicator.code for one in program.program_indicators.all()]
    assert shown == ["HP01", "X01", "HP10", "QP04", "AS02", "AS03", "AS06", "X02", "QP02"]
    sheet = ResultSheet.objects.first()
    assert (sheet.state, sheet.is_loaded, sheet.accepted_at, sheet.version) == (
        *("accepted", True),
        *(None, 0),
    )
    gifts = line("Huyện đoàn", "QP04")
    assert (gifts.quantity, gifts.quantity_qualifier, gifts.quantity_text) == (
        200,
        "more",
        "trên 200",
    )
    typed = line("Hội LHPN", "QP04")
    assert (typed.value, typed.value_qualifier, typed.value_text) == (
        *(24_500_000, "exact"),
        "24,5triệu đồng",
    )
    empty = line("Hội CCB", "X01")
    assert (empty.quantity, empty.quantity_qualifier, empty.value) == (None, None, 20_000_000)
    assert str(ReportingPeriod.objects.get().valid_to) == "2022-06-30"
    assert Conclusion.objects.overdue(dt.date(2023, 1, 1)).count() == 2


def test_units_and_their_names_parents_and_calendars_are_stored():
    load(RICH)
    assert set(Unit.objects.values_list("level", flat=True)) == {
        *("nation", "military_region", "province", "area", "district", "commune")
    }
    district = Unit.objects.get(code="911")
    assert (district.valid_from, district.valid_to) == (
        dt.date(1990, 1, 1),
        dt.date(2025, 6, 30),
    )
    names = list(
        district.names.order_by("valid_from").values_list("name", "valid_from", "valid_to")
    )
    assert names == [
        ("Huyện Mẫu Thượng", dt.date(2004, 6, 1), None),
        ("Huyện Mẫu", None, dt.date(2004, 5, 31)),
    ]
    assert district.name_at(dt.date(2000, 1, 1)) == "Huyện Mẫu"
    assert district.parents.get().parent.code == "91"
    area = Unit.objects.get(level="area")
    assert {cover.unit.code for cover in area.covers.all()} == {"91102", "91103"}
    starts = UnitCalendar.objects.values_list(
        "unit__code", "year_starts_month", "year_starts_day", "valid_from"
    )
    assert set(starts) == {("91", 12, 15, None), ("911", 1, 1, dt.date(2023, 12, 15))}


def test_organisations_and_reorganisations_are_stored():
    load(RICH)
    assert Organization.objects.values("kind").distinct().count() == 14
    assert set(Succession.objects.values_list("kind", flat=True)) == {
        *("rename", "merge", "split", "dissolve", "move")
    }
    split = Succession.objects.get(kind="split")
    assert split.basis == "Nghị quyết số 03/NQ-M"
    assert {unit.code for unit in split.units_after.all()} == {"91102", "91103"}
    merged = Succession.objects.get(organizations_before__names__short_name="Ban Dân vận")
    assert merged.organizations_after.get().short_name == "Ban TG&DV"
    # An open end was closed by the act that ended it.
    company = Organization.objects.get(kind="other")
    assert company.valid_to == dt.date(2017, 12, 31)
    committee = Organization.objects.get(kind="party_committee")
    assert committee.names_at(dt.date(2000, 1, 1)).name == "Huyện ủy Mẫu"
    assert committee.names_at(None).symbol == "HU"
    board = Organization.objects.get(names__symbol="BTGDVHU")
    assert board.parents.get().parent == committee


def test_people_and_committees_are_stored():
    load(RICH)
    assert Person.objects.filter(name="Nguyễn Văn A").count() == 2
    officer = Person.objects.get(name="Trần Thị B")
    assert {position.rank for position in officer.positions.all()} == {"Trung tá", "Thượng tá"}
    committee = SteeringCommittee.objects.get(unit__code="911")
    decisions = CommitteeDecision.objects.filter(committee=committee)
    assert set(decisions.values_list("kind", "number", "issuer__names__symbol")) == {
        ("setting_up", "Số 12-QĐ/HU", "HU"),
        ("renewal", "Số 45-QĐ/HU", "HU"),
    }
    assert list(Seat.objects.order_by("order").values_list("role", flat=True)) == [
        *("head", "standing_deputy_head", "deputy_head", "member", "secretary")
    ]


def test_programs_are_stored():
    load(RICH)
    by_number = {program.number: program for program in Program.objects.all()}
    assert set(Program.objects.values_list("kind", flat=True)) == {
        *("coordination_program", "regulation", "joint_resolution", "annual_plan")
    }
    assert set(Program.objects.values_list("state", flat=True)) == {
        *("draft", "in_review", "approved", "signed", "cancelled", "terminated")
    }
    program = by_number["Số: 03/CTrPH"]
    assert {one.number for one in program.replaces.all()} == {"Số: 01/CTrPH", "Số: 02/CTrPH"}
    assert {rhythm.kind for rhythm in program.rhythms.all()} == {
        *("month", "quarter", "half_year", "year", "on_demand", "term")
    }
    assert program.committee.name == "Ban Chỉ đạo Chương trình phối hợp"
    plan = Program.objects.get(kind="annual_plan")
    assert (plan.parent, plan.signed_on, plan.number) == (program, None, "")
    whole_term = Target.objects.get(year=None, indicator__code="R01")
    assert (whole_term.quantity, whole_term.quantity_qualifier) == (2000, "more")
    money = Target.objects.get(indicator__code="HP01")
    assert (money.quantity, money.value, money.value_text) == (None, 500_000_000, "500.000.000đ")
    signed = Party.objects.filter(program=program, signatures__isnull=False)
    assert {(party.role, party.signatures.get().person.name) for party in signed} == {
        ("lead", "Trần Thị B"),
        ("partner", "Nguyễn Văn A"),
    }
    regulation = by_number["Số: 05/QC"]
    assert (regulation.term_from, regulation.term_to) == (None, None)


def test_results_are_stored():
    load(RICH)
    assert set(ReportingPeriod.objects.values_list("kind", flat=True)) == {
        *("month", "quarter", "half_year", "year", "on_demand", "term")
    }
    assert set(ResultSheet.objects.values_list("state", flat=True)) == {
        *("draft", "submitted", "returned", "accepted")
    }
    women = ResultSheet.objects.get(
        organization__kind="women", period__kind="half_year", period__program__number="Số: 03/CTrPH"
    )
    own, at_a_place, joint = women.lines.filter(indicator__code="R01").order_by("ordinal")
    assert (own.quantity, own.value, own.is_joint, own.place) == (385, 120_500_000, False, None)
    assert (at_a_place.quantity_qualifier, at_a_place.value_qualifier) == ("nearly", "about")
    assert (at_a_place.place.code, at_a_place.note) == ("91104", "Tặng tại xã")
    assert (joint.is_joint, joint.is_estimate, joint.counted_by) == (True, True, women.organization)
    assert {one.kind_id for one in joint.joint_with.all()} == {"veterans", "farmers"}
    rate = women.lines.get(indicator__code="R03")
    assert (rate.quantity, rate.numerator, rate.denominator) == (85, 17, 20)
    assert ResultLine.objects.get(sheet__period__kind="year", indicator__code="R03").numerator == (
        Decimal("45.5")
    )
    told = Narrative.objects.filter(sheet=women).values_list("area_id", "text")
    assert list(told) == [("HP", "Vận động hội viên tặng quà."), (None, "Khó khăn: kinh phí ít.")]
    zero = ResultLine.objects.get(sheet__organization__kind="farmers")
    assert (zero.quantity, zero.quantity_text) == (0, "0")
    assert Indicator.objects.get(code="R02").aggregation == "last"


def test_conferences_and_inspections_are_stored():
    load(RICH)
    assert set(Conference.objects.values_list("kind", "state")) == {
        ("briefing", "held"),
        ("preliminary_review", "concluded"),
        ("final_review", "concluded"),
        ("rollout", "cancelled"),
        ("signing", "planned"),
    }
    review = Conference.objects.get(kind="preliminary_review")
    assert (review.place, review.chair.name, review.presenter.name) == (
        *("Hội trường Huyện ủy", "Nguyễn Văn A"),
        "Trần Thị B",
    )
    assert [one.text for one in review.shortcomings.all()] == [
        *("Một số đơn vị báo cáo chậm", "Kinh phí còn ít")
    ]
    assert [paper.topic for paper in Paper.objects.filter(conference=review)] == [
        *("Giáo dục truyền thống", "Chăm lo hậu phương")
    ]
    first, second = review.conclusions.all()
    assert (first.due_on, first.owners.count(), second.due_on) == (dt.date(2022, 12, 31), 2, None)
    final = Conference.objects.get(kind="final_review")
    assert (final.period_kind, final.programs.count()) == ("term", 2)
    findings = {
        (one.program and one.program.number, *(finding.text for finding in one.findings.all()))
        for one in Inspection.objects.all()
    }
    assert findings == {("Số: 03/CTrPH", "Sổ sách đầy đủ", "Cần báo cáo đúng hạn"), (None,)}


def test_text_typed_in_decomposed_letters_is_stored_composed():
    text = unicodedata.normalize("NFD", json.dumps(HALF_YEAR, ensure_ascii=False))
    load(json.loads(text))
    assert UnitName.objects.filter(name="Tỉnh Mẫu").exists()
    assert not load(HALF_YEAR).added


@pytest.mark.parametrize("case", [HALF_YEAR, RICH], ids=["half-year", "rich"])
def test_loading_twice_changes_nothing(case):
    load(case)
    before = row_counts()
    assert not +load(case).added
    assert not +load(json.loads(json.dumps(case, indent=3, sort_keys=True))).added
    assert row_counts() == before


@pytest.mark.parametrize("case", [HALF_YEAR, RICH], ids=["half-year", "rich"])
def test_the_same_situation_under_other_keys_is_joined(case):
    """Nothing tells the second file from the first but its keys: everything is found again.

    Only of somebody without any position nobody can say who it is.
    """
    case = case | {"people": [person for person in case["people"] if person["positions"]]}
    load(case)
    before = row_counts()
    renamed = _other_keys(case)
    assert not +load(renamed).added
    after = row_counts()
    assert {name: count for name, count in after.items() if "Case" not in name} == {
        name: count for name, count in before.items() if "Case" not in name
    }


def _other_keys(case: dict) -> dict:
    """The case with every key replaced, wherever it is used."""
    lists = ("units", "organizations", "people", "committees", "programs", "conferences")
    keys = {entry["key"] for name in lists for entry in case[name]}
    used = {
        *("key", "unit", "parent", "organization", "issuer", "person", "committee", "program"),
        *("chair", "presenter", "inspected", "counted_by", "place", "with", "owners", "programs"),
        *("replaces", "covers", "from", "to"),
    }

    def walk(value, name=None):
        match value:
            case dict():
                return {inner: walk(item, inner) for inner, item in value.items()}
            case list():
                return [walk(item, name) for item in value]
            case str() if name in used and value in keys:
                return f"khác-{value}"
        return value

    return walk(case)


@pytest.mark.parametrize(
    ("path", "value", "shown"),
    [
        ("results[4].lines[0].quantity", "395", "“385” → “395”"),
        ("programs[0].title", "Chương trình khác", "→ “Chương trình khác”"),
        ("organizations[7].name", "Hội Phụ nữ", "→ “Hội Phụ nữ”"),
        ("committees[0].decision.date", "2020-03-03", "“2020-03-02” → “2020-03-03”"),
        ("conferences[0].conclusions[1].due", None, "“2022-10-15” → null"),
        ("results[0].state", "submitted", "“accepted” → “submitted”"),
        ("indicators[0].unit_vi", "người", "“lượt” → “người”"),
    ],
)
def test_what_differs_from_an_earlier_edition_is_listed_and_nothing_changes(path, value, shown):
    load(HALF_YEAR)
    before = row_counts()
    refused = refusal(changed(HALF_YEAR, path, value))
    assert refused.faults == []
    (difference,) = refused.differences
    assert difference.path == f"$.{path}"
    assert str(difference).endswith(shown)
    assert row_counts() == before


def test_what_an_edition_adds_is_loaded():
    load(HALF_YEAR)
    more = copy.deepcopy(HALF_YEAR)
    more["results"].append(
        {
            "program": "ctph",
            "organization": "mttq",
            "period": {"kind": "half_year", "from": "2022-01-01", "to": "2022-06-30"},
            "state": "submitted",
            "lines": [],
            "narratives": [],
        }
    )
    assert dict(+load(more).added) == {"results": 1}
    assert ReportingPeriod.objects.count() == 1
    assert not +load(HALF_YEAR).added
    assert not +load(more).added


def test_an_edition_does_not_bring_back_what_was_corrected_here():
    load(HALF_YEAR)
    person = Person.objects.get(name="Phạm Thị E")
    person.positions.update(title="Nguyên Chủ tịch")
    more = changed(HALF_YEAR, "conferences[0].key", "khác")
    more["conferences"][0]["title"] = "Hội nghị khác"
    load(more)
    assert [position.title for position in person.positions.all()] == ["Nguyên Chủ tịch"]


def test_two_files_that_share_units_and_organisations_are_joined():
    load(HALF_YEAR)
    second = _other_keys(HALF_YEAR)
    second["indicators"] = []
    second["committees"], second["conferences"] = [], []
    second["people"][0]["positions"][0]["to"] = None
    second["people"][1]["positions"].append(
        {"organization": second["organizations"][0]["key"], "title": "Ủy viên", "from": None}
    )
    second["programs"][0] |= {"number": "Số: 09/CTrPH", "committee": None}
    outcome = load(second)
    assert {name for name, count in outcome.added.items() if count} == {"programs", "results"}
    assert Unit.objects.count() == 2
    assert Organization.objects.count() == 10
    assert Person.objects.count() == 5
    assert Person.objects.get(name="Trần Văn B").positions.count() == 2


def test_what_people_entered_by_hand_is_joined():
    province = Unit.objects.create(level="province")
    UnitName.objects.create(unit=province, name="Tỉnh Mẫu")
    load(HALF_YEAR)
    assert Unit.objects.filter(level="province").get() == province


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("organizations[0].short_name", "HU Mẫu"),
        ("units[1].names", [{"name": "Huyện Cũ", "from": None, "to": "2000-12-31"}]),
        ("people[1].positions[0].rank", "Đại tá"),
        ("people[1].positions[0].to", "2024-12-31"),
        ("committees[0].seats[1].role", "member"),
        ("committees[0].decision.number", "Số 121-QĐ/HU"),
        ("indicators[0].unit_vi", "người"),
        ("programs[0].term.to", "2025-12-31"),
        ("programs[0].targets[1].quantity", "351"),
        ("programs[0].parties[1].role", "witness"),
        ("results[4].lines[0].quantity", "395"),
        ("results[4].state", "draft"),
        ("conferences[0].place", "Nhà văn hóa"),
        ("conferences[0].conclusions[0].owners[3]", "khác-ldld"),
    ],
)
def test_a_shared_thing_told_otherwise_by_another_file_is_listed(path, value):
    load(HALF_YEAR)
    before = row_counts()
    refused = refusal(changed(_other_keys(HALF_YEAR), path, value))
    assert refused.faults == []
    assert len(refused.differences) == 1
    assert row_counts() == before


def test_a_period_that_overlaps_a_stored_one_is_refused():
    load(HALF_YEAR)
    program = Program.objects.get()
    ReportingPeriod.objects.create(
        program=program, kind="quarter", valid_from="2022-02-01", valid_to="2022-04-30"
    )
    more = copy.deepcopy(HALF_YEAR)
    period = {"kind": "quarter", "from": "2022-01-01", "to": "2022-03-31"}
    more["results"].append(more["results"][0] | {"period": period})
    assert [fault.path for fault in refusal(more).faults] == ["$.results[6].period"]


def test_an_official_code_of_another_stored_unit_is_refused():
    other = Unit.objects.create(level="district", code="164")
    UnitName.objects.create(unit=other, name="Huyện Khác")
    refused = refusal(changed(HALF_YEAR, "units[1].code", "164"))
    assert [fault.path for fault in refused.faults] == ["$.units[1].code"]


def test_a_check_stores_nothing():
    before = row_counts()
    assert load(RICH, check_only=True).added["programs"] == 9
    assert row_counts() == before


def test_the_command_loads_and_then_says_that_nothing_changed(capsys):
    file = str(DATA / "half-year-2022.json")
    call_command("load_case", file)
    first = capsys.readouterr().out
    call_command("load_case", file)
    assert "results: 6" in first
    assert "results" not in capsys.readouterr().out
    assert CaseItem.objects.count() == 28


def test_the_command_lists_differences(tmp_path, capsys):
    load(HALF_YEAR)
    file = tmp_path / "edited.json"
    case = changed(HALF_YEAR, "results[4].lines[0].quantity", "395")
    file.write_text(json.dumps(case), encoding="utf-8")
    with pytest.raises(CommandError, match="1"):
        call_command("load_case", str(file))
    assert "$.results[4].lines[0].quantity: “385” → “395”" in capsys.readouterr().err


def test_parts_that_would_be_empty_may_be_left_out():
    load(
        {"format": "coordination-case/1", "units": [{"key": "t", "level": "province", "name": "T"}]}
    )
    assert Unit.objects.get().name_at(None) == "T"


def test_the_number_of_statements_does_not_grow_with_the_file(django_assert_max_num_queries):
    many = copy.deepcopy(HALF_YEAR)
    for number in range(150):
        sheet = copy.deepcopy(HALF_YEAR["results"][number % 6])
        day = dt.date(2022, 1, 1) + dt.timedelta(days=number)
        sheet["period"] = {"kind": "on_demand", "from": str(day), "to": str(day)}
        many["results"].append(sheet)
    with django_assert_max_num_queries(110):
        load(many)
    assert ResultSheet.objects.count() == 156


# --- Any change of any leaf -------------------------------------------------------------------


def _leaves(value, path: str = "") -> list[str]:
    match value:
        case dict():
            return [one for name, item in value.items() for one in _leaves(item, f"{path}.{name}")]
        case list() if value:
            return [
                *(one for at, item in enumerate(value) for one in _leaves(item, f"{path}[{at}]")),
                path,
            ]
    return [path]


LEAVES = [leaf.removeprefix(".") for leaf in _leaves(RICH)]
KEYS = [entry["key"] for name in ("units", "organizations", "people") for entry in RICH[name]]
VALUES = st.one_of(
    st.just(DELETE),
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=12),
    st.dates().map(str),
    st.sampled_from(KEYS),
    st.sampled_from(["exact", "more", "head", "draft", "signed", "term", "year", "merge", "sum"]),
    st.sampled_from(["trên 200", "1,5 tỷ", "12.34.5", "10%", "12-15", "R01", "HP"]),
    st.lists(st.one_of(st.none(), st.sampled_from(KEYS), st.integers()), max_size=3),
    st.dictionaries(st.sampled_from(["key", "from", "with", "x"]), st.none(), max_size=2),
)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(changes=st.lists(st.tuples(st.sampled_from(LEAVES), VALUES), min_size=1, max_size=3))
def test_any_change_is_loaded_whole_or_refused_whole(changes):
    """Never a traceback, never a part of a file."""
    case = RICH
    for path, value in changes:
        try:
            case = changed(case, path, value)
        except (KeyError, IndexError, TypeError):
            continue  # an earlier change took this place away
    with transaction.atomic():
        before = row_counts()
        faults = _faults(case)
        assert not any("database" in fault.sentence for fault in faults)
        assert not faults or row_counts() == before
        transaction.set_rollback(True)


def _faults(case: dict) -> list:
    try:
        load(case)
    except CaseRefused as refused:
        return refused.faults or pytest.fail("refused without a fault")
    return []
