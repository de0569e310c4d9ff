"""The lists of a case file that say what was agreed and what was done: their fields, as data."""

from coordination.cases.format import KEY, SPAN
from coordination.cases.shapes import (
    Amount,
    Choice,
    Date,
    Flag,
    ListOf,
    Object,
    Ref,
    RequiredFlag,
    Text,
    Year,
)
from coordination.figures import Qualifier
from coordination.periods import PeriodKind
from programs.models import Aggregation, PartyRole, ProgramKind, ProgramState, SheetState

PERIOD_KIND = Choice(values=tuple(PeriodKind))
_PERIOD = {"kind": PERIOD_KIND, "from": Date(), "to": Date()}
PERIOD = Object(fields=_PERIOD)
PERIOD_OR_NULL = Object(fields=_PERIOD, nullable=True)
FIGURE_TEXT = Text(max_length=120, nullable=True)
QUALIFIER = Choice(values=tuple(Qualifier), nullable=True)

INDICATOR = Object(
    fields={
        "code": Text(max_length=20),
        "area": Ref(to="areas"),
        "label_vi": Text(),
        "label_en": Text(nullable=True),
        "unit_vi": Text(max_length=60),
        "unit_en": Text(max_length=60, nullable=True),
        "has_value": RequiredFlag(),
        "aggregation": Choice(values=tuple(Aggregation.values)),
    }
)
PARTY = Object(
    fields={
        "organization": Ref(to="organizations"),
        "role": Choice(values=tuple(PartyRole.values)),
    }
)
SIGNATORY = Object(fields={"organization": Ref(to="organizations"), "person": Ref(to="people")})
TARGET = Object(
    fields={
        "organization": Ref(to="organizations"),
        "indicator": Ref(to="indicators"),
        "year": Year(nullable=True),
        "quantity": FIGURE_TEXT,
        "value": FIGURE_TEXT,
    }
)
PROGRAM = Object(
    fields={
        "key": KEY,
        "kind": Choice(values=tuple(ProgramKind.values)),
        "unit": Ref(to="units"),
        "committee": Ref(to="committees", nullable=True),
        "title": Text(max_length=600),
        "number": Text(max_length=120, nullable=True),
        "state": Choice(values=tuple(ProgramState.values)),
        "signed_on": Date(nullable=True),
        "signed_at": Text(max_length=200, nullable=True),
        "term": Object(fields=SPAN),
        "parties": ListOf(item=PARTY),
        "signatories": ListOf(item=SIGNATORY),
        "parent": Ref(to="programs", nullable=True),
        "replaces": ListOf(item=Ref(to="programs"), once=True),
        "rhythm": ListOf(item=PERIOD_KIND, once=True),
        "indicators": ListOf(item=Ref(to="indicators"), once=True),
        "targets": ListOf(item=TARGET),
    }
)
JOINT = Object(
    fields={
        "with": ListOf(item=Ref(to="organizations"), once=True),
        "counted_by": Ref(to="organizations"),
    },
    nullable=True,
)
LINE = Object(
    fields={
        "indicator": Ref(to="indicators"),
        "quantity": FIGURE_TEXT,
        "quantity_qualifier": QUALIFIER,
        "value": FIGURE_TEXT,
        "value_qualifier": QUALIFIER,
        "numerator": Amount(),
        "denominator": Amount(),
        "estimate": Flag(),
        "place": Ref(to="units", nullable=True),
        "joint": JOINT,
        "note": Text(max_length=500, nullable=True),
    }
)
NARRATIVE = Object(fields={"area": Ref(to="areas", nullable=True), "text": Text(max_length=None)})
RESULT = Object(
    fields={
        "program": Ref(to="programs"),
        "organization": Ref(to="organizations"),
        "period": PERIOD,
        "state": Choice(values=tuple(SheetState.values)),
        "lines": ListOf(item=LINE),
        "narratives": ListOf(item=NARRATIVE),
    }
)

LISTS = {
    "indicators": ListOf(item=INDICATOR),
    "programs": ListOf(item=PROGRAM),
    "results": ListOf(item=RESULT),
}
