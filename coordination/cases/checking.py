"""Whether the units, organisations, people and committees of a case file can be true."""

import datetime as dt
from collections import defaultdict

from django.utils.translation import gettext as _

from coordination.cases.case import Case
from coordination.cases.shapes import BAD, Entry, shown
from coordination.cases.spans import Span, overlapping
from coordination.models import Level
from coordination.periods import Calendar, PeriodError

LONG = dt.timedelta(days=366)  # between an act and the beginning of what came after


def check(case: Case) -> None:
    """Add every fault of these lists to the case."""
    for calendar in case.entries("calendars"):
        _check_calendar(case, calendar)
    for key, unit in case.keyed("units"):
        _check_unit(case, key, unit)
    _check_codes(case)
    for succession in case.entries("successions"):
        _check_succession(case, succession)
    for key, organization in case.keyed("organizations"):
        _check_organization(case, key, organization)
    for name, fields in (("units", ("level",)), ("organizations", ("kind", "unit"))):
        _check_twins(case, name, fields)
    for person in case.entries("people"):
        _check_positions(case, person)
    for committee in case.entries("committees"):
        _check_committee(case, committee)
    _check_committee_names(case)


def _check_calendar(case: Case, entry: Entry) -> None:
    if not entry.good("year_starts"):
        return
    try:
        calendar = Calendar.from_text(entry["year_starts"])
    except PeriodError as error:
        case.faults.add(entry.at("year_starts"), error.message)
        return
    if calendar.day > 28:
        case.faults.add(
            entry.at("year_starts"),
            _("“%(value)s” is not a day of every month; expected a day from 01 to 28.")
            % {"value": entry["year_starts"]},
        )


def _check_unit(case: Case, key: str, unit: Entry) -> None:
    _check_names(case, "units", key, unit)
    _check_covers(case, key, unit)
    parent = case.get("units", unit["parent"])
    if parent is None:
        return
    if _is_under_itself(case, "units", key):
        case.faults.add(
            unit.at("parent"), _("puts the unit under itself; expected a unit above it.")
        )
        return
    _check_belongs(case, ("units", key), unit, "parent", ("units", unit["parent"]))
    if (
        unit.good("level")
        and parent.good("level")
        and Level(parent["level"]).rank >= Level(unit["level"]).rank
    ):
        case.faults.add(
            unit.at("parent"),
            _("the level %(parent)s is not above %(level)s; expected a unit of a higher level.")
            % {"parent": case.word(parent["level"]), "level": case.word(unit["level"])},
        )


def _check_covers(case: Case, key: str, unit: Entry) -> None:
    covers = list(unit.items_of("covers"))
    if covers and unit.good("level") and unit["level"] != Level.AREA:
        case.faults.add(
            unit.at("covers"),
            _("only an area covers units; expected nothing here for the level %(level)s.")
            % {"level": case.word(unit["level"])},
        )
    for path, covered in covers:
        other = case.get("units", covered)
        if other is None:
            continue
        if covered == key or (other.good("level") and Level(other["level"]).rank <= 3):
            case.faults.add(path, _("is no commune; an area covers communes only."))
        elif (case.existence("units", covered) & case.existence("units", key)) is None:
            _no_day_in_common(case, path, ("units", covered), ("units", key))


def _check_names(case: Case, name: str, key: str, entry: Entry) -> None:
    """Dated names may not overlap, must lie in the thing's existence, and leave room for `name`."""
    existence = case.own_span(name, key)
    spans = []
    for row in entry.rows("names"):
        if (span := Span.of(row)) is None:
            continue
        spans.append((span, row))
        if (span & existence) is None:
            case.faults.add(
                row.at("from"),
                _("%(span)s lies outside of its existence; expected days within %(existence)s.")
                % {"span": span, "existence": existence},
            )
    for row, other in overlapping(spans):
        case.faults.add(
            row.at("from"),
            _("overlaps %(other)s; expected one name at a time.") % {"other": other.path},
        )
    names = {row["name"] for row in entry.rows("names")}
    if (
        not entry.good("name", "names")
        or len(spans) < len(entry["names"])
        or entry["name"] in names
        or BAD in names
    ):
        return
    if spans and not existence.gaps(span for span, _row in spans):
        case.faults.add(
            entry.at("name"),
            _("“%(name)s” holds at no time, since `names` fills all of it; expected one of them.")
            % {"name": shown(entry["name"])},
        )


