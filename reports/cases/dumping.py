"""Writing a case file: a unit with all below it and everything that hangs on it."""

import datetime as dt
from collections import Counter

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from coordination.cases import dumping as coordination_dumping
from coordination.cases.case import Case
from coordination.cases.reading import read_tree
from coordination.cases.scope import Scope, among, ids, iso, written
from coordination.cases.shapes import Fault
from coordination.models import OrganizationKind, Unit
from programs.cases import dumping as programs_dumping
from programs.models import Area, Indicator
from reports.cases import checking
from reports.cases.format import CASE, FORMAT
from reports.models import (
    Conclusion,
    Conference,
    Document,
    FollowUpState,
    Inspection,
    Paper,
)


def dump_case(unit: Unit, *, on: dt.date | None) -> tuple[bytes, Counter[str]]:
    """The file's bytes, and how much of what the format has no place for.

    Without a day all that ever stood below the unit is written, with what went into it; with one,
    what the unit is made of as it stands on that day, as far as it had begun. What is inside
    refers to things outside: units above, parties from elsewhere. They stand in the file without
    what hangs on them.
    """
    scope = Scope.of(unit, on)
    held = scope.begun(Conference.objects.all(), "held_on", "period_from")
    conferences = ids(held, "unit_id", scope.inside)
    inspections = ids(scope.begun(Inspection.objects.all(), "on"), "unit_id", scope.inside)
    reviewed = ids(Conference.objects.all(), "pk", conferences, "programs")
    reviewed |= ids(Inspection.objects.all(), "pk", inspections, "program_id")
    programs, sheets = programs_dumping.gather(scope, reviewed)
    _gather(scope, conferences, inspections)
    scope.gather()
    tree = {
        "format": FORMAT,
        "about": unit.name_at(None),
        **coordination_dumping.dump(scope),
        **programs_dumping.dump(scope, programs, sheets),
        "conferences": _conferences(scope, conferences),
        "inspections": _inspections(scope, inspections),
    }
    programs_dumping.count_elsewhere(scope)
    issued = Document.objects.filter(conference_id__in=conferences)
    scope.leave_out(_("papers, drafts and issued ones"), issued.count())
    return written(tree), scope.left_out


def faults_of(content: bytes) -> list[Fault]:
    """What the loader would say of a written file in an empty installation."""
    known = {
        "areas": set(Area.objects.values_list("code", flat=True)),
        "indicators": set(Indicator.objects.values_list("code", flat=True)),
        "organization kinds": set(OrganizationKind.objects.values_list("code", flat=True)),
    }
    case = Case.read(read_tree(content), CASE, known)
    checking.check(case)
    return case.faults.in_order()


def _gather(scope: Scope, conferences: set[int], inspections: set[int]) -> None:
    held = Conference.objects.all()
    for column in ("chair_id", "presenter_id"):
        scope.people |= ids(held, "pk", conferences, column)
    scope.organizations |= ids(Paper.objects.all(), "conference_id", conferences, "organization_id")
    scope.organizations |= ids(Conclusion.objects.all(), "conference_id", conferences, "owners")
    scope.organizations |= ids(Inspection.objects.all(), "pk", inspections, "inspected_id")


def _conferences(scope: Scope, conferences: set[int]) -> list[dict]:
    rows = Conference.objects.prefetch_related(
        "programs",
        "papers",
        "shortcomings",
        Prefetch("conclusions", Conclusion.objects.prefetch_related("owners")),
    )
    ordered = sorted(
        among(rows, "pk", conferences),
        key=lambda one: (
            *(scope.key("units", one.unit_id), iso(one.held_on) or ""),
            *(one.kind, one.title, one.pk),
        ),
    )
    for one in ordered:
        scope.name("conferences", one.pk, f"{one.kind} {iso(one.held_on) or ''}", one.title)
        tasks = one.conclusions.all()
        done = sum(1 for task in tasks if task.state != FollowUpState.OPEN)
        scope.leave_out(_("what became of conclusions, which load as open tasks"), done)
    return [_conference(scope, one) for one in ordered]


def _conference(scope: Scope, one: Conference) -> dict:
    period = {"kind": one.period_kind, "from": iso(one.period_from), "to": iso(one.period_to)}
    return {
        "key": scope.key("conferences", one.pk),
        "kind": one.kind,
        "unit": scope.key("units", one.unit_id),
        "title": one.title,
        "held_on": iso(one.held_on),
        "place": one.place or None,
        "state": one.state,
        "programs": scope.some("programs", (row.pk for row in one.programs.all())),
        "period": period if one.period_kind else None,
        "chair": scope.key("people", one.chair_id),
        "presenter": scope.key("people", one.presenter_id),
        "papers": [
            {"organization": scope.key("organizations", row.organization_id), "topic": row.topic}
            for row in one.papers.all()
        ],
        "shortcomings": [row.text for row in one.shortcomings.all()],
        "conclusions": [
            {
                "text": row.text,
                "owners": scope.some("organizations", (owner.pk for owner in row.owners.all())),
                "due": iso(row.due_on),
            }
            for row in one.conclusions.all()
        ],
    }


def _inspections(scope: Scope, inspections: set[int]) -> list[dict]:
    found = [
        {
            "unit": scope.key("units", one.unit_id),
            "inspected": scope.key("organizations", one.inspected_id),
            "program": scope.key("programs", one.program_id),
            "on": iso(one.on),
            "findings": [row.text for row in one.findings.all()],
        }
        for one in among(Inspection.objects.prefetch_related("findings"), "pk", inspections)
    ]
    return sorted(
        found, key=lambda one: (one["on"], one["unit"], one["inspected"], one["program"] or "")
    )
