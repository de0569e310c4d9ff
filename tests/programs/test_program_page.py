"""The page of a program and the list of programs, with little and with much data."""

import datetime as dt

import pytest
from django.urls import reverse

from coordination.figures import Qualifier
from programs.models import Area, Party, Program, ProgramIndicator, Target
from tests.programs import factories as make
from tests.programs.agreements import District

pytestmark = pytest.mark.django_db

PAGE = 12
LIST = 5


@pytest.fixture
def district(client):
    return District(client)


def agreed(district, *, parties: int, indicators: int, targets: int) -> Program:
    """A signed program of this size; of each party and indicator one target a year."""
    others = [make.OrganizationFactory(unit=district.unit) for _ in range(parties - 1)]
    asked = [make.IndicatorFactory(code=f"T{number}") for number in range(indicators)]
    program = make.ProgramFactory(
        unit=district.unit,
        parties=[district.command, *others],
        asks=asked,
        is_draft=True,
        term_to=dt.date(2030, 12, 31),
    )
    keys = list(Party.objects.filter(program=program).values_list("pk", flat=True))
    Target.objects.bulk_create(
        Target(
            party_id=keys[number % parties],
            indicator=asked[number // parties % indicators],
            year=2020 + number // (parties * indicators),
            quantity=number + 1,
            quantity_qualifier=Qualifier.MORE,
            value=1000 * number,
            value_qualifier=Qualifier.EXACT,
        )
        for number in range(targets)
    )
    Program.objects.filter(pk=program.pk).update(state="signed", signed_on=dt.date(2020, 1, 1))
    return program


@pytest.mark.parametrize("size", [(2, 1, 1), (12, 60, 500)])
def test_the_page_asks_a_fixed_number_of_queries(district, size, django_assert_num_queries):
    parties, indicators, targets = size
    program = agreed(district, parties=parties, indicators=indicators, targets=targets)
    address = reverse("program", args=[program.pk])
    district.client.force_login(district.clerk.user)
    district.client.get(address)
    with django_assert_num_queries(PAGE):
        page = district.client.get(address).content.decode()
    assert page.count('data-label="Năm"') == targets
    assert "trên" in page


@pytest.mark.parametrize("count", [1, 60])
def test_the_list_asks_a_fixed_number_of_queries(district, count, django_assert_num_queries):
    for number in range(count):
        make.ProgramFactory(unit=district.unit, parties=[district.command], number=f"Số: {number}")
    district.client.force_login(district.clerk.user)
    address = reverse("programs")
    district.client.get(address)
    for query in ({}, {"q": "phoi hop"}, {"trang-thai": "signed"}, {"q": "x", "page": "9"}):
        with django_assert_num_queries(LIST if query.get("q") != "x" else LIST - 1):
            district.client.get(address, query)


def test_a_program_names_its_annual_plans_and_a_plan_its_program(district):
    program = district.signed()
    plan = make.AnnualPlanFactory(
        parent=program, number="Số: 07/KH", term_from=program.term_from, term_to=program.term_to
    )
    draft = make.AnnualPlanFactory(
        parent=program,
        is_draft=True,
        number="Số: 08/KH",
        term_from=program.term_from,
        term_to=program.term_to,
    )
    page = district.page(district.clerk, "program", program)
    assert f'href="{reverse("program", args=[plan.pk])}"' in page
    assert draft.number in page
    assert program.title in district.page(district.clerk, "program", plan)
    for_a_party = district.page(district.chairwoman, "program", program)
    assert plan.number in for_a_party
    assert draft.number not in for_a_party


def test_a_plan_shows_targets_for_indicators_of_its_program(district):
    program = district.signed()
    plan = make.AnnualPlanFactory(
        parent=program,
        is_draft=True,
        parties=[district.command],
        term_from=program.term_from,
        term_to=program.term_to,
    )
    assert not ProgramIndicator.objects.filter(program=plan).exists()
    make.TargetFactory(party=plan.parties.get(), indicator=district.gifts, year=2024)
    assert district.gifts.label_vi in district.page(district.clerk, "program", plan)


def test_what_people_named_an_indicator_is_escaped_in_the_rows_of_targets(district):
    program = district.draft()
    type(district.gifts).objects.filter(pk=district.gifts.pk).update(label_vi="<b>Quà</b>")
    page = district.page(district.clerk, "program", program)
    assert "<b>Quà</b>" not in page
    assert "&lt;b&gt;Quà&lt;/b&gt;" in page


def test_a_program_replaces_programs_and_a_plan_a_plan(district):
    program = district.signed()
    plan = make.AnnualPlanFactory(
        parent=program,
        unit=district.unit,
        number="Số: 07/KH",
        term_from=program.term_from,
        term_to=program.term_to,
    )
    successor = district.draft(title="Chương trình tiếp theo")
    offered = district.page(district.head, "program_replaces", successor)
    assert program.title in offered
    assert plan.number not in offered
    refused = district.post(district.head, "program_replaces", successor, replaces=[plan.pk])
    assert refused.status_code == 422
    assert not successor.replaces.exists()


def test_a_day_before_the_last_approval_says_how_old_papers_are_recorded(district):
    program = district.draft()
    district.agree(program)
    answer = district.get(district.clerk, "program_signing", program, on="20/12/2015")
    assert answer.status_code == 422
    assert "ghi nhận thông qua bằng văn bản" in answer.content.decode()


def test_a_replaced_program_says_since_when(district):
    program = district.signed()
    successor = make.ProgramFactory(unit=district.unit, term_from=dt.date(2025, 3, 5))
    successor.replaces.add(program)
    page = district.page(district.clerk, "program", program)
    assert "05/03/2025" in page
    assert successor.number in page


def test_indicators_of_an_area_stand_together_wherever_they_were_chosen(district):
    areas = [Area.objects.create(code=code, label_vi=f"Lĩnh vực {code}") for code in "XY"]
    asked = [
        make.IndicatorFactory(code=code, area=area)
        for code, area in (("X1", areas[0]), ("Y1", areas[1]), ("X2", areas[0]))
    ]
    program = make.ProgramFactory(unit=district.unit, parties=[district.command], asks=asked)
    page = district.page(district.clerk, "program", program)
    assert [page.count(f"<h3>{area}</h3>") for area in areas] == [1, 1]
