"""A program that stands for several papers, as a case file has it."""

import json

import pytest

from coordination.history import recorded
from coordination.models import Unit
from programs.models import Program, Signature
from reports.cases.dumping import dump_case
from tests.reports.cases import RICH, load

pytestmark = pytest.mark.django_db


def test_one_who_signed_several_papers_stands_there_once_and_agrees_with_it():
    load(RICH)
    with recorded(by=None, source="test"):
        signature = Signature.objects.order_by("pk").first()
        for number in ("1", "2"):
            paper = signature.party.program.papers.create(number=number)
            Signature.objects.create(party=signature.party, person=signature.person, paper=paper)
    content, _left_out = dump_case(Unit.objects.get(code="911"), on=None)
    written = json.loads(content)
    title = Program.objects.get(pk=signature.party.program_id).title
    signatories = next(one["signatories"] for one in written["programs"] if one["title"] == title)
    assert len({tuple(one.items()) for one in signatories}) == len(signatories)
    assert not +load(written).added
