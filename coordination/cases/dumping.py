"""Writing units, organisations, people and committees as lists of a case file.

What the format has no place for is counted in `scope.left_out`.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Model
from django.utils.translation import gettext as _

from coordination.cases.joining import filled_names
from coordination.cases.scope import Scope, among, iso
from coordination.cases.spans import Span
from coordination.models import (
    AreaCover,
    CommitteeDecision,
    DecisionKind,
    Level,
    Organization,
    OrganizationName,
    OrganizationParent,
    Person,
    Position,
    Seat,
    SteeringCommittee,
    Succession,
    Unit,
    UnitCalendar,
    UnitName,
    UnitParent,
)


def dump(scope: Scope) -> dict[str, list[dict]]:
    """The lists of a gathered scope; gives everything in them its key."""
    units = _units(scope)
    organizations = _organizations(scope)
    people = _people(scope)
    return {
        "calendars": _calendars(scope),
        "units": units,
        "successions": _successions(scope),
        "organizations": organizations,
        "people": people,
        "committees": _committees(scope),
    }


def span(row: Model) -> dict[str, str | None]:
    return {"from": iso(row.valid_from), "to": iso(row.valid_to)}


def by_owner(rows: Iterable[Model], owner: str) -> dict[int, list[Model]]:
    """Rows by what they belong to, each list by its dates."""
    found = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row.valid_from or dt.date.min, row.pk)):
        found[getattr(row, owner)].append(row)
    return found


def _units(scope: Scope) -> list[dict]:
    things = {row.pk: row for row in among(Unit.objects.all(), "pk", scope.units)}
    names = by_owner(among(UnitName.objects.all(), "unit_id", things), "unit_id")
    parents = by_owner(among(UnitParent.objects.all(), "unit_id", things), "unit_id")
    covers = by_owner(among(AreaCover.objects.all(), "area_id", scope.inside), "area_id")
    latest = {pk: names[pk][-1].name if names[pk] else "–" for pk in things}
    above = {pk: parents[pk][-1].parent_id if parents[pk] else None for pk in things}

    def order(pk: int) -> tuple:
        path, step = [], pk
        while step is not None and len(path) < len(Level) * 2:
            path.append((latest[step], things[step].code or "", str(things[step].valid_from or "")))
            step = above[step]
        return Level(things[pk].level).rank, path[::-1], str(things[pk].valid_to or ""), pk

    ordered = sorted(things, key=order)
    for pk in ordered:
        holder = latest[above[pk]] if above[pk] else ""
        scope.name("units", pk, latest[pk], things[pk].code or "", holder)
    found = []
    for pk in ordered:
        thing = things[pk]
        entry = {
            "key": scope.key("units", pk),
            "level": thing.level,
            "name": latest[pk],
            "code": thing.code,
            "parent": scope.key("units", above[pk]),
            **span(thing),
        }
        entry |= _dated_names(scope, thing, latest[pk], names[pk])
        if covers[pk]:
            entry["covers"] = scope.some("units", {row.unit_id for row in covers[pk]})
            _count_dates(scope, covers[pk], _("days from which to which an area covers a unit"))
        _count_parents(scope, parents[pk])
        scope.leave_out(_("short names of units"), sum(1 for row in names[pk] if row.short_name))
        found.append(entry)
    return found


def _dated_names(scope: Scope, thing: Model, latest: str, rows: list[Model]) -> dict:
    """`names`, where `name` alone would not bring the same rows back."""
    stored = [(row.name, Span(row.valid_from, row.valid_to)) for row in rows]
    own = Span(thing.valid_from, thing.valid_to)
    former = [pair for pair in stored if pair[0] != latest]
    for told in ([], former, stored):
        if sorted(filled_names(latest, told, own), key=str) == sorted(stored, key=str):
            break
    else:
        scope.leave_out(_("days on which something had no name"))
    if not told:
        return {}
    return {
        "names": [
            {"name": name, "from": iso(days.starts), "to": iso(days.ends)} for name, days in told
        ]
    }


def _count_parents(scope: Scope, rows: list[Model]) -> None:
    """The format has one place above a thing, without dates."""
    scope.leave_out(_("earlier places of a unit or organisation"), len(rows[:-1]))
    _count_dates(scope, rows[-1:], _("dates of a place under a unit or organisation"))


def _count_dates(scope: Scope, rows: list[Model], what: str) -> None:
    scope.leave_out(what, sum(1 for row in rows if row.valid_from or row.valid_to))


def _calendars(scope: Scope) -> list[dict]:
    found = [
        {
            "unit": scope.key("units", row.unit_id),
            "year_starts": f"{row.year_starts_month:02}-{row.year_starts_day:02}",
            "from": iso(row.valid_from),
        }
        for row in among(UnitCalendar.objects.all(), "unit_id", scope.units)
    ]
    return sorted(found, key=lambda entry: (entry["unit"], entry["from"] or ""))


def _successions(scope: Scope) -> list[dict]:
    found = []
    acts = Succession.objects.prefetch_related(
        "units_before", "units_after", "organizations_before", "organizations_after"
    )
    for act in among(acts, "pk", scope.successions):
        for of in ("units", "organizations"):
            before, after = (
                scope.some(of, (one.pk for one in getattr(act, f"{of}_{side}").all()))
                for side in ("before", "after")
            )
            if before or after:
                found.append(
                    {
                        "of": of,
                        "from": before,
                        "to": after,
                        "on": iso(act.on),
                        "kind": act.kind,
                        "basis": act.basis or None,
                    }
                )
    return sorted(
        found, key=lambda one: (one["on"], one["of"], one["kind"], one["from"], one["to"])
    )


def _organizations(scope: Scope) -> list[dict]:
    rows = Organization.objects.select_related("kind")
    things = {row.pk: row for row in among(rows, "pk", scope.organizations)}
    own = among(OrganizationName.objects.all(), "organization_id", things)
    names = by_owner(own, "organization_id")
    links = among(OrganizationParent.objects.all(), "organization_id", things)
    parents = by_owner(links, "organization_id")
    empty = OrganizationName(name="–", short_name="–")
    latest = {pk: names[pk][-1] if names[pk] else empty for pk in things}
    ordered = sorted(
        things.values(),
        key=lambda one: (
            *(scope.key("units", one.unit_id), one.kind.order, one.kind_id),
            *(latest[one.pk].name, str(one.valid_from or ""), one.pk),
        ),
    )
    for one in ordered:
        unit = scope.key("units", one.unit_id)
        scope.name("organizations", one.pk, f"{latest[one.pk].short_name} {unit}")
    found = []
    for one in ordered:
        row = latest[one.pk]
        above = parents[one.pk][-1].parent_id if parents[one.pk] else None
        entry = {
            "key": scope.key("organizations", one.pk),
            "kind": one.kind_id,
            "unit": scope.key("units", one.unit_id),
            "name": row.name,
            "short_name": row.short_name,
            "symbol": row.symbol or None,
            "parent": scope.key("organizations", above),
            **span(one),
        }
        found.append(entry | _dated_names(scope, one, row.name, names[one.pk]))
        _count_parents(scope, parents[one.pk])
        _count_prints(scope, names[one.pk])
    return found


def _count_prints(scope: Scope, names: list[OrganizationName]) -> None:
    printed = sum(1 for row in names if row.print_lines or row.superior_line)
    scope.leave_out(_("printed names and superior bodies of organisations"), printed)
    other = {(row.short_name, row.symbol) for row in names}
    scope.leave_out(_("earlier short names and document symbols"), max(len(other) - 1, 0))


def _people(scope: Scope) -> list[dict]:
    things = {row.pk: row for row in among(Person.objects.all(), "pk", scope.people)}
    positions = by_owner(among(Position.objects.all(), "person_id", things), "person_id")
    told = {
        pk: sorted(
            (
                {
                    "organization": scope.key("organizations", row.organization_id),
                    "title": row.title,
                    "rank": row.rank or None,
                    **span(row),
                }
                for row in positions[pk]
            ),
            key=lambda row: (row["from"] or "", row["organization"], row["title"]),
        )
        for pk in things
    }
    ordered = sorted(things.values(), key=lambda one: (one.name, str(told[one.pk]), one.pk))
    for one in ordered:
        first = told[one.pk][0]["organization"] if told[one.pk] else ""
        scope.name("people", one.pk, one.name, first)
    nowhere = Person.objects.present().filter(positions=None).exclude(pk__in=scope.people)
    scope.leave_out(_("people who hold no position anywhere"), nowhere.count())
    contacts = sum(1 for one in ordered if one.phone or one.email)
    scope.leave_out(_("phone numbers and e-mail addresses of people"), contacts)
    return [
        {"key": scope.key("people", one.pk), "name": one.name, "positions": told[one.pk]}
        for one in ordered
    ]


def _committees(scope: Scope) -> list[dict]:
    things = among(SteeringCommittee.objects.all(), "pk", scope.committees)
    ordered = sorted(things, key=lambda one: (scope.key("units", one.unit_id), one.name))
    decisions, seats = defaultdict(list), defaultdict(list)
    for row in among(
        CommitteeDecision.objects.order_by("date", "pk"),
        "committee_id",
        [one.pk for one in ordered],
    ):
        decisions[row.committee_id].append(row)
    for row in among(Seat.objects.order_by("order", "pk"), "committee_id", scope.committees):
        seats[row.committee_id].append(row)
    found = []
    for one in ordered:
        scope.name("committees", one.pk, f"{one.name} {scope.key('units', one.unit_id)}")
        found.append(
            {
                "key": scope.key("committees", one.pk),
                "unit": scope.key("units", one.unit_id),
                "name": one.name,
                **_decisions(scope, decisions[one.pk]),
                "seats": [
                    {"person": scope.key("people", row.person_id), "role": row.role, **span(row)}
                    for row in seats[one.pk]
                ],
            }
        )
        scope.leave_out(
            _("decisions by which seats were filled or emptied"),
            sum(1 for row in seats[one.pk] if row.opened_by_id or row.closed_by_id),
        )
    return found


def _decisions(scope: Scope, rows: list[CommitteeDecision]) -> dict:
    told = {
        kind: [
            {
                "number": row.number,
                "date": iso(row.date),
                "issuer": scope.key("organizations", row.issuer_id),
            }
            for row in rows
            if row.kind == kind
        ]
        for kind in DecisionKind
    }
    scope.leave_out(_("decisions that end a committee"), len(told[DecisionKind.ENDING]))
    scope.leave_out(_("scans of decisions"), sum(1 for row in rows if row.scan_id))
    first = next(iter(told[DecisionKind.SETTING_UP]), None)
    renewals = told[DecisionKind.RENEWAL]
    return {"decision": first} | ({"renewals": renewals} if renewals else {})
