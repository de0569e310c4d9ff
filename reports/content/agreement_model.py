"""What a program's paper is written from: its text, its parties as they issue papers, its form."""

import datetime as dt
from dataclasses import dataclass

from coordination.figures import NBSP
from coordination.periods import short_date
from programs.models import PartyRole, ProgramKind
from programs.text import CommitmentText, PartyText, ProgramText
from reports.content import heading
from reports.forms.model import Form, System


@dataclass(frozen=True, slots=True)
class Naming:
    """How the papers of a kind are called: code in the number, type, in a sentence.

    `agreed`: what the parties agree on, before the term.
    """

    code: str
    type_name: str
    agreed: str

    @property
    def prefix(self) -> str:
        """How titles of the kind begin, in small letters."""
        return self.type_name.lower()


NAMINGS = {
    ProgramKind.COORDINATION_PROGRAM: Naming(
        "CTrPH", "CHƯƠNG TRÌNH", "xây dựng chương trình phối hợp hoạt động"
    ),
    ProgramKind.REGULATION: Naming("QC", "QUY CHẾ", "ban hành quy chế phối hợp"),
    ProgramKind.JOINT_RESOLUTION: Naming("NQLT", "NGHỊ QUYẾT LIÊN TỊCH", ""),
    ProgramKind.ANNUAL_PLAN: Naming("KH", "KẾ HOẠCH", "xây dựng kế hoạch phối hợp"),
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


def who_and_when(agreement: Agreement, commitment: CommitmentText) -> list[tuple[str, str]]:
    """Who leads, who joins, by when, as papers write days."""
    found = dict(agreement.text.who_and_when(commitment))
    if commitment.due_on and not commitment.due_text:
        found["due"] = f"trước ngày{NBSP}{short_date(commitment.due_on)}"
    return list(found.items())
