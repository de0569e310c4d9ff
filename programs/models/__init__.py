"""What was agreed, what was done."""

from programs.models.indicators import Aggregation, Area, Indicator
from programs.models.programs import (
    Party,
    PartyRole,
    Program,
    ProgramIndicator,
    ProgramKind,
    ProgramRhythm,
    ProgramState,
    Review,
    Signature,
    Target,
    Verdict,
)
from programs.models.reporters import Reporter, programs_reported_by
from programs.models.results import (
    Narrative,
    PeriodState,
    ReportingPeriod,
    ResultLine,
    ResultSheet,
    SheetState,
    SheetVersion,
)

__all__ = [
    "Aggregation",
    "Area",
    "Indicator",
    "Narrative",
    "Party",
    "PartyRole",
    "PeriodState",
    "Program",
    "ProgramIndicator",
    "ProgramKind",
    "ProgramRhythm",
    "ProgramState",
    "Reporter",
    "ReportingPeriod",
    "ResultLine",
    "ResultSheet",
    "Review",
    "SheetState",
    "SheetVersion",
    "Signature",
    "Target",
    "Verdict",
    "programs_reported_by",
]
