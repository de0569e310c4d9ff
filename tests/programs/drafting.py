"""A district with offices and a draft, for tests of drafting."""

import datetime as dt

from coordination.models import Role
from programs.models import Party, Program, ProgramKind
from tests.coordination.world import signed_in
from tests.programs import factories as make

TERM = (dt.date(2019, 1, 1), dt.date(2023, 12, 31))


class District:
    """A Board with a clerk and a colleague, a command, unions; programs are begun here."""

    def __init__(self):
        self.unit = make.UnitFactory()
        self.board = make.OrganizationFactory(
            unit=self.unit, kind_id="mobilization_board", short_name="Ban Dân vận"
        )
        self.command = make.OrganizationFactory(
            unit=self.unit, kind_id="military_command", short_name="Ban Chỉ huy Quân sự"
        )
        self.women = make.OrganizationFactory(unit=self.unit, short_name="Hội Phụ nữ")
        self.clerk = make.MembershipFactory(organization=self.board, role=Role.CLERK)
        self.colleague = make.MembershipFactory(organization=self.board, role=Role.HEAD)
        self.client = signed_in(self.clerk)
        self.other_client = signed_in(self.colleague)

    def draft(self, **fields) -> Program:
        """A draft of 2019 - 2023 between the command and the women's union."""
        given = {
            "unit": self.unit,
            "term_from": TERM[0],
            "term_to": TERM[1],
            "parties": [self.command, self.women],
            "is_draft": True,
            "number": "",
        } | fields
        return make.ProgramFactory(**given)


def head(**fields) -> dict[str, str]:
    """What is posted to begin a draft."""
    return {
        "kind": ProgramKind.COORDINATION_PROGRAM,
        "title": "Chương trình phối hợp hoạt động giai đoạn 2019 - 2023",
        "term_from": "01/01/2019",
        "term_to": "31/12/2023",
        "asks_half_year": "on",
        "due_half_year": "7",
        "beginning": "usual",
        "take_text": "on",
        "take_parties": "on",
        "take_indicators": "on",
    } | fields


def party_of(program: Program, organization) -> Party:
    return program.parties.get(organization=organization)
