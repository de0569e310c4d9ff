"""How things add up: each rule of domain.md by an example."""

import datetime as dt
from decimal import Decimal

import pytest

from coordination.figures import Figure, Qualifier
from coordination.models import Succession, UnitCalendar
from coordination.periods import PeriodKind
from programs.models import Party, PartyRole, SheetState
from programs.totals import Fate, Sum, lines_of, totals
from tests.programs.factories import (
    FIRST_HALF,
    SECOND_HALF,
    AnnualPlanFactory,
    IndicatorFactory,
    OrganizationFactory,
    ProgramFactory,
    TargetFactory,
    UnitFactory,
    period_of,
    sheet,
)

pytestmark = pytest.mark.django_db

YEAR = (dt.date(2022, 1, 1), dt.date(2022, 12, 31))
EXACT, MORE, NEARLY, ABOUT = Qualifier


def fig(number, qualifier=EXACT) -> Figure:
    return Figure(Decimal(number), qualifier)


def month(number: int) -> tuple[dt.date, dt.date]:
    after = dt.date(2022 + number // 12, number % 12 + 1, 1)
    return dt.date(2022, number, 1), after - dt.timedelta(days=1)


def ask(program, days=FIRST_HALF, **kwargs):
    return totals(program, starts=days[0], ends=days[1], **kwargs)


class World:
    """Three parties, one program, one indicator of each aggregation."""

    def __init__(self):
        self.unit = UnitFactory()
        self.lead, self.women, self.youth = (
            OrganizationFactory(unit=self.unit, short_name=name)
            for name in ("Ban CHQS", "Hội LHPN", "Huyện đoàn")
        )
        self.gifts = IndicatorFactory(code="GIFTS")
        self.stock = IndicatorFactory(code="STOCK", is_stock=True)
        self.rate = IndicatorFactory(code="RATE", is_rate=True)
        self.program = ProgramFactory(
            unit=self.unit,
            parties=[self.lead, self.women, self.youth],
            asks=[self.gifts, self.stock, self.rate],
        )

    def sheet(self, organization, days=FIRST_HALF, *, kind="half_year", **kwargs):
        return sheet(self.program, organization, days, kind=kind, **kwargs)


@pytest.fixture
def world() -> World:
    return World()


def part_of(found, code, organization):
    return next(
        part for part in found[code].parts if part.participant.organization_id == organization.pk
    )


# --- Qualifiers, nothing and zero ------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second", "total"),
    [
        ("200", "45", fig(245)),
        ("trên 200", "45", fig(245, MORE)),
        ("trên 200", "hơn 45", fig(245, MORE)),
        ("gần 200", "45", fig(245, NEARLY)),
        ("trên 200", "gần 45", fig(245, ABOUT)),
        ("khoảng 200", "45", fig(245, ABOUT)),
        ("0", None, fig(0)),
        ("0", "0", fig(0)),
    ],
)
def test_quantities_add_with_their_qualifiers(world, first, second, total):
    world.sheet(world.women, GIFTS=first)
    world.sheet(world.youth, GIFTS=second)
    assert ask(world.program)["GIFTS"].sum.quantity == total


def test_nothing_and_nothing_is_nothing(world):
    world.sheet(world.women, GIFTS=(None, "20 triệu"))
    found = ask(world.program)
    assert found["GIFTS"].sum == Sum(None, fig(20_000_000))
    assert found["STOCK"].sum.is_nothing
    assert found["STOCK"].parts == ()


def test_a_program_without_sheets_has_no_totals_and_everybody_is_missing(world):
    found = ask(world.program)
    assert found.total_value is None
    assert all(total.sum.is_nothing for total in found.indicators)
    assert (found.sheets.expected, found.sheets.accepted) == (3, 0)
    assert [one.short_name for one in found.sheets.missing] == [
        "Ban CHQS",
        "Hội LHPN",
        "Huyện đoàn",
    ]


