"""What a program's paper is written from: its text, its parties as they issue papers, its form."""

import datetime as dt
from dataclasses import dataclass

from programs.models import PartyRole, ProgramKind
from programs.text import PartyText, ProgramText
from reports.content import heading
from reports.forms.model import Form, System


@dataclass(frozen=True, slots=True)
class Naming:
    """How the papers of a kind are called: code in the number, type, how the title begins."""

    code: str
    type_name: str
    prefix: str


NAMINGS = {
    ProgramKind.COORDINATION_PROGRAM: Naming("CTrPH", "CHƯƠNG TRÌNH", "chương trình"),
    ProgramKind.REGULATION: Naming("QC", "QUY CHẾ", "quy chế"),
    ProgramKind.JOINT_RESOLUTION: Naming("NQLT", "NGHỊ QUYẾT LIÊN TỊCH", "nghị quyết liên tịch"),
    ProgramKind.ANNUAL_PLAN: Naming("KH", "KẾ HOẠCH", "kế hoạch"),
}

# Which right header a joint paper bears: the Party's only if all signatories are of the Party or
# mass organisations, else that of the State.
OF_THE_PARTY = frozenset({System.PARTY, System.YOUTH, System.UNION})


@dataclass(frozen=True, slots=True)
class Agreement:
    """What the paper is written from. `on`: the day whose names and rules hold."""

    text: ProgramText
    naming: Naming
    parties: tuple[PartyText, ...]
    senders: dict[int, heading.Sender]
    form: Form
    on: dt.date
    is_draft: bool

    @property
    def signing(self) -> list[PartyText]:
        """Lead first, then the partners; witnesses do not agree to anything."""
        return [one for one in self.parties if one.role != PartyRole.WITNESS]

    @property
    def lead(self) -> heading.Sender:
        return self.senders[self.signing[0].organization_id]

    def section(self, code: str) -> str:
        return self.text.sections.get(code, "")
