"""Parties, indicators, targets and papers of a draft; the catalogue."""

import datetime as dt

import pytest
from django.urls import reverse

from coordination.models import Role
from programs.models import Area, Indicator, Program, Target
from programs.totals import totals
from tests.coordination.world import signed_in
from tests.programs import factories as make
from tests.programs.drafting import District, party_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def district():
    return District()


@pytest.fixture
def program(district):
    return district.draft()


@pytest.fixture
def admin(district):
    return signed_in(make.MembershipFactory(organization=district.board, role=Role.ADMIN))


def at(name: str, program: Program, *args) -> str:
    return reverse(name, args=[program.pk, *args])


def text(answer, status: int = 422) -> str:
    assert answer.status_code == status
    return answer.content.decode()


# --- Parties -------------------------------------------------------------------------------------


def add(district, program, organization, role="partner"):
    return district.client.post(
        at("program_party_add", program, organization.pk), {f"new-role-{organization.pk}": role}
    )


def test_organisations_are_found_without_accents_in_every_unit(district, program):
    farmers = make.OrganizationFactory(short_name="Hội Nông dân xã Đồng Hỷ", kind_id="farmers")
    page = district.client.get(at("program_parties", program)).content.decode()
    assert "Ban Dân vận huyện" in page
    assert "Đồng Hỷ" not in page
    answer = district.client.post(at("program_parties", program), {"q": "dong hy", "find": "1"})
    page = district.client.get(answer.url).content.decode()
    assert "Đồng Hỷ" in page
    add(district, program, farmers)
    assert party_of(program, farmers).role == "partner"


def test_there_are_at_most_twelve_parties(district, program):
    for _ in range(10):
        add(district, program, make.OrganizationFactory(unit=district.unit))
    answer = add(district, program, make.OrganizationFactory(unit=district.unit))
    assert "at most 12 parties" in text(answer)
    assert program.parties.count() == 12


def test_there_is_one_lead(district, program):
    assert "has one lead" in text(add(district, program, district.board, "lead"))
    roles = {f"role-{party.pk}": "lead" for party in program.parties.all()}
    page = text(district.client.post(at("program_parties", program), roles))
    assert "choose which of them leads" in page
    assert page.count('value="lead" selected') == 2  # what was chosen is shown again


def test_lead_and_partner_change_places(district, program):
    lead, partner = program.parties.all()
    roles = {f"role-{lead.pk}": "partner", f"role-{partner.pk}": "lead"}
    district.client.post(at("program_parties", program), roles)
    partner.refresh_from_db()
    assert partner.role == "lead"


def test_fewer_than_two_parties_are_told_and_not_sent(district):
    program = district.draft(parties=[district.command])
    page = district.client.get(at("program_parties", program)).content.decode()
    assert "A program needs at least two parties." in page
    district.client.post(at("program_send", program))
    program.refresh_from_db()
    assert program.state == "draft"


def test_the_order_of_the_parties_is_that_of_the_paper(district, program):
    partner = party_of(program, district.women)
    district.client.post(at("program_party_up", program, partner.pk))
    assert program.parties.first() == partner


def test_a_party_with_targets_stays_until_they_are_cleared(district, program):
    partner = party_of(program, district.women)
    target = make.TargetFactory(party=partner, indicator=make.IndicatorFactory())
    answer = district.client.post(at("program_party_remove", program, partner.pk))
    assert "clear them first" in text(answer)
    target.delete()
    district.client.post(at("program_party_remove", program, partner.pk))
    assert program.parties.count() == 1


def test_an_organisation_is_a_party_once(district, program):
    assert "already a party" in text(add(district, program, district.women))


# --- Indicators ----------------------------------------------------------------------------------