def test_only_sums_enter_the_total_value(world):
    world.sheet(world.women, GIFTS=("1", "trên 2 triệu"), STOCK=("1", "5 triệu"))
    world.sheet(world.youth, GIFTS=(None, "1 triệu"))
    found = ask(world.program)
    assert found.total_value == fig(3_000_000, MORE)
    assert [party.total_value for party in found.parties] == [
        None,
        fig(2_000_000, MORE),
        fig(1_000_000),
    ]


def test_decimals_are_exact(world):
    for organization in (world.lead, world.women, world.youth):
        world.sheet(organization, GIFTS="0,1")
    assert ask(world.program)["GIFTS"].sum.quantity == fig("0.3")


# --- Which sheets count ----------------------------------------------------------------------


@pytest.mark.parametrize("state", [SheetState.DRAFT, SheetState.RETURNED, SheetState.SUBMITTED])
def test_only_accepted_sheets_count(world, state):
    world.sheet(world.women, state=state, GIFTS="7")
    world.sheet(world.youth, GIFTS="1")
    found = ask(world.program)
    assert not found.counts_submitted
    assert found["GIFTS"].sum.quantity == fig(1)
    assert found.sheets.accepted == 1


def test_sent_sheets_count_when_asked_for(world):
    world.sheet(world.women, state=SheetState.SUBMITTED, GIFTS="7")
    world.sheet(world.youth, state=SheetState.DRAFT, GIFTS="1")
    found = ask(world.program, include_submitted=True)
    assert found.counts_submitted
    assert found["GIFTS"].sum.quantity == fig(7)
    assert [one.short_name for one in found.sheets.submitted] == ["Hội LHPN"]
    assert [one.short_name for one in found.sheets.missing] == ["Ban CHQS", "Huyện đoàn"]


def test_a_witness_does_not_report(world):
    witness = OrganizationFactory(unit=world.unit)
    Party.objects.create(program=world.program, organization=witness, role=PartyRole.WITNESS)
    world.sheet(witness, GIFTS="7")
    found = ask(world.program)
    assert found["GIFTS"].sum.is_nothing
    assert found.sheets.expected == 3


def test_another_programs_sheets_do_not_count(world):
    other = ProgramFactory(unit=world.unit, parties=[world.women], asks=[world.gifts])
    sheet(other, world.women, GIFTS="7")
    assert ask(world.program)["GIFTS"].sum.is_nothing


def test_only_whole_periods_of_the_dates_count(world):
    world.sheet(world.women, FIRST_HALF, GIFTS="7")
    assert ask(world.program, (dt.date(2022, 1, 2), FIRST_HALF[1]))["GIFTS"].sum.is_nothing
    assert ask(world.program, (FIRST_HALF[0], dt.date(2022, 6, 29)))["GIFTS"].sum.is_nothing
    assert ask(world.program, YEAR)["GIFTS"].sum.quantity == fig(7)


def test_a_period_counts_as_far_as_the_term_reaches():
    women, gifts = OrganizationFactory(), IndicatorFactory(code="GIFTS")
    term = dt.date(2020, 6, 15), dt.date(2022, 3, 31)
    program = ProgramFactory(
        unit=women.unit, term_from=term[0], term_to=term[1], parties=[women], asks=[gifts]
    )
    sheet(program, women, (dt.date(2020, 1, 1), dt.date(2020, 6, 30)), GIFTS="1")
    sheet(program, women, FIRST_HALF, GIFTS="2")
    assert ask(program, term)["GIFTS"].sum.quantity == fig(3)


# --- (b) One kind of period ------------------------------------------------------------------


def test_kinds_are_never_mixed(world):
    world.sheet(world.women, kind="half_year", GIFTS="100")
    for number in range(1, 7):
        world.sheet(world.women, month(number), kind="month", GIFTS="10")
    found = ask(world.program)
    assert found["GIFTS"].sum.quantity == fig(100)
    part = part_of(found, "GIFTS", world.women)
    assert (part.kind, part.reported_periods) == (PeriodKind.HALF_YEAR, 1)
    [difference] = part.differences
    assert (difference.kind, difference.sum.quantity) == (PeriodKind.MONTH, fig(60))


