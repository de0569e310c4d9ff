"""docs/lifecycles.md says what the workflow tables say."""

import re
from pathlib import Path

import pytest
from django.urls import resolve, reverse
from django.utils import translation

import programs.access
import programs.amendment_moves
import programs.signing
import programs.transitions
import programs.workflow
import reports.access
import reports.transitions
import reports.workflow
from programs.models import AmendmentState, PeriodState, ProgramState, SheetState
from reports.models import ConferenceState, DocumentState, FollowUpState

PAGE = (Path(__file__).parent.parent / "docs" / "lifecycles.md").read_text("utf-8")
CODE = re.compile(r"`([\w.]+)`")

# Heading: states, moves, and the modules in which predicates, methods and conditions stand.
LIFECYCLES = {
    "Programs": (ProgramState, programs.workflow.PROGRAM_MOVES, programs),
    "Amendments": (AmendmentState, programs.workflow.AMENDMENT_MOVES, programs),
    "Reporting periods": (PeriodState, programs.workflow.PERIOD_MOVES, programs),
    "Result sheets": (SheetState, programs.workflow.SHEET_MOVES, programs),
    "Papers": (DocumentState, reports.workflow.DOCUMENT_MOVES, reports),
}
# Where the functions that make moves stand.
MOVERS = {
    programs: (programs.transitions, programs.signing, programs.amendment_moves),
    reports: (reports.transitions,),
}
ALL = pytest.mark.parametrize("heading", LIFECYCLES)


def section(heading: str) -> str:
    """The text under a heading, up to the next one."""
    found = re.search(rf"^## {heading}$\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    assert found, f"no section {heading!r}"
    return found[1]


def rows(heading: str, first: str) -> list[dict[str, str]]:
    """The rows of the section's table whose first column is headed `first`."""
    lines = [line.strip().strip("|") for line in section(heading).splitlines() if line[:1] == "|"]
    cells = [[cell.strip() for cell in line.split("|")] for line in lines]
    start = next(place for place, row in enumerate(cells) if row[0] == first)
    found = []
    for row in cells[start + 2 :]:
        if len(row) != len(cells[start]):
            break
        found.append(dict(zip(cells[start], row, strict=True)))
    return found


def codes(text: str) -> set[str]:
    return set(CODE.findall(text))


@ALL
def test_all_states_are_named(heading):
    states, _moves, _app = LIFECYCLES[heading]
    line = next(one for one in section(heading).splitlines() if one.startswith("States: "))
    assert codes(line.partition(".")[0]) == set(states.values)


@ALL
def test_the_moves_are_those_of_the_table(heading):
    _states, moves, _app = LIFECYCLES[heading]
    told = {
        row["Move"].strip("`"): (row["Code"].strip("`"), codes(row["From"]), codes(row["To"]))
        for row in rows(heading, "Move")
    }
    assert told == {
        name: (move.code, set(move.sources), {move.target}) for name, move in moves.items()
    }


@ALL
def test_a_reason_is_named_where_one_is_needed(heading):
    _states, moves, _app = LIFECYCLES[heading]
    told = {row["Move"].strip("`"): "a reason" in row["Condition"] for row in rows(heading, "Move")}
    assert told == {name: move.needs_reason for name, move in moves.items()}


@ALL
def test_predicates_methods_and_conditions_exist(heading):
    _states, moves, app = LIFECYCLES[heading]
    for row in rows(heading, "Move"):
        move = moves[row["Move"].strip("`")]
        (predicate,) = codes(row["Who"])
        (method,) = codes(row["Method"])
        assert callable(getattr(app.access, predicate))
        assert any(callable(getattr(module, method, None)) for module in MOVERS[app])
        names = used_by(move.missing)
        assert codes(row["Condition"]) == {name for name in names if hasattr(app.workflow, name)}
        assert predicate in used_by(move.may)


def used_by(function) -> set[str]:
    """The name of a function of the tables; of a lambda or private helper, the names it uses."""
    if function.__name__.startswith(("_", "<")):
        return set(function.__code__.co_names)
    return {function.__name__}


@ALL
def test_moves_are_made_by_post_alone(heading, rf):
    for row in rows(heading, "Move"):
        ids = {"pk": 1, "organization_id": 1} if heading == "Result sheets" else {"pk": 1}
        address = reverse(row["Address"].strip("`"), kwargs=ids)
        response = resolve(address).func(rf.get(address), **ids)
        assert (response.status_code, response["Allow"]) == (405, "POST")


def test_labels_of_sheets_are_those_of_the_readers():
    told = {
        row["State"].strip("`"): {
            "party": row["Its own party reads"],
            "board": row["The Board reads"],
        }
        for row in rows("Result sheets", "State")
    }
    with translation.override("en"):
        assert told == {
            state or "none": {reader: str(label) for reader, label in labels.items()}
            for state, labels in programs.workflow.SHEET_LABELS.items()
        }


def test_states_without_moves_are_named():
    told = codes(section("Stored, without moves yet"))
    assert set(ConferenceState.values) | set(FollowUpState.values) <= told