def test_indicators_are_chosen_and_the_usual_ones_offered(district, program):
    usual = make.IndicatorFactory(code="T1", typical_parties="BCHQS;PN")
    rare = make.IndicatorFactory(code="T2", typical_parties="CTD")
    page = district.client.get(at("program_indicators", program)).content.decode()
    assert "T1" in page
    district.client.post(at("program_indicators", program), {"with_usual": "1"})
    assert usual in program.indicators.all()
    assert rare not in program.indicators.all()
    posted = {"shown": [usual.pk, rare.pk], "chosen": [rare.pk]}
    district.client.post(at("program_indicators", program), posted)
    assert usual not in program.indicators.all()
    assert rare in program.indicators.all()


def test_what_a_search_does_not_show_stays_chosen(district, program):
    kept = make.IndicatorFactory(code="T1")
    program.program_indicators.create(indicator=kept)
    district.client.post(at("program_indicators", program), {"shown": [], "chosen": []})
    assert list(program.indicators.all()) == [kept]


def test_an_indicator_with_targets_stays_until_they_are_cleared(district, program):
    asked = make.IndicatorFactory(code="T1")
    program.program_indicators.create(indicator=asked)
    make.TargetFactory(party=program.parties.first(), indicator=asked)
    answer = district.client.post(at("program_indicators", program), {"shown": [asked.pk]})
    assert "Targets are set for these" in text(answer)
    assert list(program.indicators.all()) == [asked]


def own_indicator(**fields) -> dict[str, str]:
    make.IndicatorFactory()  # its area
    return {
        "area": "HP",
        "label_vi": "Ngày công",
        "unit_vi": "ngày",
        "aggregation": "sum",
    } | fields


def test_a_program_has_indicators_of_its_own(district, program):
    create = at("program_indicator_create", program)
    assert district.client.post(create, own_indicator()).status_code == 302
    made = Indicator.objects.get(program=program)
    assert made in program.indicators.all()
    elsewhere = district.client.get(at("program_indicators", district.draft())).content.decode()
    assert "Ngày công" not in elsewhere
    edit = at("program_indicator_edit", program, made.pk)
    district.client.post(edit, own_indicator(label_vi="Ngày công giúp dân"))
    made.refresh_from_db()
    assert made.label_vi == "Ngày công giúp dân"
    assert "required" in text(district.client.post(edit, own_indicator(label_vi="")))


# --- Targets -------------------------------------------------------------------------------------


@pytest.fixture
def gifts(program):
    indicator = make.IndicatorFactory(code="T1")
    program.program_indicators.create(indicator=indicator)
    return indicator


def cell(kind: str, party, indicator, typed: str, was: str = "") -> dict[str, str]:
    name = f"{kind}-{party.pk}-{indicator.pk}"
    return {name: typed, f"was-{name}": was}


def test_targets_are_typed_as_people_write_them(district, program, gifts):
    party = program.parties.first()
    posted = cell("quantity", party, gifts, "trên 200") | cell("value", party, gifts, "24,5 triệu")
    answer = district.client.post(at("program_targets", program), posted | {"nam": "2020"})
    assert answer.url.endswith("?nam=2020")
    target = Target.objects.get()
    assert (target.year, target.quantity, target.quantity_qualifier) == (2020, 200, "more")
    assert target.value == 24_500_000
    posted = cell("quantity", party, gifts, "", "trên 200") | {"nam": "2020"}
    posted |= cell("value", party, gifts, "", "24.500.000")
    district.client.post(at("program_targets", program), posted)
    assert not Target.objects.exists()


def test_a_figure_that_is_not_understood_is_kept_and_explained(district, program, gifts):
    first, second = program.parties.all()
    posted = cell("quantity", first, gifts, "1.5 tỷ") | cell("quantity", second, gifts, "50")
    page = text(district.client.post(at("program_targets", program), posted))
    assert "1.5 tỷ" in page
    assert Target.objects.get().party == second


def test_a_target_for_a_stranger_is_refused_in_a_sentence(district, program, gifts):
    stranger = district.draft().parties.first()
    posted = cell("quantity", stranger, gifts, "50")
    page = text(district.client.post(at("program_targets", program), posted))
    assert "is no lead or partner of this program" in page
    assert not Target.objects.exists()


