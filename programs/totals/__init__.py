"""The only place where figures are added up (domain.md, "How things add up" and "Nothing is
counted twice").

`totals` answers for a program and any dates; `lines_of` shows the lines behind one total. Screen,
paper, JSON and API all ask here. Both run one SQL statement over a set of programs, so that a unit
with all below it is a wider set, and not another statement.
"""

from programs.totals.build import totals
from programs.totals.model import (
    NOTHING,
    IndicatorTotal,
    OtherKind,
    Part,
    Participant,
    PartyTotal,
    Sheets,
    Sum,
    TargetResult,
    Totals,
)
from programs.totals.sources import (
    Fate,
    Serving,
    SourceLine,
    line_fates,
    lines_of,
    serving,
)
from programs.totals.spans import read_day
from programs.totals.structure import as_json, unit_as_json
from programs.totals.units import UnitTotals, programs_of, unit_totals

__all__ = [
    "NOTHING",
    "Fate",
    "IndicatorTotal",
    "OtherKind",
    "Part",
    "Participant",
    "PartyTotal",
    "Serving",
    "Sheets",
    "SourceLine",
    "Sum",
    "TargetResult",
    "Totals",
    "UnitTotals",
    "as_json",
    "line_fates",
    "lines_of",
    "programs_of",
    "read_day",
    "serving",
    "totals",
    "unit_as_json",
    "unit_totals",
]
