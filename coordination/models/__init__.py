"""Who takes part, and what every app needs."""

from coordination.models.accounts import Membership, PasswordResetCode, Role, User
from coordination.models.cases import CaseItem, CaseLoad
from coordination.models.committees import (
    CommitteeDecision,
    DecisionKind,
    Seat,
    SeatRole,
    SteeringCommittee,
)
from coordination.models.events import Event
from coordination.models.files import FileLook, FileState, StoredFile
from coordination.models.organizations import (
    Organization,
    OrganizationKind,
    OrganizationName,
    OrganizationParent,
    PaperSystem,
)
from coordination.models.people import Person, Position
from coordination.models.reach import UnitReach
from coordination.models.successions import Succession, SuccessionKind
from coordination.models.units import (
    AreaCover,
    Level,
    Unit,
    UnitCalendar,
    UnitName,
    UnitParent,
)

__all__ = [
    "AreaCover",
    "CaseItem",
    "CaseLoad",
    "CommitteeDecision",
    "DecisionKind",
    "Event",
    "FileLook",
    "FileState",
    "Level",
    "Membership",
    "Organization",
    "OrganizationKind",
    "OrganizationName",
    "OrganizationParent",
    "PaperSystem",
    "PasswordResetCode",
    "Person",
    "Position",
    "Role",
    "Seat",
    "SeatRole",
    "SteeringCommittee",
    "StoredFile",
    "Succession",
    "SuccessionKind",
    "Unit",
    "UnitCalendar",
    "UnitName",
    "UnitParent",
    "UnitReach",
    "User",
]