def test_two_people_set_one_target(district, program, gifts):
    party = program.parties.first()
    make.TargetFactory(party=party, indicator=gifts, year=2020, quantity=70)
    posted = cell("quantity", party, gifts, "50", "") | {"nam": "2020"}
    page = text(district.client.post(at("program_targets", program), posted))
    assert "You typed “50”; somebody else has meanwhile written “70”." in page
    assert Target.objects.get().quantity == 70


def test_a_year_outside_the_term_takes_no_target(district, program, gifts):
    posted = cell("quantity", program.parties.first(), gifts, "50") | {"nam": "2031"}
    page = text(district.client.post(at("program_targets", program), posted), 409)
    assert "2031 is not a year of the program" in page
    assert 'value="50"' in page


@pytest.mark.parametrize("count", [1, 30])
def test_the_grid_of_targets_asks_the_same_number_of_queries(
    district, program, count, django_assert_num_queries
):
    for _ in range(count):
        program.program_indicators.create(indicator=make.IndicatorFactory())
    district.client.get(at("program_targets", program))
    with django_assert_num_queries(10):
        district.client.get(at("program_targets", program))


# --- Papers --------------------------------------------------------------------------------------


def test_a_program_can_stand_for_several_bilateral_papers(district, program):
    make_party = add(district, program, district.board)
    assert make_party.status_code == 302
    lead, women, board = program.parties.all()
    papers = at("program_papers", program)
    one = {"paper": "new", "number-new": "01/CTrPH-BCH-HPN", "party-new": [lead.pk, women.pk]}
    two = {"paper": "new", "number-new": "02/CTrPH-BCH-BDV", "party-new": [lead.pk, board.pk]}
    for paper in (one, two):
        assert district.client.post(papers, paper).status_code == 302
    assert [paper.paper_parties.count() for paper in program.papers.all()] == [2, 2]
    page = text(district.client.post(papers, one))
    assert "Another paper of this program has this number." in page
    first = program.papers.first()
    district.client.post(at("program_paper_remove", program, first.pk))
    assert program.papers.count() == 1


@pytest.mark.parametrize(
    ("number", "parties", "sentence"),
    [
        ("03/CTrPH", 1, "at least two parties"),
        ("", 2, "Give the paper its number"),
        ("x" * 121, 2, "more than 120 letters"),
    ],
)
def test_a_paper_has_a_number_and_two_parties(district, program, number, parties, sentence):
    keys = [party.pk for party in program.parties.all()][:parties]
    posted = {"paper": "new", "number-new": number, "party-new": keys}
    assert sentence in text(district.client.post(at("program_papers", program), posted))


def test_a_paper_is_signed_by_parties_of_its_program(district, program):
    stranger = district.draft().parties.first()
    keys = [program.parties.first().pk, stranger.pk]
    posted = {"paper": "new", "number-new": "01", "party-new": keys}
    page = text(district.client.post(at("program_papers", program), posted))
    assert "by parties of this program only" in page


# --- Nothing after sending -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["program_parties", "program_indicators", "program_targets", "program_papers"]
)
def test_what_was_sent_is_not_changed(district, program, name):
    Program.objects.filter(pk=program.pk).update(state="in_review", review_round=1)
    answer = district.client.post(at(name, program), {"paper": "new", "number-new": "1"})
    assert answer.status_code in (409, 422)
    assert "lies before its parties" in answer.content.decode()
    assert district.client.get(at(name, program)).status_code == 302


# --- The catalogue -------------------------------------------------------------------------------


def indicator_form(indicator: Indicator, **fields) -> dict[str, str]:
    return {
        "code": indicator.code,
        "area": indicator.area_id,
        "label_vi": indicator.label_vi,
        "unit_vi": indicator.unit_vi,
        "has_value": "on",
        "aggregation": indicator.aggregation,
        "order": "1",
        "is_offered": "on",
    } | fields


