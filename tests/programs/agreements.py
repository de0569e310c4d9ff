"""A district with its Board, command and women's union, people in office, and a draft program."""

import datetime as dt

from django.urls import reverse

from coordination.models import Membership, Person, Position, Role
from programs.models import (
    Commitment,
    ContentArea,
    Party,
    PartyRole,
    Program,
    ProgramSection,
    ProgramState,
)
from tests.programs import factories as make

TERM = (dt.date(2023, 1, 1), dt.date(2027, 12, 31))
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


class District:
    """Everybody who takes part in a program, and the pages as they meet them."""

    def __init__(self, client):
        self.client = client
        self.unit = make.UnitFactory()
        self.board = make.OrganizationFactory(unit=self.unit, is_board=True, short_name="Ban DV")
        self.command = make.OrganizationFactory(
            unit=self.unit, is_command=True, short_name="Ban CHQS"
        )
        self.women = make.OrganizationFactory(unit=self.unit, short_name="Hội LHPN")
        self.clerk = self.member(self.board, Role.CLERK)
        self.head = self.member(self.board, Role.HEAD)
        self.commander = self.member(self.command, Role.REVIEWER)
        self.chairwoman = self.member(self.women, Role.REVIEWER)
        self.officer = self.in_office(self.command, "Trần Văn B", "Chính trị viên", "Thượng tá")
        self.president = self.in_office(self.women, "Phạm Thị E", "Chủ tịch")
        self.gifts = make.IndicatorFactory(code="QUA")

    def member(self, organization, role: Role) -> Membership:
        return make.MembershipFactory(organization=organization, role=role)

    def in_office(self, organization, name: str, title: str, rank: str = "", **dates) -> Position:
        return Position.objects.create(
            person=Person.objects.create(name=name),
            organization=organization,
            title=title,
            rank=rank,
            **dates,
        )

    def draft(self, **fields) -> Program:
        """A draft led by the command, with the women as partner, some text and a target."""
        program = make.ProgramFactory(
            unit=self.unit,
            parties=[self.command, self.women],
            asks=[self.gifts],
            is_draft=True,
            **{"term_from": TERM[0], "term_to": TERM[1], "number": "", **fields},
        )
        ProgramSection.objects.create(
            program=program, code="purpose", text="Tăng cường đoàn kết quân dân."
        )
        area = ContentArea.objects.create(program=program, title="Công tác tuyên truyền", text="")
        Commitment.objects.create(content_area=area, text="Tặng quà Tết hằng năm")
        make.TargetFactory(party=self.party(program, self.women), indicator=self.gifts, year=2024)
        return program

    def party(self, program: Program, organization) -> Party:
        return program.parties.get(organization=organization)

    def signed(self, **fields) -> Program:
        """A program that went its whole way through the pages."""
        program = self.draft(**fields)
        self.agree(program)
        assert self.sign(program).status_code == 302
        return self.fresh(program)

    def agree(self, program: Program) -> None:
        self.post(self.clerk, "program_send", program)
        self.post(self.commander, "program_approve", program)
        self.post(self.chairwoman, "program_approve", program)

    def sign(self, program: Program, on: str = "", by: Membership | None = None, **fields):
        """Record the signing by the officer and the president, unless other fields are given."""
        own = {
            "on": on or f"{dt.date.today():%d/%m/%Y}",
            "place": "Hội trường huyện",
            f"signers-0-{self.party(program, self.command).pk}": [self.officer.pk],
            f"signers-0-{self.party(program, self.women).pk}": [self.president.pk],
            "is_early_term_confirmed": "on",
        }
        return self.post(by or self.clerk, "program_sign", program, **(own | fields))

    def witness(self, program: Program) -> Party:
        return Party.objects.create(
            program=program, organization=self.board, role=PartyRole.WITNESS, order=9
        )

    def post(self, by: Membership, name: str, thing, *more, **data):
        self.client.force_login(by.user)
        return self.client.post(reverse(name, args=[thing.pk, *more]), data)

    def get(self, by: Membership, name: str, thing, *more, **data):
        self.client.force_login(by.user)
        return self.client.get(reverse(name, args=[thing.pk, *more]), data)

    def page(self, by: Membership, name: str, thing, *more, **data) -> str:
        """What a page says; it must answer 200."""
        response = self.get(by, name, thing, *more, **data)
        assert response.status_code == 200
        return response.content.decode()

    def scan(self, by: Membership, name: str, thing) -> bytes:
        """A file as the reader gets it; it must be there."""
        response = self.get(by, name, thing)
        assert response.status_code == 200
        return b"".join(response.streaming_content)

    def said(self, response) -> str:
        """What the next page tells after a move, or the page itself where it shows its faults."""
        if response.status_code == 302:
            response = self.client.get(response["Location"])
        return response.content.decode()

    def fresh(self, thing):
        return type(thing).objects.get(pk=thing.pk)

    def state(self, program: Program) -> ProgramState:
        return self.fresh(program).state