def _is_under_itself(case: Case, name: str, key: str) -> bool:
    seen: set[str] = set()
    above = case.get(name, key)["parent"]
    while isinstance(above, str) and above not in seen:
        if above == key:
            return True
        seen.add(above)
        entry = case.get(name, above)
        above = entry["parent"] if entry else None
    return False


def _check_belongs(
    case: Case, thing: tuple[str, str], entry: Entry, field: str, holder: tuple[str, str]
) -> None:
    if (case.own_span(*thing) & case.existence(*holder)) is None:
        _no_day_in_common(case, entry.at(field), thing, holder)


def _no_day_in_common(case: Case, path: str, thing: tuple[str, str], other: tuple[str, str]):
    case.faults.add(
        path,
        _(
            "“%(other)s” (%(other_span)s) did not exist at the time (%(span)s); expected at least "
            "one day in common."
        )
        % {
            "other": shown(other[1]),
            "other_span": case.existence(*other),
            "span": case.own_span(*thing),
        },
    )


def _check_codes(case: Case) -> None:
    bearers = defaultdict(list)
    for key, unit in case.keyed("units"):
        if unit.good("level", "code") and unit["code"] is not None:
            bearers[unit["level"], unit["code"]].append((case.own_span("units", key), unit))
    for units in bearers.values():
        for unit, other in overlapping(units):
            case.faults.add(
                unit.at("code"),
                _("“%(code)s” is the code of %(other)s at that time; expected each only once.")
                % {"code": shown(unit["code"]), "other": other.path},
            )


def _check_succession(case: Case, entry: Entry) -> None:
    before = {key for _path, key in entry.items_of("from")}
    after = {key for _path, key in entry.items_of("to")}
    if entry.good("from") and not entry["from"]:
        case.faults.add(entry.at("from"), _("is empty; expected what was reorganised."))
    if entry.good("kind", "to"):
        if entry["kind"] == "dissolve" and entry["to"]:
            case.faults.add(entry.at("to"), _("nothing follows what is dissolved; expected []."))
        if entry["kind"] != "dissolve" and not entry["to"]:
            case.faults.add(entry.at("to"), _("is empty; expected what came after."))
    if not entry.good("of", "on"):
        return
    name, on = entry["of"], entry["on"]
    _check_beginnings(case, entry, {key for key in after - before if isinstance(key, str)})
    for field, keys in (("from", before - after), ("to", after - before)):
        for path, key in entry.items_of(field):
            span = case.own_span(name, key)
            begins_too_late = field == "from" and span.starts is not None and span.starts > on
            ended_too_early = field == "to" and span.ends is not None and span.ends < on
            if key in keys and (begins_too_late or ended_too_early):
                case.faults.add(
                    path,
                    _("“%(key)s” (%(span)s) did not exist then; expected existence on %(on)s.")
                    % {"key": shown(key), "span": span, "on": on.isoformat()},
                )


def _check_beginnings(case: Case, entry: Entry, after: set[str]) -> None:
    """What comes after may begin somewhat later than the act, but not so that nobody was there."""
    for path, key in entry.items_of("to"):
        starts = case.own_span(entry["of"], key).starts
        if key in after and starts is not None and starts - entry["on"] > LONG:
            case.faults.add(
                path,
                _(
                    "“%(key)s” begins on %(starts)s only; expected existence within a year "
                    "of %(on)s."
                )
                % {
                    "key": shown(key),
                    "starts": starts.isoformat(),
                    "on": entry["on"].isoformat(),
                },
            )


def _check_organization(case: Case, key: str, entry: Entry) -> None:
    _check_names(case, "organizations", key, entry)
    if case.get("units", entry["unit"]) is not None:
        _check_belongs(case, ("organizations", key), entry, "unit", ("units", entry["unit"]))
    if case.get("organizations", entry["parent"]) is None:
        return
    if _is_under_itself(case, "organizations", key):
        case.faults.add(
            entry.at("parent"),
            _("makes the organisation its own superior; expected another organisation."),
        )
        return
    _check_belongs(
        case, ("organizations", key), entry, "parent", ("organizations", entry["parent"])
    )


