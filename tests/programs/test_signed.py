"""What the page of a person tells of the programs and amendments that he or she signed."""

import datetime as dt

import pytest

from programs.signed import signed_programs
from tests.programs.agreements import District
from tests.programs.test_amendments import agree, begin, change, sign

pytestmark = pytest.mark.django_db


@pytest.fixture
def district(client):
    return District(client)


def told(district, person):
    panel = signed_programs(district.clerk, person, dt.date(2026, 1, 1))
    return panel.content if panel else []


def test_a_program_stands_once_however_many_of_its_papers_were_signed(district):
    program = district.draft()
    papers = [program.papers.create(number=number, order=n) for n, number in enumerate("12")]
    for paper in papers:
        for party in program.parties.all():
            paper.paper_parties.create(party=party)
    district.agree(program)
    command, women = (district.party(program, one).pk for one in (district.command, district.women))
    signers = {}
    for paper in papers:
        signers[f"signers-{paper.pk}-{command}"] = [district.officer.pk]
        signers[f"signers-{paper.pk}-{women}"] = [district.president.pk]
    answer = district.sign(program, **signers)
    assert answer.status_code == 302, district.said(answer)
    (signed,) = told(district, district.officer.person)
    assert (signed.program, signed.parties) == (program, ["Ban CHQS"])


def test_amendments_that_were_signed_stand_with_their_program(district):
    program = district.signed()
    amendment = begin(district, program)
    change(district, amendment, "section", section="purpose", text="Mục đích mới.")
    agree(district, amendment)
    sign(district, amendment)
    (signed,) = told(district, district.president.person)
    assert signed.amendments == [amendment]
    page = district.page(district.clerk, "person", district.president.person)
    assert "02/SĐ" in page


def test_who_signed_an_amendment_alone_is_told_too(district):
    program = district.signed()
    later = district.in_office(district.women, "Vũ Thị D", "Phó Chủ tịch")
    amendment = begin(district, program)
    change(district, amendment, "section", section="purpose", text="Mục đích mới.")
    agree(district, amendment)
    women = district.party(program, district.women).pk
    sign(district, amendment, **{f"signers-{women}": [later.pk]})
    (signed,) = told(district, later.person)
    assert (signed.program, signed.parties, signed.amendments) == (program, [], [amendment])
    assert told(district, district.in_office(district.women, "Bùi Văn G", "Ủy viên").person) == []
