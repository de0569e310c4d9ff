"""The lists of a case file that say who takes part: their fields, as data."""

from coordination.cases.shapes import Choice, Date, ListOf, Object, Ref, Text
from coordination.models import Level, SeatRole, SuccessionKind

KEY = Text(max_length=200)
# Where an open date means "until what it belongs to ends".
OPEN_DATE = Date(nullable=True)
SPAN = {"from": OPEN_DATE, "to": OPEN_DATE}

NAMES = ListOf(item=Object(fields={"name": Text(), **SPAN}))

CALENDAR = Object(
    fields={"unit": Ref(to="units"), "year_starts": Text(max_length=5), "from": OPEN_DATE}
)
UNIT = Object(
    fields={
        "key": KEY,
        "level": Choice(values=tuple(Level.values)),
        "name": Text(),
        "code": Text(max_length=20, nullable=True),
        "parent": Ref(to="units", nullable=True),
        **SPAN,
        "names": NAMES,
        "covers": ListOf(item=Ref(to="units"), once=True),
    }
)
SUCCESSION = Object(
    fields={
        "of": Choice(values=("units", "organizations")),
        "from": ListOf(item=Ref(chosen_by="of"), once=True),
        "to": ListOf(item=Ref(chosen_by="of"), once=True),
        "on": Date(),
        "kind": Choice(values=tuple(SuccessionKind.values)),
        "basis": Text(max_length=None, nullable=True),
    }
)
ORGANIZATION = Object(
    fields={
        "key": KEY,
        "kind": Ref(to="organization kinds"),
        "unit": Ref(to="units"),
        "name": Text(),
        "short_name": Text(max_length=120),
        "symbol": Text(max_length=40, nullable=True),
        "parent": Ref(to="organizations", nullable=True),
        **SPAN,
        "names": NAMES,
    }
)
POSITION = Object(
    fields={
        "organization": Ref(to="organizations"),
        "title": Text(),
        "rank": Text(max_length=60, nullable=True),
        **SPAN,
    }
)
PERSON = Object(fields={"key": KEY, "name": Text(), "positions": ListOf(item=POSITION)})
_DECISION = {"number": Text(max_length=60), "date": Date(), "issuer": Ref(to="organizations")}
DECISION = Object(fields=_DECISION, nullable=True)
SEAT = Object(
    fields={"person": Ref(to="people"), "role": Choice(values=tuple(SeatRole.values)), **SPAN}
)
COMMITTEE = Object(
    fields={
        "key": KEY,
        "unit": Ref(to="units"),
        "name": Text(),
        "decision": DECISION,
        "renewals": ListOf(item=Object(fields=_DECISION)),
        "seats": ListOf(item=SEAT),
    }
)

LISTS = {
    "calendars": ListOf(item=CALENDAR),
    "units": ListOf(item=UNIT),
    "successions": ListOf(item=SUCCESSION),
    "organizations": ListOf(item=ORGANIZATION),
    "people": ListOf(item=PERSON),
    "committees": ListOf(item=COMMITTEE),
}