def _check_twins(case: Case, name: str, fields: tuple[str, ...]) -> None:
    """Two entries which nothing tells apart would become one when the file is joined."""
    seen: dict[tuple, Entry] = {}
    for key, entry in case.keyed(name):
        if not entry.good(*fields, "name", "parent", "from", "to"):
            continue
        identity = (
            *(entry[field] for field in (*fields, "name", "parent")),
            case.own_span(name, key),
        )
        if identity in seen:
            case.faults.add(
                entry.path,
                _(
                    "has the kind, name, place and dates of %(other)s; expected a difference "
                    "by which to tell them apart."
                )
                % {"other": seen[identity].path},
            )
        seen.setdefault(identity, entry)


def _check_positions(case: Case, person: Entry) -> None:
    held = defaultdict(list)
    for row in person.rows("positions"):
        span = Span.of(row)
        if span is None or not row.good("organization", "title"):
            continue
        held[row["organization"], row["title"]].append((span, row))
        if (span & case.existence("organizations", row["organization"])) is None:
            case.faults.add(
                row.at("organization"),
                _("“%(key)s” (%(existence)s) did not exist at the time of this position.")
                % {
                    "key": shown(row["organization"]),
                    "existence": case.existence("organizations", row["organization"]),
                },
            )
    for rows in held.values():
        for row, other in overlapping(rows):
            case.faults.add(
                row.at("from"),
                _("overlaps %(other)s; expected one person to hold a title once at a time.")
                % {"other": other.path},
            )


def _check_committee(case: Case, committee: Entry) -> None:
    seats = [
        (span, seat)
        for seat in committee.rows("seats")
        if (span := Span.of(seat)) is not None and seat.good("person", "role")
    ]
    of_person = defaultdict(list)
    for span, seat in seats:
        of_person[seat["person"]].append((span, seat))
        _check_office(case, span, seat)
    for rows in of_person.values():
        for seat, other in overlapping(rows):
            case.faults.add(
                seat.at("from"),
                _("overlaps %(other)s; expected a person to have one seat at a time.")
                % {"other": other.path},
            )
    heads = [(span, seat) for span, seat in seats if seat["role"] == "head"]
    for seat, other in overlapping(heads):
        if seat["person"] != other["person"]:
            case.faults.add(
                seat.at("role"),
                _("overlaps %(other)s; expected one head at a time.") % {"other": other.path},
            )
    _check_decisions(case, committee)


def _check_committee_names(case: Case) -> None:
    seen: dict[tuple, Entry] = {}
    for committee in case.entries("committees"):
        if not committee.good("unit", "name"):
            continue
        other = seen.setdefault((committee["unit"], committee["name"]), committee)
        if other is not committee:
            case.faults.add(
                committee.at("name"),
                _("is the name of %(other)s in the same unit; expected another name.")
                % {"other": other.path},
            )


def _check_office(case: Case, span: Span, seat: Entry) -> None:
    """Who sits in a committee holds a position on the seat's first day."""
    person = case.get("people", seat["person"])
    if person is None or not person.good("positions"):
        return
    first = span if span.starts is None else Span(span.starts, span.starts)
    for row in person.rows("positions"):
        office = Span.of(row)
        if office is None or not row.good("organization"):
            return
        if (during := office & case.existence("organizations", row["organization"])) is None:
            return  # a fault of the position
        if (during & first) is not None:
            return
    case.faults.add(
        seat.at("person"),
        _("“%(key)s” holds no position on the first day of this seat (%(span)s).")
        % {"key": shown(seat["person"]), "span": span},
    )


def _check_decisions(case: Case, committee: Entry) -> None:
    seen: dict[tuple, Entry] = {}
    first = [committee["decision"]] if isinstance(committee["decision"], Entry) else []
    for decision in [*first, *committee.rows("renewals")]:
        if not decision.good("number", "date"):
            continue
        identity = decision["number"], decision["date"]
        if identity in seen:
            case.faults.add(
                decision.path,
                _("is the same as in %(other)s; expected each only once.")
                % {"other": seen[identity].path},
            )
        seen.setdefault(identity, decision)
