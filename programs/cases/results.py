"""Whether the results of a case file can be true: who reported what, for which days."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable

from django.utils.translation import gettext as _

from coordination.cases.calendars import Calendars
from coordination.cases.case import Case
from coordination.cases.shapes import BAD, Entry, shown
from coordination.cases.spans import Span, overlapping
from coordination.figures import Figure, FigureError, Qualifier, parse_quantity
from coordination.periods import Period, PeriodError, PeriodKind
from programs.cases.asking import (
    SIGNED,
    Counted,
    asked,
    check_asked,
    read_figure,
    refuse_value,
    term,
)
from programs.models import Aggregation, PartyRole


def check_results(case: Case, calendars: Calendars, indicators: dict[str, Counted]) -> None:
    """Add every fault of the results to the case."""
    codes = {key: asked(case, program) for key, program in case.keyed("programs")}
    heirs = _heirs(case)
    for result in case.entries("results"):
        program = case.get("programs", result["program"])
        if program is not None:
            _check_period(case, result, program, calendars)
            _check_party(case, result, program, heirs)
        _check_lines(case, result, program, codes.get(result["program"], set()), indicators)
    _check_overlaps(case)


def period_of(entry: Entry) -> Period | None:
    """The period of a result or conference; None where there is none or it cannot be read."""
    period = entry["period"]
    if not isinstance(period, Entry) or not period.good("kind", "from", "to"):
        return None
    return Period(period["kind"], period["from"], period["to"])


def check_period_of(
    case: Case, entry: Entry, unit: str, terms: list[Span], calendars: Calendars
) -> Period | None:
    """The entry's period, if it is a whole one of the unit's calendar that overlaps the terms."""
    period = period_of(entry)
    if period is None:
        return None
    path = entry.at("period")
    try:
        if case.get("units", unit) is not None:
            calendars.check(unit, period)
    except PeriodError as error:
        case.faults.add(path, error.message)
        entry["period"] = BAD
        return None
    for span in terms:
        if not period.overlaps(span.starts, span.ends):
            case.faults.add(
                path,
                _("%(period)s does not overlap the term; expected days within %(term)s.")
                % {"period": Span(period.starts, period.ends), "term": span},
            )
            return None
    if period.kind is PeriodKind.TERM and terms and not _is_whole_term(period, terms):
        case.faults.add(
            path,
            _("is not the program's whole term; expected %(term)s.")
            % {"term": ", ".join(map(str, terms))},
        )
        return None
    return period


def _is_whole_term(period: Period, terms: list[Span]) -> bool:
    """The term of one program, or that of all of them together; an open side fits any day."""
    begins = any(span.starts in (None, period.starts) for span in terms)
    return begins and any(span.ends in (None, period.ends) for span in terms)


def _check_period(case: Case, result: Entry, program: Entry, calendars: Calendars) -> None:
    """The period fits the program, which was in force then, and the organisation, which existed."""
    span = term(program)
    unit = program["unit"]
    period = check_period_of(case, result, unit, [span] if span else [], calendars)
    if program.good("state") and program["state"] not in SIGNED:
        case.faults.add(
            result.at("program"),
            _(
                "“%(program)s” is in the state “%(state)s” and was never in force; expected a "
                "program that was signed."
            )
            % {"program": shown(result["program"]), "state": program["state"]},
        )
        return
    organization = result["organization"]
    if period is None or span is None or case.get("organizations", organization) is None:
        return
    days = Span(period.starts, period.ends) & span
    existence = case.existence("organizations", organization)
    if days is not None and (days & existence) is None:
        case.faults.add(
            result.at("organization"),
            _(
                "“%(organization)s” existed %(existence)s; expected it to exist on at least one "
                "day of %(days)s, when the program was in force in the period."
            )
            % {"organization": shown(organization), "existence": existence, "days": days},
        )


def _check_party(
    case: Case, result: Entry, program: Entry, heirs: Callable[[set[str]], dict[str, dt.date]]
) -> None:
    """Lead and partners report, and from that day who took the place of one; witnesses do not.

    The rule of `Reporter`, told of a file that is not stored yet.
    """
    organization = result["organization"]
    if organization is BAD or not program.good("parties"):
        return
    roles = {party["organization"]: party["role"] for party in program.rows("parties")}
    if roles.get(organization) == PartyRole.WITNESS:
        case.faults.add(
            result.at("organization"),
            _("“%(key)s” is a witness; expected a lead or partner, who report.")
            % {"key": shown(organization)},
        )
        return
    if organization in roles or BAD in roles.values():
        return
    since = heirs({key for key in roles if roles[key] != PartyRole.WITNESS} - {BAD})
    period = period_of(result)
    last_day = period.ends if period else dt.date.max
    if organization not in since or last_day < since[organization]:
        case.faults.add(
            result.at("organization"),
            _("“%(key)s” is no party of “%(program)s”; expected one of its parties.")
            % {"key": shown(organization), "program": shown(result["program"])},
        )


def _heirs(case: Case) -> Callable[[set[str]], dict[str, dt.date]]:
    """A function: who took the place of any of these organisations, and since when.

    At once or in several acts, one after the other; who goes on beside a new one is not succeeded.
    """
    follows = defaultdict(set)
    for act in case.entries("successions"):
        if act["of"] == "organizations":
            on = act["on"] if act.good("on") else dt.date.min  # one fault is enough
            after = {key for _path, key in act.items_of("to")}
            for key in {key for _path, key in act.items_of("from")} - after:
                follows[key] |= {(later, on) for later in after}

    def of(keys: set[str]) -> dict[str, dt.date]:
        since: dict[str, dt.date] = {}
        fresh = [(key, dt.date.min) for key in keys]
        while fresh:
            key, reached = fresh.pop()
            for later, on in follows[key]:
                if on >= reached and on < since.get(later, dt.date.max):
                    since[later] = on
                    fresh.append((later, on))
        return since

    return of


def _check_lines(
    case: Case,
    result: Entry,
    program: Entry | None,
    codes: set[str],
    indicators: dict[str, Counted],
) -> None:
    seen: dict[tuple, Entry] = {}
    for line in result.rows("lines"):
        _check_joint(case, result, line)
        known = indicators.get(line["indicator"]) if line.good("indicator") else None
        if line.good("indicator", "place", "joint", "note"):
            identity = _identity(line)
            if identity in seen:
                case.faults.add(
                    line.path,
                    _("is the same as in %(other)s; expected each only once.")
                    % {"other": seen[identity].path},
                )
            seen.setdefault(identity, line)
        if known is None:
            continue
        if program is not None:
            check_asked(case, program, line, codes)
        _check_figure(case, line, "quantity", known)
        if not refuse_value(case, line, known):
            _check_figure(case, line, "value", known)
        _check_rate(case, line, known)


def _identity(line: Entry) -> tuple:
    """What tells the lines of one indicator apart: the place, the partners, the note."""
    joint = line["joint"]
    partners = (
        None
        if joint is None
        else (tuple(key for _path, key in joint.items_of("with")), joint["counted_by"])
    )
    return line["indicator"], line["place"], partners, line["note"]


def _check_figure(case: Case, line: Entry, name: str, known: Counted) -> None:
    """The text is a figure, and its qualifier is the one that the text says."""
    qualifier_name = f"{name}_qualifier"
    figure = read_figure(case, line, name, known)
    said = line[qualifier_name]
    if figure is BAD or said is BAD:
        return
    expected = None if figure is None else figure.qualifier
    if said != expected:
        case.faults.add(
            line.at(qualifier_name),
            _("%(said)s does not agree with %(text)s; expected %(expected)s.")
            % {
                "said": _json(said),
                "text": _json(line[name]),
                "expected": _json(expected and expected.value),
            },
        )


def _json(value: str | None) -> str:
    return "null" if value is None else f"“{shown(value)}”"


def _check_rate(case: Case, line: Entry, known: Counted) -> None:
    parts = {name: line[name] for name in ("numerator", "denominator")}
    if BAD in parts.values() or all(part is None for part in parts.values()):
        return
    if known.aggregation != Aggregation.AVERAGE:
        case.faults.add(
            line.at("numerator"),
            _(
                "the indicator “%(code)s” adds up by %(aggregation)s; expected a numerator and a "
                "denominator for averages only."
            )
            % {"code": shown(line["indicator"]), "aggregation": known.aggregation},
        )
        return
    for name, part in parts.items():
        if part is None:
            case.faults.add(
                line.at(name), _("is null; expected numerator and denominator, or neither.")
            )
            continue
        try:
            figure = amount(part)
        except FigureError as error:
            case.faults.add(line.at(name), error.message)
            continue
        if figure.qualifier is not Qualifier.EXACT:
            case.faults.add(line.at(name), _("is not exact; expected an exact number."))
        elif name == "denominator" and figure.number == 0:
            case.faults.add(line.at(name), _("is 0; expected a number above 0."))


def amount(value) -> Figure:
    """A numerator or denominator, written as a number or as a text. Raises FigureError."""
    text = (
        value
        if isinstance(value, str)
        else f"{value:f}"
        if value != int(value)
        else str(int(value))
    )
    return parse_quantity(text if isinstance(value, str) else text.replace(".", ","))


def _check_joint(case: Case, result: Entry, line: Entry) -> None:
    joint = line["joint"]
    if not isinstance(joint, Entry) or not joint.good("with", "counted_by"):
        return
    partners = {key for _path, key in joint.items_of("with")}
    if not partners and not joint["with"]:
        case.faults.add(joint.at("with"), _("is empty; expected those who took part."))
    doers = partners | {result["organization"]}
    if BAD not in joint["with"] and BAD not in doers and joint["counted_by"] not in doers:
        case.faults.add(
            joint.at("counted_by"),
            _("“%(key)s” did not take part; expected the reporting organisation or a partner.")
            % {"key": shown(joint["counted_by"])},
        )


def _check_overlaps(case: Case) -> None:
    """Periods of one kind of one program are the same or have no day in common."""
    periods = defaultdict(dict)
    for result in case.entries("results"):
        period = period_of(result)
        if period is None or period.kind is PeriodKind.ON_DEMAND or not result.good("program"):
            continue
        span = Span(period.starts, period.ends)
        periods[result["program"], period.kind].setdefault(span, result)
    for found in periods.values():
        for result, other in overlapping(list(found.items())):
            case.faults.add(
                result.at("period"),
                _("overlaps %(other)s; expected the same days or none in common.")
                % {"other": other.at("period")},
            )
