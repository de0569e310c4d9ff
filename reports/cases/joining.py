"""Which conferences and inspections of a case file are stored already, and how they differ.

Conferences: unit, kind, title and day. Inspections: unit, inspected organisation, program, day.
"""

from coordination.cases.case import Case
from coordination.cases.comparing import Difference, differences
from coordination.cases.joining import in_chunks
from coordination.cases.shapes import Entry
from reports.models import Conference, Inspection


def join(case: Case) -> list[Difference]:
    """Fill `case.stored` for these lists, and list where the stored things are not the same."""
    return [*_join_conferences(case), *_join_inspections(case)]


def _join_conferences(case: Case) -> list[Difference]:
    entries = case.joinable("conferences")
    known: dict[tuple, Conference] = {}
    for chunk in in_chunks(case.pk("units", entry["unit"]) for _key, entry in entries):
        rows = Conference.objects.filter(unit_id__in=[pk for pk in chunk if pk]).prefetch_related(
            "programs", "papers", "shortcomings", "conclusions__owners"
        )
        for row in rows.order_by("pk"):
            known.setdefault((row.unit_id, row.kind, row.title, row.held_on), row)
    found: list[Difference] = []
    for key, entry in entries:
        unit = case.pk("units", entry["unit"])
        row = known.get((unit, entry["kind"], entry["title"], entry["held_on"]))
        if row is not None:
            case.stored["conferences", key] = row.pk
            found += differences(_facts(case, row), _of_entry(entry), entry.path)
    return found


def _facts(case: Case, row: Conference) -> dict:
    """A stored conference as `_of_entry` tells one of a file, in the file's keys."""
    period = {"kind": row.period_kind, "from": row.period_from, "to": row.period_to}
    return {
        "place": row.place or None,
        "state": row.state,
        "programs": sorted(case.key_of("programs", one.pk) for one in row.programs.all()),
        "period": period if row.period_kind else None,
        "chair": case.key_of("people", row.chair_id),
        "presenter": case.key_of("people", row.presenter_id),
        "papers": [
            {
                "organization": case.key_of("organizations", paper.organization_id),
                "topic": paper.topic,
            }
            for paper in row.papers.all()
        ],
        "shortcomings": [shortcoming.text for shortcoming in row.shortcomings.all()],
        "conclusions": [
            {
                "text": conclusion.text,
                "owners": sorted(
                    case.key_of("organizations", one.pk) for one in conclusion.owners.all()
                ),
                "due": conclusion.due_on,
            }
            for conclusion in row.conclusions.all()
        ],
    }


def _of_entry(entry: Entry) -> dict:
    copied = ("place", "state", "period", "chair", "presenter", "papers", "shortcomings")
    return {
        **{name: entry[name] for name in copied},
        "programs": sorted(entry["programs"]),
        "conclusions": [{**row, "owners": sorted(row["owners"])} for row in entry["conclusions"]],
    }


def _join_inspections(case: Case) -> list[Difference]:
    entries = case.joinable("inspections")
    known: dict[tuple, Inspection] = {}
    for chunk in in_chunks(case.pk("units", entry["unit"]) for _key, entry in entries):
        rows = Inspection.objects.filter(unit_id__in=[pk for pk in chunk if pk])
        for row in rows.prefetch_related("findings"):
            known[row.unit_id, row.inspected_id, row.program_id, row.on] = row
    found: list[Difference] = []
    for key, entry in entries:
        program = case.pk("programs", entry["program"])
        if entry["program"] is not None and program is None:
            continue
        unit = case.pk("units", entry["unit"])
        inspected = case.pk("organizations", entry["inspected"])
        row = known.get((unit, inspected, program, entry["on"]))
        if row is not None:
            case.stored["inspections", key] = row.pk
            stored = [finding.text for finding in row.findings.all()]
            found += differences(stored, entry["findings"], entry.at("findings"))
    return found