def test_each_party_falls_back_on_the_next_finer_kind(world):
    world.sheet(world.women, YEAR, kind="year", GIFTS="100")
    world.sheet(world.youth, FIRST_HALF, GIFTS="20")
    world.sheet(world.youth, (month(1)[0], month(3)[1]), kind="quarter", GIFTS="3")
    world.sheet(world.lead, month(4), kind="month", GIFTS="1")
    found = ask(world.program, YEAR)
    assert found["GIFTS"].sum.quantity == fig(121)
    kinds = [part_of(found, "GIFTS", one).kind for one in (world.women, world.youth, world.lead)]
    assert kinds == [PeriodKind.YEAR, PeriodKind.HALF_YEAR, PeriodKind.MONTH]
    assert part_of(found, "GIFTS", world.youth).has_gaps
    assert not part_of(found, "GIFTS", world.women).has_gaps


def test_the_asked_kind_goes_before_the_dates(world):
    world.sheet(world.women, YEAR, kind="year", GIFTS="100")
    world.sheet(world.women, FIRST_HALF, GIFTS="20")
    assert ask(world.program, YEAR)["GIFTS"].sum.quantity == fig(100)
    by_half = ask(world.program, YEAR, kind=PeriodKind.HALF_YEAR)
    assert by_half["GIFTS"].sum.quantity == fig(20)
    assert ask(world.program, YEAR, kind=PeriodKind.MONTH)["GIFTS"].sum.is_nothing


def test_the_kind_is_chosen_for_each_indicator(world):
    world.sheet(world.women, kind="half_year", GIFTS="100")
    world.sheet(world.women, month(2), kind="month", GIFTS="10", STOCK="5")
    found = ask(world.program)
    assert found["GIFTS"].sum.quantity == fig(100)
    assert found["STOCK"].sum.quantity == fig(5)


# --- (c) On demand ---------------------------------------------------------------------------


def test_on_demand_figures_enter_where_no_periodic_sheet_asks(world):
    march = (dt.date(2022, 3, 1), dt.date(2022, 3, 10))
    world.sheet(world.women, march, kind="on_demand", GIFTS="7")
    world.sheet(world.youth, march, kind="on_demand", GIFTS="5")
    world.sheet(world.youth, kind="half_year", GIFTS="50")
    found = ask(world.program)
    assert found["GIFTS"].sum.quantity == fig(57)
    assert part_of(found, "GIFTS", world.women).kind is PeriodKind.ON_DEMAND


def test_a_periodic_sheet_that_asks_and_was_left_empty_keeps_on_demand_figures_out(world):
    world.sheet(world.women, (dt.date(2022, 3, 1),) * 2, kind="on_demand", GIFTS="7", STOCK="1")
    world.sheet(world.women, kind="half_year", STOCK="2")
    found = ask(world.program)
    assert found["GIFTS"].sum.is_nothing
    assert found["STOCK"].sum.quantity == fig(2)


def test_on_demand_figures_enter_for_indicators_that_the_program_does_not_ask(world):
    IndicatorFactory(code="EXTRA")
    world.sheet(world.women, (dt.date(2022, 3, 1),) * 2, kind="on_demand", EXTRA="7")
    world.sheet(world.women, kind="half_year", GIFTS="2")
    assert ask(world.program)["EXTRA"].sum.quantity == fig(7)


def test_on_demand_asked_for_is_on_demand_alone(world):
    world.sheet(world.women, (dt.date(2022, 3, 1),) * 2, kind="on_demand", GIFTS="7")
    world.sheet(world.women, kind="half_year", GIFTS="50")
    found = ask(world.program, kind=PeriodKind.ON_DEMAND)
    assert found["GIFTS"].sum.quantity == fig(7)


# --- (d) Annual plans ------------------------------------------------------------------------


def test_a_plans_sheets_serve_its_program_once(world):
    plan = AnnualPlanFactory(
        parent=world.program, parties=[world.women, world.youth], asks=[world.gifts]
    )
    sheet(plan, world.women, GIFTS="10")
    world.sheet(world.women, GIFTS="99")
    world.sheet(world.youth, GIFTS="1")
    assert ask(world.program)["GIFTS"].sum.quantity == fig(11)
    assert ask(plan)["GIFTS"].sum.quantity == fig(10)
    found = ask(world.program)
    assert (found.sheets.expected, found.sheets.accepted) == (3, 2)


