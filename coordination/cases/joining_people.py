"""Which people and committees of a case file are stored already.

People: the same name and one same position (organisation, title, from). Committees: unit and name.
Positions, decisions and seats that are not stored yet are added to them; what is stored otherwise
for the same time is a difference.
"""

from collections import defaultdict

from coordination.cases.case import Case
from coordination.cases.comparing import Difference, differences
from coordination.cases.joining import in_chunks
from coordination.cases.shapes import Entry
from coordination.cases.spans import Span
from coordination.models import (
    CommitteeDecision,
    DecisionKind,
    Position,
    Seat,
    SteeringCommittee,
)


def join(case: Case) -> list[Difference]:
    """Fill `case.stored` for these lists, and list where the stored things are not the same."""
    return [*_join_people(case), *_join_committees(case)]


def _join_people(case: Case) -> list[Difference]:
    """A person is joined at most once: two entries of a file are two people."""
    claimed = {pk for (name, _key), pk in case.stored.items() if name == "people"}
    entries = case.joinable("people")
    known, positions = _stored_positions(entries)
    found: list[Difference] = []
    for _key, entry in entries if known else ():
        candidates = (
            pk
            for row in entry["positions"]
            for pk in known.get((entry["name"], *_place(case, row), row["from"]), ())
        )
        pk = next((pk for pk in candidates if pk not in claimed), None)
        if pk is not None:
            claimed.add(pk)
            case.stored["people", entry["key"]] = pk
            found += _compare_positions(case, entry, positions[pk])
    return found


def _stored_positions(entries) -> tuple[dict[tuple, list[int]], dict[int, list[Position]]]:
    """People of these names, by name and position; and all their positions."""
    known, positions = defaultdict(list), defaultdict(list)
    for chunk in in_chunks(entry["name"] for _key, entry in entries):
        for row in Position.objects.filter(person__name__in=chunk).select_related("person"):
            known[row.person.name, row.organization_id, row.title, row.valid_from].append(
                row.person_id
            )
            positions[row.person_id].append(row)
    return known, positions


def _place(case: Case, row: Entry) -> tuple[int | None, str]:
    return case.pk("organizations", row["organization"]), row["title"]


def _compare_positions(case: Case, entry: Entry, positions: list[Position]) -> list[Difference]:
    found: list[Difference] = []
    for row in entry["positions"]:
        span = Span(row["from"], row["to"])
        for stored in positions:
            held = Span(stored.valid_from, stored.valid_to)
            if _place(case, row) == (stored.organization_id, stored.title) and (span & held):
                old = {"rank": stored.rank or None, "from": held.starts, "to": held.ends}
                new = {"rank": row["rank"], "from": span.starts, "to": span.ends}
                found += differences(old, new, row.path)
    return found


def _join_committees(case: Case) -> list[Difference]:
    found: list[Difference] = []
    entries = case.joinable("committees")
    units = {case.pk("units", entry["unit"]) for _key, entry in entries} - {None}
    known = {
        (committee.unit_id, committee.name): committee
        for committee in SteeringCommittee.objects.filter(unit_id__in=units)
    }
    joined = {}
    for key, entry in entries:
        committee = known.get((case.pk("units", entry["unit"]), entry["name"]))
        if committee is not None:
            case.stored["committees", key] = committee.pk
            joined[committee.pk] = entry
    first = CommitteeDecision.objects.filter(committee__in=joined, kind=DecisionKind.SETTING_UP)
    for decision in first:
        found += _compare_decision(case, decision, joined[decision.committee_id])
    for seat in Seat.objects.filter(committee__in=joined).select_related("person"):
        found += _compare_seat(case, seat, joined[seat.committee_id])
    return found


def _compare_decision(case: Case, stored: CommitteeDecision, entry: Entry) -> list[Difference]:
    decision = entry["decision"]
    if decision is None:
        return []
    old = {"number": stored.number, "date": stored.date, "issuer": stored.issuer_id}
    new = {
        "number": decision["number"],
        "date": decision["date"],
        "issuer": case.pk("organizations", decision["issuer"]) or decision["issuer"],
    }
    return differences(old, new, decision.path)


def _compare_seat(case: Case, stored: Seat, entry: Entry) -> list[Difference]:
    found: list[Difference] = []
    held = Span(stored.valid_from, stored.valid_to)
    for row in entry["seats"]:
        span = Span(row["from"], row["to"])
        same_person = case.pk("people", row["person"]) == stored.person_id
        two_heads = stored.role == row["role"] == "head"
        if (span & held) is None or not (same_person or two_heads):
            continue
        old = {"role": stored.role, "from": held.starts, "to": held.ends}
        new = {"role": row["role"], "from": span.starts, "to": span.ends}
        if not same_person:
            old["person"], new["person"] = stored.person.name, row["person"]
        found += differences(old, new, row.path)
    return found
