"""What was agreed, what was done."""

from programs.models.amendments import (
    Amendment,
    AmendmentChange,
    AmendmentReview,
    AmendmentSignature,
    AmendmentState,
    ChangeKind,
)
from programs.models.asking import ProgramIndicator, ProgramRhythm, Target
from programs.models.attachments import Attachment
from programs.models.indicators import Aggregation, Area, FormerWording, Indicator
from programs.models.papers import PaperParty, Signature, SignedPaper
from programs.models.programs import (
    Party,
    PartyRole,
    Program,
    ProgramKind,
    ProgramState,
    Review,
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
from programs.models.reviews import Advice, ReviewComment, ReviewRequest, StandingReview
from programs.models.texts import (
    Commitment,
    CommitmentPartner,
    ContentArea,
    ProgramSection,
    ReviewedText,
    SectionCode,
)

__all__ = [
    "Advice",
    "Aggregation",
    "Amendment",
    "AmendmentChange",
    "AmendmentReview",
    "AmendmentSignature",
    "AmendmentState",
    "Area",
    "Attachment",
    "ChangeKind",
    "Commitment",
    "CommitmentPartner",
    "ContentArea",
    "FormerWording",
    "Indicator",
    "Narrative",
    "PaperParty",
    "Party",
    "PartyRole",
    "PeriodState",
    "Program",
    "ProgramIndicator",
    "ProgramKind",
    "ProgramRhythm",
    "ProgramSection",
    "ProgramState",
    "Reporter",
    "ReportingPeriod",
    "ResultLine",
    "ResultSheet",
    "Review",
    "ReviewComment",
    "ReviewRequest",
    "ReviewedText",
    "SectionCode",
    "SheetState",
    "SheetVersion",
    "Signature",
    "SignedPaper",
    "StandingReview",
    "Target",
    "Verdict",
    "programs_reported_by",
]