def test_a_plans_whole_term_is_a_year_to_its_program(world):
    plan = AnnualPlanFactory(parent=world.program, parties=[world.women], asks=[world.gifts])
    sheet(plan, world.women, YEAR, kind="term", GIFTS="10")
    term = world.program.term_from, world.program.term_to
    world.sheet(world.women, term, kind="term", GIFTS="500")
    assert ask(world.program, YEAR)["GIFTS"].sum.quantity == fig(10)
    assert ask(world.program, term)["GIFTS"].sum.quantity == fig(500)


def test_a_draft_plan_serves_nobody(world):
    plan = AnnualPlanFactory(parent=world.program, is_draft=True, parties=[world.women])
    sheet(plan, world.women, GIFTS="10")
    assert ask(world.program)["GIFTS"].sum.is_nothing


# --- (f) Done jointly ------------------------------------------------------------------------


def test_what_was_done_jointly_is_counted_by_the_one_named(world):
    joint = {"is_joint": True, "counted_by": world.women}
    world.sheet(world.women, GIFTS={"quantity": "30", "joint_with": [world.youth], **joint})
    world.sheet(world.youth, GIFTS=[{"quantity": "30", "joint_with": [world.women], **joint}, "4"])
    found = ask(world.program)
    assert found["GIFTS"].sum.quantity == fig(34)
    assert part_of(found, "GIFTS", world.youth).sum.quantity == fig(4)
    assert part_of(found, "GIFTS", world.youth).is_counted_elsewhere


# --- Stocks ----------------------------------------------------------------------------------


def test_of_a_stock_the_latest_of_each_party_counts(world):
    world.sheet(world.women, FIRST_HALF, STOCK=("10", "1 triệu"))
    world.sheet(world.women, SECOND_HALF, STOCK=("12", None))
    world.sheet(world.youth, FIRST_HALF, STOCK="trên 5")
    found = ask(world.program, YEAR)
    assert found["STOCK"].sum == Sum(fig(17, MORE), fig(1_000_000))
    assert found.total_value is None


def test_lines_of_one_sheet_add_up_in_a_stock(world):
    world.sheet(world.women, STOCK=["10", "2"])
    assert ask(world.program)["STOCK"].sum.quantity == fig(12)


def succession(before, after, on, kind="merge"):
    act = Succession.objects.create(kind=kind, on=on)
    act.organizations_before.set(before)
    act.organizations_after.set(after)


def test_a_successors_stock_takes_the_place_of_its_predecessors(world):
    world.sheet(world.women, FIRST_HALF, STOCK="10")
    world.sheet(world.youth, FIRST_HALF, STOCK="20")
    world.sheet(world.lead, SECOND_HALF, STOCK="25")
    assert ask(world.program, YEAR)["STOCK"].sum.quantity == fig(55)
    succession([world.women], [world.youth], dt.date(2022, 7, 1))
    assert ask(world.program, YEAR)["STOCK"].sum.quantity == fig(55)
    succession([world.youth], [world.lead], dt.date(2022, 8, 1))
    found = ask(world.program, YEAR)
    assert found["STOCK"].sum.quantity == fig(25)
    assert part_of(found, "STOCK", world.women).is_replaced
    assert ask(world.program, FIRST_HALF)["STOCK"].sum.quantity == fig(30)


def test_flows_of_predecessors_stay(world):
    world.sheet(world.women, FIRST_HALF, GIFTS="10")
    world.sheet(world.youth, SECOND_HALF, GIFTS="20")
    succession([world.women], [world.youth], dt.date(2022, 7, 1))
    assert ask(world.program, YEAR)["GIFTS"].sum.quantity == fig(30)


