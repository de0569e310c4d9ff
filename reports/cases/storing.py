"""Storing what a case file says about conferences and inspections."""

from coordination.cases.case import Case
from coordination.cases.shapes import Entry
from coordination.cases.storing import insert, insert_keyed, link
from reports.models import Conclusion, Conference, Finding, Inspection, Paper, Shortcoming


def store(case: Case) -> None:
    """Create all that is new in these lists."""
    _store_conferences(case)
    _store_inspections(case)


def _store_conferences(case: Case) -> None:
    fresh = list(case.new("conferences"))
    made = [(key, _conference(case, entry)) for key, entry in fresh]
    insert_keyed(case, "conferences", Conference, made)
    link(
        Conference.programs.through,
        "conference_id",
        "program_id",
        [
            (case.pk("conferences", key), case.pk("programs", program))
            for key, entry in fresh
            for program in entry["programs"]
        ],
    )
    insert(
        Paper,
        [
            Paper(
                conference_id=case.pk("conferences", key),
                organization_id=case.pk("organizations", row["organization"]),
                topic=row["topic"],
                order=order,
            )
            for key, entry in fresh
            for order, row in enumerate(entry["papers"], start=1)
        ],
    )
    insert(
        Shortcoming,
        [
            Shortcoming(conference_id=case.pk("conferences", key), text=text, order=order)
            for key, entry in fresh
            for order, text in enumerate(entry["shortcomings"], start=1)
        ],
    )
    _store_conclusions(case, fresh)


def _conference(case: Case, entry: Entry) -> Conference:
    period = entry["period"] or {"kind": None, "from": None, "to": None}
    return Conference(
        kind=entry["kind"],
        unit_id=case.pk("units", entry["unit"]),
        title=entry["title"],
        held_on=entry["held_on"],
        place=entry["place"] or "",
        state=entry["state"],
        period_kind=period["kind"],
        period_from=period["from"],
        period_to=period["to"],
        chair_id=case.pk("people", entry["chair"]),
        presenter_id=case.pk("people", entry["presenter"]),
    )


def _store_conclusions(case: Case, fresh: list[tuple[str, Entry]]) -> None:
    rows, owners = [], []
    for key, entry in fresh:
        for order, row in enumerate(entry["conclusions"], start=1):
            rows.append(
                Conclusion(
                    conference_id=case.pk("conferences", key),
                    text=row["text"],
                    due_on=row["due"],
                    order=order,
                )
            )
            owners.append([case.pk("organizations", one) for one in row["owners"]])
    stored = insert(Conclusion, rows)
    link(
        Conclusion.owners.through,
        "conclusion_id",
        "organization_id",
        [(row.pk, owner) for row, of in zip(stored, owners, strict=True) for owner in of],
    )


def _store_inspections(case: Case) -> None:
    fresh = list(case.new("inspections"))
    made = [
        (
            key,
            Inspection(
                unit_id=case.pk("units", entry["unit"]),
                inspected_id=case.pk("organizations", entry["inspected"]),
                program_id=case.pk("programs", entry["program"]),
                on=entry["on"],
            ),
        )
        for key, entry in fresh
    ]
    insert_keyed(case, "inspections", Inspection, made)
    insert(
        Finding,
        [
            Finding(inspection_id=case.pk("inspections", key), text=text, order=order)
            for key, entry in fresh
            for order, text in enumerate(entry["findings"], start=1)
        ],
    )
