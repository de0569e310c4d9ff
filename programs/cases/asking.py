"""What a program of a case file asks for, and whether a figure fits what is asked."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from coordination.cases.case import Case
from coordination.cases.shapes import BAD, Entry, shown
from coordination.cases.spans import Span
from coordination.figures import FigureError, parse_quantity, parse_value
from programs.models import Indicator, ProgramState

SIGNED = frozenset({ProgramState.SIGNED, ProgramState.TERMINATED})


@dataclass(frozen=True)
class Counted:
    """What a figure of an indicator must fit: its unit of count, whether it has a value."""

    unit_vi: str
    has_value: bool
    aggregation: str


def counted(case: Case) -> dict[str, Counted]:
    """What is counted under each code: as the catalogue says, else as the file adds it."""
    found = {
        code: Counted(entry["unit_vi"], entry["has_value"], entry["aggregation"])
        for code, entry in case.keyed("indicators")
        if entry.good("unit_vi", "has_value", "aggregation")
    }
    for row in Indicator.objects.all():
        found[row.code] = Counted(row.unit_vi, row.has_value, row.aggregation)
    return found


def term(program: Entry) -> Span | None:
    """The program's term; None where it could not be read."""
    return Span.of(program["term"]) if isinstance(program["term"], Entry) else None


def asked(case: Case, program: Entry) -> set[str]:
    """Codes of the indicators for which a program asks, itself or as a plan of its parent."""
    codes = {code for _path, code in program.items_of("indicators")}
    parent = case.get("programs", program["parent"])
    if parent is not None and parent is not program:
        codes |= {code for _path, code in parent.items_of("indicators")}
    return codes


def check_asked(case: Case, program: Entry, entry: Entry, codes: set[str]) -> None:
    """The indicator of a target or a line is one for which the program asks."""
    if entry["indicator"] not in codes and program.good("indicators"):
        case.faults.add(
            entry.at("indicator"),
            _("the program “%(program)s” does not ask for “%(code)s”; expected one of its own.")
            % {"program": shown(program["key"]), "code": shown(entry["indicator"])},
        )


def refuse_value(case: Case, entry: Entry, known: Counted) -> bool:
    """Add a fault where an indicator without a value has one."""
    if known.has_value or not entry.good("value") or entry["value"] is None:
        return False
    case.faults.add(
        entry.at("value"),
        _("the indicator “%(code)s” has no value in đồng; expected null.")
        % {"code": shown(entry["indicator"])},
    )
    return True


def read_figure(case: Case, entry: Entry, name: str, known: Counted):
    """The figure of a target or a line, None when not reported, BAD with a fault."""
    text = entry[name]
    if text is None or text is BAD:
        return text
    try:
        return parse_quantity(text, known.unit_vi) if name == "quantity" else parse_value(text)
    except FigureError as error:
        case.faults.add(entry.at(name), error.message)
        return BAD