def test_who_goes_on_beside_a_new_one_keeps_its_stock(world):
    world.sheet(world.women, FIRST_HALF, STOCK="10")
    world.sheet(world.youth, SECOND_HALF, STOCK="3")
    succession([world.women], [world.women, world.youth], dt.date(2022, 7, 1), kind="split")
    assert ask(world.program, YEAR)["STOCK"].sum.quantity == fig(13)


# --- Rates -----------------------------------------------------------------------------------


def rate(numerator, denominator):
    return {"numerator": numerator, "denominator": denominator}


def test_rates_are_weighted(world):
    world.sheet(world.women, RATE=rate(1, 2))
    world.sheet(world.youth, RATE=rate(1, 4))
    found = ask(world.program)
    assert found["RATE"].sum.quantity.number.quantize(Decimal("0.01")) == Decimal("33.33")
    assert part_of(found, "RATE", world.women).sum.quantity == fig(50)


def test_a_single_bare_rate_stands_as_it_is(world):
    world.sheet(world.women, RATE="trên 98,5")
    assert ask(world.program)["RATE"].sum.quantity == fig("98.5", MORE)


@pytest.mark.parametrize("other", ["97", rate(1, 2)])
def test_several_rates_of_which_one_is_bare_are_not_computable(world, other):
    world.sheet(world.women, RATE="98")
    world.sheet(world.youth, RATE=other)
    found = ask(world.program)
    assert found["RATE"].sum == Sum(None, None, is_computable=False)
    assert not found["RATE"].sum.is_nothing
    assert part_of(found, "RATE", world.women).sum.quantity == fig(98)


# --- Targets ---------------------------------------------------------------------------------


def target(world, organization, indicator, **kwargs):
    party = Party.objects.get(program=world.program, organization=organization)
    return TargetFactory(party=party, indicator=indicator, **kwargs)


def test_a_half_year_reaches_a_share_of_the_years_target(world):
    target(world, world.women, world.gifts, quantity=200)
    target(world, world.women, world.gifts, quantity=1, year=2021)
    world.sheet(world.women, FIRST_HALF, GIFTS="trên 50")
    world.sheet(world.women, SECOND_HALF, GIFTS="100")
    [first] = ask(world.program).targets
    assert (first.reached.quantity, first.percent) == (fig(50, MORE), fig(25, MORE))
    [second] = ask(world.program, SECOND_HALF).targets
    assert (second.starts, second.ends) == YEAR
    assert (second.reached.quantity, second.percent) == (fig(150, MORE), fig(75, MORE))


def test_a_target_without_a_result_has_no_share(world):
    target(world, world.women, world.gifts)
    [found] = ask(world.program).targets
    assert (found.reached.quantity, found.percent) == (None, None)


def test_a_whole_terms_target_is_reached_over_the_term_so_far(world):
    target(world, world.women, world.gifts, quantity=1000, year=None)
    world.sheet(world.women, (dt.date(2021, 1, 1), dt.date(2021, 6, 30)), GIFTS="30")
    world.sheet(world.women, FIRST_HALF, GIFTS="50")
    world.sheet(world.women, SECOND_HALF, GIFTS="100")
    [found] = ask(world.program).targets
    assert (found.reached.quantity, found.percent) == (fig(80), fig(8))


def test_a_plans_targets_are_its_programs_targets(world):
    plan = AnnualPlanFactory(parent=world.program, parties=[world.women], asks=[world.gifts])
    TargetFactory(party=plan.parties.get(), indicator=world.gifts, quantity=50)
    target(world, world.women, world.gifts, quantity=200)
    sheet(plan, world.women, GIFTS="25")
    [found] = ask(world.program).targets
    assert found.percent == fig(50)


# --- Calendars, comparisons, sheets ----------------------------------------------------------


def test_years_follow_the_units_calendar(world):
    UnitCalendar.objects.create(unit=world.unit, year_starts_month=12, year_starts_day=15)
    first = dt.date(2021, 12, 15), dt.date(2022, 6, 14)
    target(world, world.women, world.gifts, quantity=10)
    world.sheet(world.women, first, GIFTS="5")
    world.sheet(world.women, (dt.date(2020, 12, 15), dt.date(2021, 6, 14)), GIFTS="3")
    found = ask(world.program, first, compare=True)
    assert found["GIFTS"].last_year.quantity == fig(3)
    assert found.targets[0].percent == fig(50)
    assert found.sheets.expected == 3


