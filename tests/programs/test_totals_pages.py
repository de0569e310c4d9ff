"""The totals page and the lines behind each total: what is shown, to whom, at which cost."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import translation

from coordination.models import Role
from programs.models import Program, ProgramState, ReportingPeriod, SheetState
from tests.programs.factories import (
    FIRST_HALF,
    IndicatorFactory,
    MembershipFactory,
    OrganizationFactory,
    ProgramFactory,
    TargetFactory,
    UnitFactory,
    sheet,
)

pytestmark = pytest.mark.django_db

QUERY = {"tu": "2022-01-01", "den": "2022-06-30"}


@pytest.fixture(autouse=True)
def _in_english(client):
    client.cookies.load({"django_language": "en"})
    with translation.override("en"):
        yield


class Place:
    """A district with a Board, two parties, a program that both report to."""

    def __init__(self, client):
        self.client = client
        self.unit = UnitFactory()
        self.board = OrganizationFactory(unit=self.unit, is_board=True, short_name="Ban Dân vận")
        self.women = OrganizationFactory(unit=self.unit, short_name="Hội LHPN")
        self.youth = OrganizationFactory(unit=self.unit, short_name="Huyện đoàn")
        self.gifts = IndicatorFactory(code="GIFTS", label_vi="Quà tặng")
        self.visits = IndicatorFactory(code="VISITS", label_vi="Thăm hỏi")
        self.program = ProgramFactory(
            unit=self.unit, parties=[self.women, self.youth], asks=[self.gifts, self.visits]
        )

    def sign_in(self, organization, role=Role.REPORTER):
        membership = MembershipFactory(organization=organization, role=role)
        self.client.force_login(membership.user)
        return membership

    def page(self, **query):
        return self.client.get(reverse("totals", args=[self.program.pk]), QUERY | query)

    def parts(self, code="GIFTS", **query):
        return self.client.get(reverse("totals_parts", args=[self.program.pk, code]), QUERY | query)


@pytest.fixture
def place(client) -> Place:
    return Place(client)


def words(response) -> str:
    """The page's text, without tags and with single spaces."""
    from django.utils.html import strip_tags

    assert response.status_code == 200
    return " ".join(strip_tags(response.content.decode()).replace("\u00a0", " ").split())


def test_figures_with_their_qualifiers_and_who_has_not_reported(place):
    place.sign_in(place.board, Role.CLERK)
    sheet(place.program, place.women, GIFTS=("trên 200", "24,5 triệu"), VISITS="0")
    party = place.program.parties.get(organization=place.women)
    TargetFactory(party=party, indicator=place.gifts, quantity=400)
    text = words(place.page())
    assert "more than 200" in text
    assert "24.500.000" in text
    assert "more than 50%" in text
    assert "Not reported: Huyện đoàn" in text
    assert "1/2 sheets accepted" in text


def test_zero_and_not_reported_look_different(place):
    place.sign_in(place.women)
    sheet(place.program, place.women, VISITS="0")
    content = place.page().content.decode()
    assert content.count('<span class="figure figure--exact">0</span>') == 1
    assert "not reported" in content


def test_every_total_leads_to_its_lines(place):
    clerk = place.sign_in(place.board, Role.CLERK)
    sheet(place.program, place.women, by=clerk, GIFTS=("385", "120.500.000đ"))
    url = reverse("totals_parts", args=[place.program.pk, "GIFTS"])
    assert f'href="{url}?tu=2022-01-01&amp;den=2022-06-30"' in place.page().content.decode()
    response = place.parts()
    text = words(response)
    assert "“120.500.000đ”" in text
    assert f"accepted: {clerk.user.full_name}, 08:00 30/06/2022" in text
    period = ReportingPeriod.objects.get()
    assert reverse("sheet", args=[period.pk, place.women.pk]) in response.content.decode()


def test_what_was_loaded_says_so(place):
    place.sign_in(place.women)
    sheet(place.program, place.youth, GIFTS="1")
    assert "loaded from a case file" in words(place.parts())


def test_lines_left_out_say_why(place):
    place.sign_in(place.women)
    joint = {"quantity": "9", "is_joint": True, "counted_by": place.women}
    sheet(place.program, place.youth, GIFTS=joint)
    text = words(place.parts())
    assert "counted by another organisation: Hội LHPN" in text


def test_an_indicator_that_nobody_reported_has_an_empty_page(place):
    place.sign_in(place.women)
    assert "Nobody has reported this" in words(place.parts("VISITS"))


def test_without_dates_the_latest_period_that_has_begun_is_shown(place):
    place.sign_in(place.women)
    sheet(place.program, place.women, GIFTS="1")
    response = place.client.get(reverse("totals", args=[place.program.pk]))
    assert (response.context["asked"].starts, response.context["asked"].ends) == FIRST_HALF


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"tu": "31/2/2022"}, "is not a day"),
        ({"tu": "0001-01-01"}, "is not a day"),
        ({"den": "31/12/9999"}, "is not a day"),
        ({"tu": "2022-07-01"}, "The first day lies after the last"),
        ({"loai": "century"}, "Totals"),
    ],
)
def test_nonsense_in_the_address_is_answered(place, query, sentence):
    place.sign_in(place.women)
    assert sentence in words(place.page(**query))


# --- Who sees what ---------------------------------------------------------------------------


def test_sent_figures_are_counted_for_the_board_only(place):
    sheet(place.program, place.women, state=SheetState.SUBMITTED, GIFTS="7")
    place.sign_in(place.women)
    assert place.page(gom="da-gui").status_code == 403
    assert place.parts(gom="da-gui").status_code == 403
    place.sign_in(place.board, Role.CLERK)
    assert place.page().context["found"]["GIFTS"].sum.is_nothing
    assert not place.page(gom="da-gui").context["found"]["GIFTS"].sum.is_nothing
    assert "not accepted yet" in words(place.parts(gom="da-gui"))


def test_strangers_find_nothing(place):
    place.sign_in(OrganizationFactory(is_board=True), Role.CLERK)
    assert place.page().status_code == 404
    assert place.parts().status_code == 404


def test_drafts_have_no_totals(place):
    place.sign_in(place.board, Role.CLERK)
    Program.objects.update(state=ProgramState.DRAFT, signed_on=None)
    assert place.page().status_code == 404


def test_unknown_indicators_are_not_found(place):
    place.sign_in(place.women)
    assert place.parts("NOTHING").status_code == 404


# --- Cost ------------------------------------------------------------------------------------


QUERIES = 12, 18  # of the page, of the lines behind one total


def cost(place, django_assert_num_queries, page: int, parts: int) -> None:
    with django_assert_num_queries(page):
        place.page()
    with django_assert_num_queries(parts):
        place.parts()


def test_queries_do_not_grow_with_what_was_reported(place, django_assert_num_queries):
    clerk = place.sign_in(place.board, Role.CLERK)
    sheet(place.program, place.women, by=clerk, GIFTS="1")
    cost(place, django_assert_num_queries, *QUERIES)
    before = dt.date(2021, 7, 1), dt.date(2021, 12, 31)
    for days in (FIRST_HALF, before):
        sheet(place.program, place.youth, days, by=clerk, GIFTS=["1", "2"], VISITS=("3", "4"))
    TargetFactory(party=place.program.parties.get(organization=place.youth), indicator=place.gifts)
    cost(place, django_assert_num_queries, *QUERIES)
