"""What is judged, what is told."""

from reports.models.conferences import (
    Conclusion,
    Conference,
    ConferenceKind,
    ConferenceState,
    Finding,
    FollowUpState,
    Inspection,
    Paper,
    Shortcoming,
)
from reports.models.documents import (
    Document,
    DocumentKind,
    DocumentSection,
    DocumentState,
    Rendering,
    RenderingState,
)

__all__ = [
    "Conclusion",
    "Conference",
    "ConferenceKind",
    "ConferenceState",
    "Document",
    "DocumentKind",
    "DocumentSection",
    "DocumentState",
    "Finding",
    "FollowUpState",
    "Inspection",
    "Paper",
    "Rendering",
    "RenderingState",
    "Shortcoming",
]
