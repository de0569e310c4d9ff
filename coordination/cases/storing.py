"""Storing what a case file says about units, organisations, people and committees.

Everything goes in bulk: a file of a whole country is a handful of statements per list. What is
stored already gets only what it lacks.
"""

from collections import defaultdict
from collections.abc import Iterable

from django.db import connection
from django.db.models import Model

from coordination.cases.case import Case
from coordination.cases.joining import in_chunks, name_rows
from coordination.cases.shapes import Entry
from coordination.models import (
    AreaCover,
    CommitteeDecision,
    DecisionKind,
    Membership,
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
from coordination.periods import Calendar
from coordination.reorganisation.memberships import take_over

BATCH = 1000  # rows per statement: PostgreSQL takes 65535 parameters
# Names the lock under which files are stored one after another; any number that nothing else uses.
_TURN = 7_201_107


def take_turns() -> None:
    """Wait until nobody else stores a file; until the transaction ends nobody else will."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s::bigint)", [_TURN])


def store(case: Case) -> None:
    """Create all that is new in these lists and note its keys in `case.stored`."""
    _store_units(case)
    _store_calendars(case)
    _store_organizations(case)
    _store_successions(case)
    _store_people(case)
    _store_committees(case)


def insert(model: type[Model], rows: Iterable[Model]) -> list[Model]:
    """Insert rows in bulk; they come back with their primary keys."""
    return model.objects.bulk_create(rows, batch_size=BATCH)


def insert_keyed(
    case: Case, name: str, model: type[Model], made: list[tuple[str, Model]]
) -> list[Model]:
    """Insert the objects that entries became, and note under which keys."""
    rows = insert(model, [row for _key, row in made])
    for (key, _row), row in zip(made, rows, strict=True):
        case.stored[name, key] = row.pk
    return rows


def link(through: type[Model], source: str, target: str, pairs: Iterable[tuple[int, int]]) -> None:
    """Insert rows of a many-to-many table."""
    insert(through, [through(**{source: left, target: right}) for left, right in pairs])


def _dates(entry: Entry) -> dict:
    return {"valid_from": entry["from"], "valid_to": entry["to"]}


def _own_dates(case: Case, name: str, key: str) -> dict:
    span = case.own_span(name, key)
    return {"valid_from": span.starts, "valid_to": span.ends}


def _store_units(case: Case) -> None:
    fresh = list(case.new("units"))
    made = [
        (key, Unit(level=entry["level"], code=entry["code"], **_own_dates(case, "units", key)))
        for key, entry in fresh
    ]
    insert_keyed(case, "units", Unit, made)
    insert(
        UnitName,
        [
            UnitName(
                unit_id=case.pk("units", key),
                name=name,
                short_name=entry.get("short_name") or "",  # a sheet has it, a case file has not
                valid_from=span.starts,
                valid_to=span.ends,
            )
            for key, entry in fresh
            for name, span in name_rows(case, "units", key)
        ],
    )
    insert(
        UnitParent,
        [
            UnitParent(unit_id=case.pk("units", key), parent_id=case.pk("units", entry["parent"]))
            for key, entry in fresh
            if entry["parent"] is not None
        ],
    )
    _add_codes(case, {key for key, _entry in fresh})
    _add_covers(case)


def _add_codes(case: Case, fresh: set[str]) -> None:
    """Give joined units the official code that they lack."""
    codes = {
        case.pk("units", key): entry["code"]
        for key, entry in case.to_store("units")
        if entry["code"] and key not in fresh
    }
    for chunk in in_chunks(codes):
        lacking = list(Unit.objects.filter(pk__in=chunk, code=None))
        for unit in lacking:
            unit.code = codes[unit.pk]
        Unit.objects.bulk_update(lacking, ["code"], batch_size=BATCH)


def _add_covers(case: Case) -> None:
    wanted = {
        (case.pk("units", key), case.pk("units", covered)): None
        for key, entry in case.to_store("units")
        for covered in entry["covers"]
    }
    areas = {area for area, _unit in wanted}
    stored = set(AreaCover.objects.filter(area__in=areas).values_list("area_id", "unit_id"))
    insert(
        AreaCover,
        [
            AreaCover(area_id=area, unit_id=unit)
            for area, unit in wanted
            if (area, unit) not in stored
        ],
    )


def _store_calendars(case: Case) -> None:
    made = []
    for key, entry in case.new("calendars"):
        calendar = Calendar.from_text(entry["year_starts"])
        row = UnitCalendar(
            unit_id=case.pk("units", entry["unit"]),
            year_starts_month=calendar.month,
            year_starts_day=calendar.day,
            valid_from=entry["from"],
        )
        made.append((key, row))
    insert_keyed(case, "calendars", UnitCalendar, made)


def _store_organizations(case: Case) -> None:
    fresh = list(case.new("organizations"))
    made = [
        (
            key,
            Organization(
                kind_id=entry["kind"],
                unit_id=case.pk("units", entry["unit"]),
                **_own_dates(case, "organizations", key),
            ),
        )
        for key, entry in fresh
    ]
    insert_keyed(case, "organizations", Organization, made)
    insert(
        OrganizationName,
        [
            OrganizationName(
                organization_id=case.pk("organizations", key),
                name=name,
                short_name=entry["short_name"],
                symbol=entry["symbol"] or "",
                print_lines=entry.get("print_lines") or "",
                superior_line=entry.get("superior_line") or "",
                valid_from=span.starts,
                valid_to=span.ends,
            )
            for key, entry in fresh
            for name, span in name_rows(case, "organizations", key)
        ],
    )
    insert(
        OrganizationParent,
        [
            OrganizationParent(
                organization_id=case.pk("organizations", key),
                parent_id=case.pk("organizations", entry["parent"]),
            )
            for key, entry in fresh
            if entry["parent"] is not None
        ],
    )


def _store_successions(case: Case) -> None:
    fresh = list(case.new("successions"))
    made = [
        (key, Succession(kind=entry["kind"], on=entry["on"], basis=entry["basis"] or ""))
        for key, entry in fresh
    ]
    insert_keyed(case, "successions", Succession, made)
    for of, target in (("units", "unit_id"), ("organizations", "organization_id")):
        for side, field in (("from", "before"), ("to", "after")):
            pairs = [
                (case.pk("successions", key), case.pk(of, one))
                for key, entry in fresh
                if entry["of"] == of
                for one in entry[side]
            ]
            link(getattr(Succession, f"{of}_{field}").through, "succession_id", target, pairs)
    _end_what_was_there(case)
    _move_users([case.pk("successions", key) for key, _entry in fresh])


def _end_what_was_there(case: Case) -> None:
    """What was stored before and an act of this file ends, lasts until the eve of the act."""
    days = defaultdict(list)
    for (name, key), last in case.ended().items():
        if (pk := case.pk(name, key)) is not None:
            days[name, last].append(pk)
    for (name, last), pks in days.items():
        model = Unit if name == "units" else Organization
        for chunk in in_chunks(pks):
            model.objects.filter(pk__in=chunk, valid_to=None).update(valid_to=last)


def _move_users(acts: list[int]) -> None:
    """Users of organisations that these acts ended follow, as after an act on the page."""
    used = Membership.objects.exclude(organization=None).values("organization_id")
    for chunk in in_chunks(acts):
        for act in Succession.objects.filter(
            pk__in=chunk, organizations_before__in=used
        ).distinct():
            take_over(act)


def _store_people(case: Case) -> None:
    """New people with their positions; joined ones get the positions that they lack."""
    made = [(key, Person(name=entry["name"])) for key, entry in case.new("people")]
    insert_keyed(case, "people", Person, made)
    wanted = {}
    for key, entry in case.to_store("people"):
        for row in entry["positions"]:
            position = Position(
                person_id=case.pk("people", key),
                organization_id=case.pk("organizations", row["organization"]),
                title=row["title"],
                rank=row["rank"] or "",
                **_dates(row),
            )
            wanted[_position_identity(position)] = position
    stored = set()
    for chunk in in_chunks(position.person_id for position in wanted.values()):
        stored |= set(map(_position_identity, Position.objects.filter(person_id__in=chunk)))
    insert(Position, [row for identity, row in wanted.items() if identity not in stored])


def _position_identity(position: Position) -> tuple:
    return position.person_id, position.organization_id, position.title, position.valid_from


def _store_committees(case: Case) -> None:
    """New committees; joined ones get the decisions and seats that they lack."""
    made = [
        (key, SteeringCommittee(unit_id=case.pk("units", entry["unit"]), name=entry["name"]))
        for key, entry in case.new("committees")
    ]
    insert_keyed(case, "committees", SteeringCommittee, made)
    pks = [case.pk("committees", key) for key, _entry in case.to_store("committees")]
    decisions, seats = defaultdict(set), defaultdict(set)
    for chunk in in_chunks(pks):
        for row in CommitteeDecision.objects.filter(committee_id__in=chunk):
            decisions[row.committee_id].add((row.number, row.date))
        for row in Seat.objects.filter(committee_id__in=chunk):
            seats[row.committee_id].add((row.person_id, row.valid_from))
    insert(
        CommitteeDecision,
        [
            row
            for key, entry in case.to_store("committees")
            for row in _decisions(case, case.pk("committees", key), entry)
            if (row.number, row.date) not in decisions[row.committee_id]
        ],
    )
    insert(
        Seat,
        [
            row
            for key, entry in case.to_store("committees")
            for row in _seats(case, case.pk("committees", key), entry)
            if (row.person_id, row.valid_from) not in seats[row.committee_id]
        ],
    )


def _decisions(case: Case, committee: int, entry: Entry) -> list[CommitteeDecision]:
    rows = [(DecisionKind.RENEWAL, row) for row in entry["renewals"]]
    if entry["decision"] is not None:
        rows.insert(0, (DecisionKind.SETTING_UP, entry["decision"]))
    return [
        CommitteeDecision(
            committee_id=committee,
            kind=kind,
            number=row["number"],
            date=row["date"],
            issuer_id=case.pk("organizations", row["issuer"]),
        )
        for kind, row in rows
    ]


def _seats(case: Case, committee: int, entry: Entry) -> list[Seat]:
    return [
        Seat(
            committee_id=committee,
            person_id=case.pk("people", row["person"]),
            role=row["role"],
            order=order,
            **_dates(row),
        )
        for order, row in enumerate(entry["seats"], start=1)
    ]
