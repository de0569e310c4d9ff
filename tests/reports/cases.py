"""What the tests of case files share: the files, loading them, counting everything."""

import copy
import datetime as dt
import json
from pathlib import Path

from django.apps import apps

from reports.cases.loading import CaseRefused, Outcome, load_case

DATA = Path(__file__).resolve().parent.parent / "data"
ON = dt.date(2026, 3, 2)
AT = dt.datetime(2026, 3, 2, 1, 30, tzinfo=dt.UTC)


def read(name: str) -> dict:
    """One of the case files of tests/data, by its name without the ending."""
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


HALF_YEAR = read("half-year-2022")
RICH = read("rich-case")
AGREEMENTS = read("agreements-case")


def load(case: dict, **options) -> Outcome:
    """Load a case as the command does."""
    return load_case(json.dumps(case).encode(), on=ON, at=AT, **options)


def refusal(case: dict) -> CaseRefused:
    """Load a case that must be refused."""
    try:
        outcome = load(case)
    except CaseRefused as refused:
        return refused
    raise AssertionError(f"loaded: {outcome}")


def paths(case: dict) -> list[str]:
    """Where the faults of a case are."""
    return [fault.path for fault in refusal(case).faults]


def changed(case: dict, path: str, value) -> dict:
    """A copy with the value at a path such as `units[0].name`; DELETE removes the field."""
    case = copy.deepcopy(case)
    *way, last = steps(path)
    place = case
    for step in way:
        place = place[step]
    if value is DELETE:
        del place[last]
    elif isinstance(place, list) and last == len(place):
        place.append(value)
    else:
        place[last] = value
    return case


DELETE = object()


def steps(path: str) -> list[str | int]:
    """`units[0].name` as the keys and positions that lead there."""
    found: list[str | int] = []
    for part in path.removeprefix("$.").split("."):
        name, *positions = part.split("[")
        found.append(name)
        found += [int(position.rstrip("]")) for position in positions]
    return found


def row_counts() -> dict[str, int]:
    """How many rows every table of the project has."""
    return {
        model._meta.label: model.objects.count()
        for label in ("coordination", "programs", "reports")
        for model in apps.get_app_config(label).get_models()
        if model._meta.managed
    }
