"""The format of a case file as a whole, and its lists of conferences and inspections, as data."""

from coordination.cases import format as coordination_format
from coordination.cases.format import KEY
from coordination.cases.shapes import Choice, Date, ListOf, Object, Ref, Text
from programs.cases import format as programs_format
from programs.cases.format import PERIOD_OR_NULL
from reports.models import ConferenceKind, ConferenceState

FORMAT = "coordination-case/1"

TEXTS = ListOf(item=Text(max_length=None))

CONCLUSION = Object(
    fields={
        "text": Text(max_length=None),
        "owners": ListOf(item=Ref(to="organizations"), once=True),
        "due": Date(nullable=True),
    }
)
CONFERENCE = Object(
    fields={
        "key": KEY,
        "kind": Choice(values=tuple(ConferenceKind.values)),
        "unit": Ref(to="units"),
        "title": Text(max_length=400),
        "held_on": Date(nullable=True),
        "place": Text(max_length=200, nullable=True),
        "state": Choice(values=tuple(ConferenceState.values)),
        "programs": ListOf(item=Ref(to="programs"), once=True),
        "period": PERIOD_OR_NULL,
        "chair": Ref(to="people", nullable=True),
        "presenter": Ref(to="people", nullable=True),
        "papers": ListOf(
            item=Object(
                fields={"organization": Ref(to="organizations"), "topic": Text(max_length=400)}
            )
        ),
        "shortcomings": TEXTS,
        "conclusions": ListOf(item=CONCLUSION),
    }
)
INSPECTION = Object(
    fields={
        "unit": Ref(to="units"),
        "inspected": Ref(to="organizations"),
        "program": Ref(to="programs", nullable=True),
        "on": Date(),
        "findings": TEXTS,
    }
)

LISTS = {
    **coordination_format.LISTS,
    **programs_format.LISTS,
    "conferences": ListOf(item=CONFERENCE),
    "inspections": ListOf(item=INSPECTION),
}
CASE = Object(
    fields={
        "format": Choice(values=(FORMAT,)),
        "about": Text(max_length=None, nullable=True),
        **LISTS,
    }
)
