"""Which units and organisations of a case file are stored already.

Two files, or a file and what people entered by hand, are joined by what things are, since keys mean
something within one file only. Units: level, name, parent, dates. Organisations: kind, unit, name,
superior, dates.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Model

from coordination.cases.case import Case
from coordination.cases.comparing import Difference, differences
from coordination.cases.shapes import Entry
from coordination.cases.spans import Span
from coordination.models import (
    Organization,
    OrganizationName,
    OrganizationParent,
    Succession,
    Unit,
    UnitCalendar,
    UnitName,
    UnitParent,
)

CHUNK = 5000


def in_chunks(values: Iterable) -> Iterable[list]:
    """The distinct values in portions that one query can take."""
    distinct = list(dict.fromkeys(values))
    for start in range(0, len(distinct), CHUNK):
        yield distinct[start : start + CHUNK]


@dataclass(frozen=True)
class _Placed:
    """Something with dated names and a parent: its list, its models, what identifies it besides."""

    list: str
    model: type[Model]
    names: type[Model]
    parents: type[Model]
    owner: str
    fields: tuple[str, ...]


_PLACED = (
    _Placed("units", Unit, UnitName, UnitParent, "unit", ("level",)),
    _Placed(
        *("organizations", Organization, OrganizationName, OrganizationParent, "organization"),
        fields=("kind_id", "unit_id"),
    ),
)


def join(case: Case) -> list[Difference]:
    """Fill `case.stored` for these lists, and list where the stored things are not the same."""
    return [
        *(found for placed in _PLACED for found in _join_placed(case, placed)),
        *_join_calendars(case),
        *_join_successions(case),
    ]


def name_rows(case: Case, name: str, key: str) -> list[tuple[str, Span]]:
    """The names of a unit or organisation with their dates."""
    entry = case.get(name, key)
    rows = [(row["name"], Span(row["from"], row["to"])) for row in entry.rows("names")]
    return filled_names(entry["name"], rows, case.own_span(name, key))


def filled_names(name: str, rows: list[tuple[str, Span]], own: Span) -> list[tuple[str, Span]]:
    """Dated names of something that existed in `own`: `name` holds where they leave a gap."""
    if not rows:
        return [(name, Span())]
    rows = list(rows)
    for gap in own.gaps([span for _name, span in rows]):
        # At the edges of its existence a name is open, as it is without `names`.
        starts = None if gap.starts == own.starts else gap.starts
        rows.append((name, Span(starts, None if gap.ends == own.ends else gap.ends)))
    return rows


def _join_placed(case: Case, placed: _Placed) -> list[Difference]:
    """Join one list; parents before what stands under them."""
    names = _names_like(case, placed)
    if not names:
        return []
    found: list[Difference] = []
    things = placed.model.objects.in_bulk(list(names))
    known = _identities(placed, things, names)
    for key, entry in _parents_first(case, placed.list):
        identity = _identity(case, placed, key, entry)
        if identity is not None and identity not in known and entry["to"] is None:
            # What an act of this file ends may stand here as it was before.
            identity = (*identity[:-1], None)
        if identity is not None and identity in known:
            thing = things[known[identity]]
            case.stored[placed.list, key] = thing.pk
            found += _compare(case, placed, key, entry, thing, names[thing.pk])
    return found


def _names_like(case: Case, placed: _Placed) -> dict[int, list[Model]]:
    """All rows of names of the stored things that bear or bore a name of the file, by thing."""
    found = defaultdict(list)
    owner_id = f"{placed.owner}_id"
    for chunk in in_chunks(entry["name"] for _key, entry in case.joinable(placed.list)):
        alike = placed.names.objects.filter(name__in=chunk).values(owner_id)
        for row in placed.names.objects.filter(**{f"{owner_id}__in": alike}):
            if row not in found[getattr(row, owner_id)]:
                found[getattr(row, owner_id)].append(row)
    return found


def _identities(
    placed: _Placed, things: dict[int, Model], names: dict[int, list[Model]]
) -> dict[tuple, int]:
    parents = defaultdict(set)
    for row in placed.parents.objects.filter(**{f"{placed.owner}__in": things}):
        parents[getattr(row, f"{placed.owner}_id")].add(row.parent_id)
    known: dict[tuple, int] = {}
    for pk, thing in sorted(things.items()):
        kind = tuple(getattr(thing, field) for field in placed.fields)
        for row in names[pk]:
            for parent in parents[pk] or {None}:
                known.setdefault((*kind, row.name, parent, thing.valid_from, thing.valid_to), pk)
    return known


def _identity(case: Case, placed: _Placed, key: str, entry: Entry) -> tuple | None:
    """What the entry is, in terms of stored things; None when what it belongs to is new."""
    values = [entry[field.removesuffix("_id")] for field in placed.fields]
    if placed.list == "organizations":
        values[1] = case.pk("units", entry["unit"])
    parent = case.pk(placed.list, entry["parent"])
    if None in values or (entry["parent"] is not None and parent is None):
        return None
    span = case.own_span(placed.list, key)
    return (*values, entry["name"], parent, span.starts, span.ends)


def _parents_first(case: Case, name: str) -> Iterator[tuple[str, Entry]]:
    """Entries that are not stored yet, each after its parent (a circle is a fault elsewhere)."""
    waiting = dict(case.joinable(name))
    for key in list(waiting):
        chain: list[str] = []
        above: str | None = key
        while above in waiting and above not in chain:
            chain.append(above)
            above = waiting[above]["parent"]
        for one in reversed(chain):
            yield one, waiting.pop(one)


def _compare(
    case: Case, placed: _Placed, key: str, entry: Entry, thing: Model, rows: list[Model]
) -> list[Difference]:
    """An empty code or symbol on either side is no difference."""
    found: list[Difference] = []
    stored = {(row.name, row.valid_from, row.valid_to) for row in rows}
    new = {(text, span.starts, span.ends) for text, span in name_rows(case, placed.list, key)}
    if new != stored:
        found.append(Difference(entry.at("names"), _names(stored), _names(new)))
    if placed.list == "units":
        if entry["code"] and thing.code:
            found += differences(thing.code, entry["code"], entry.at("code"))
        return found
    latest = max(rows, key=lambda row: row.valid_from or dt.date.min)
    found += differences(latest.short_name, entry["short_name"], entry.at("short_name"))
    for field in ("symbol", "print_lines", "superior_line"):
        if (stored := getattr(latest, field)) and (told := entry.get(field)):
            found += differences(stored, told, entry.at(field))
    return found


def twins(case: Case) -> list[Difference]:
    """New entries that are told from something stored by their dates alone, though both overlap.

    For whoever enters rows by hand: a date that was left out would make a second one of the same.
    """
    found: list[Difference] = []
    for placed in _PLACED:
        names = _names_like(case, placed)
        things = placed.model.objects.in_bulk(list(names))
        alike = defaultdict(set)
        for (*identity, _starts, _ends), pk in _identities(placed, things, names).items():
            alike[tuple(identity)].add(pk)
        for key, entry in case.joinable(placed.list):
            identity = _identity(case, placed, key, entry)
            for pk in sorted(alike[identity[:-2]]) if identity else ():
                span = Span(things[pk].valid_from, things[pk].valid_to)
                if span & case.own_span(placed.list, key):
                    old = {"from": span.starts, "to": span.ends}
                    new = {"from": entry["from"], "to": entry["to"]}
                    found += differences(old, new, entry.path)
    return found


def _names(rows: set[tuple]) -> str:
    ordered = sorted(rows, key=lambda row: (str(row[1] or ""), row[0]))
    return "; ".join(f"{name} ({Span(starts, ends)})" for name, starts, ends in ordered)


def _join_calendars(case: Case) -> list[Difference]:
    found: list[Difference] = []
    entries = case.joinable("calendars")
    units = {case.pk("units", entry["unit"]) for _key, entry in entries} - {None}
    stored = {
        (row.unit_id, row.valid_from): row for row in UnitCalendar.objects.filter(unit_id__in=units)
    }
    for key, entry in entries:
        row = stored.get((case.pk("units", entry["unit"]), entry["from"]))
        if row is not None:
            case.stored["calendars", key] = row.pk
            starts = f"{row.year_starts_month:02}-{row.year_starts_day:02}"
            found += differences(starts, entry["year_starts"], entry.at("year_starts"))
    return found


def _join_successions(case: Case) -> list[Difference]:
    found: list[Difference] = []
    entries = case.joinable("successions")
    known = _stored_acts({entry["on"] for _key, entry in entries})
    for key, entry in entries:
        before, after = (
            frozenset(case.pk(entry["of"], one) for one in entry[side]) for side in ("from", "to")
        )
        act = known.get((entry["of"], entry["kind"], entry["on"], before, after))
        if act is not None:
            case.stored["successions", key] = act.pk
            if act.basis and entry["basis"]:
                found += differences(act.basis, entry["basis"], entry.at("basis"))
    return found


def _stored_acts(days: set[dt.date]) -> dict[tuple, Succession]:
    acts = Succession.objects.filter(on__in=days).prefetch_related(
        "units_before", "units_after", "organizations_before", "organizations_after"
    )
    known = {}
    for act in acts:
        for of in ("units", "organizations"):
            before, after = (
                frozenset(one.pk for one in getattr(act, f"{of}_{side}").all())
                for side in ("before", "after")
            )
            if before:
                known[of, act.kind, act.on, before, after] = act
    return known