def test_compared_with_the_period_before_and_the_same_one_last_year(world):
    world.sheet(world.women, (dt.date(2021, 1, 1), dt.date(2021, 6, 30)), GIFTS=("3", "1 triệu"))
    world.sheet(world.women, (dt.date(2021, 7, 1), dt.date(2021, 12, 31)), GIFTS="4")
    world.sheet(world.women, FIRST_HALF, GIFTS="5")
    found = ask(world.program, compare=True)
    gifts = found["GIFTS"]
    assert [one.quantity for one in (gifts.sum, gifts.previous, gifts.last_year)] == [
        fig(5),
        fig(4),
        fig(3),
    ]
    assert found.last_year_total_value == fig(1_000_000)
    assert part_of(found, "GIFTS", world.women).previous.quantity == fig(4)


def test_sheets_of_a_year_are_counted_for_each_half(world):
    world.sheet(world.women, FIRST_HALF, GIFTS="5")
    world.sheet(world.women, SECOND_HALF, GIFTS="5")
    world.sheet(world.youth, FIRST_HALF, GIFTS="5")
    found = ask(world.program, YEAR)
    assert (found.sheets.kind, found.sheets.expected) == (PeriodKind.HALF_YEAR, 6)
    assert (found.sheets.periods, found.sheets.accepted) == (2, 3)
    assert [one.short_name for one in found.sheets.missing] == ["Ban CHQS", "Huyện đoàn"]


def test_a_party_that_came_later_is_not_expected(world):
    Party.objects.filter(program=world.program, organization=world.youth).update(
        valid_from=dt.date(2022, 7, 1)
    )
    assert ask(world.program).sheets.expected == 2
    assert ask(world.program, SECOND_HALF).sheets.expected == 3


def test_organizations_bear_the_names_of_the_last_day(world):
    name = world.women.names.get()
    name.valid_to = dt.date(2022, 6, 30)
    name.save()
    world.women.names.create(name="Hội Phụ nữ", short_name="Hội PN", valid_from=dt.date(2022, 7, 1))
    names = [
        [party.participant.short_name for party in ask(world.program, days).parties]
        for days in (FIRST_HALF, SECOND_HALF)
    ]
    assert names == [
        ["Ban CHQS", "Hội LHPN", "Huyện đoàn"],
        ["Ban CHQS", "Hội PN", "Huyện đoàn"],
    ]


# --- Parts and cost --------------------------------------------------------------------------


def test_every_line_behind_a_total_is_shown_with_what_became_of_it(world):
    joint = {"is_joint": True, "counted_by": world.women}
    world.sheet(world.women, GIFTS="10")
    world.sheet(world.women, month(1), kind="month", GIFTS="3")
    world.sheet(world.women, (dt.date(2022, 3, 1),) * 2, kind="on_demand", GIFTS="2")
    world.sheet(world.youth, GIFTS=[{"quantity": "30", **joint}, "4"])
    found = lines_of(world.program, world.gifts, starts=FIRST_HALF[0], ends=FIRST_HALF[1])
    assert [(source.line.quantity, source.fate) for source in found] == [
        (10, Fate.COUNTED),
        (3, Fate.OTHER_KIND),
        (2, Fate.ON_DEMAND),
        (30, Fate.ELSEWHERE),
        (4, Fate.COUNTED),
    ]


def test_the_number_of_queries_does_not_grow(world, django_assert_num_queries):
    period_of(world.program, *FIRST_HALF)
    with django_assert_num_queries(7):
        ask(world.program, compare=True)
    for organization in (world.lead, world.women, world.youth):
        world.sheet(organization, GIFTS="1", STOCK="2", RATE="3")
        world.sheet(organization, month(1), kind="month", GIFTS="1", STOCK="2", RATE="3")
        target(world, organization, world.gifts)
    with django_assert_num_queries(7):
        ask(world.program, YEAR, compare=True)