def test_everybody_reads_the_catalogue_and_the_administrator_keeps_it(district, admin):
    assert district.client.get("/chi-tieu/").status_code == 200
    assert district.client.get("/chi-tieu/moi/").status_code == 403
    new = {"code": "ZZ", "label_vi": "Lĩnh vực mới", "order": "99"}
    assert admin.post("/chi-tieu/linh-vuc/moi/", new).status_code == 302
    indicator = Indicator(code="ZZ01", area_id="ZZ", label_vi="Việc mới", unit_vi="việc")
    form = indicator_form(indicator, aggregation="sum")
    assert admin.post("/chi-tieu/moi/", form).status_code == 302
    assert "Việc mới" in admin.get("/chi-tieu/?q=viec moi").content.decode()
    assert "has this code" in text(admin.post("/chi-tieu/moi/", form))
    area = {"label_vi": "Lĩnh vực khác", "order": "98"}
    assert admin.post("/chi-tieu/linh-vuc/ZZ/", area).status_code == 302
    assert Area.objects.get(pk="ZZ").label_vi == "Lĩnh vực khác"


def test_an_indicator_in_use_keeps_its_meaning(district, admin):
    gifts = make.IndicatorFactory(code="T1")
    program = make.ProgramFactory(unit=district.unit, parties=[district.women], asks=[gifts])
    make.sheet(program, district.women, T1="5")
    address = reverse("indicator_edit", args=[gifts.pk])
    page = text(admin.post(address, indicator_form(gifts, unit_vi="hộp", label_vi="Quà Tết")))
    assert "its unit, value and way of adding up" in page
    assert "Quà Tết" in page
    gifts.refresh_from_db()
    assert gifts.unit_vi == "suất"


def test_a_new_wording_holds_from_its_day(district, admin):
    gifts = make.IndicatorFactory(code="T1", label_vi="Quà tặng")
    program = make.ProgramFactory(unit=district.unit, parties=[district.women], asks=[gifts])
    make.sheet(program, district.women, T1="5")
    address = reverse("indicator_edit", args=[gifts.pk])
    changed = indicator_form(gifts, label_vi="Suất quà trao", holds_from="01/07/2022")
    assert admin.post(address, changed).status_code == 302
    gifts.refresh_from_db()
    assert gifts.label_at(dt.date(2022, 6, 30)) == "Quà tặng"
    assert gifts.label_at(dt.date(2022, 7, 1)) == "Suất quà trao"
    for (starts, ends), label in (
        (make.FIRST_HALF, "Quà tặng"),
        (make.SECOND_HALF, "Suất quà trao"),
    ):
        found = totals(program, starts=starts, ends=ends)
        assert found["T1"].indicator.label == label
        page = district.client.get(
            reverse("totals", args=[program.pk]),
            {"tu": starts.isoformat(), "den": ends.isoformat()},
        ).content.decode()
        assert label in page
    again = indicator_form(gifts, label_vi="Quà", holds_from="01/06/2022")
    assert "The present wording holds from 01/07/2022" in text(admin.post(address, again))


def test_an_indicator_no_longer_offered_stays_where_it_is_asked(district, program, admin):
    gifts = make.IndicatorFactory(code="T1")
    program.program_indicators.create(indicator=gifts)
    form = indicator_form(gifts)
    del form["is_offered"]
    admin.post(reverse("indicator_edit", args=[gifts.pk]), form)
    here = district.client.get(at("program_indicators", program)).content.decode()
    elsewhere = district.client.get(at("program_indicators", district.draft())).content.decode()
    assert f'value="{gifts.pk}"' in here
    assert f'id="chosen-{gifts.pk}"' not in elsewhere
    assert "T1" not in [one.code for one in Indicator.objects.filter(is_offered=True)]
