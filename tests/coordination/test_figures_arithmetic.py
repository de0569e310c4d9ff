"""Adding figures, and measuring a result against its target."""

from decimal import Decimal
from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordination.figures import (
    QUALIFIER_BITS,
    Figure,
    Qualifier,
    add,
    combine_qualifiers,
    percent,
    qualifier_from_bits,
    round_half_up,
)

EXACT, MORE, NEARLY, ABOUT = Qualifier

QUALIFIERS = st.sampled_from(Qualifier)
FIGURES = st.builds(Figure, st.integers(0, 10**18).map(lambda n: Decimal(n).scaleb(-4)), QUALIFIERS)
PARTS = st.one_of(st.none(), FIGURES)


@pytest.mark.parametrize(
    ("parts", "total"),
    [
        ([EXACT], EXACT),
        ([EXACT, EXACT], EXACT),
        ([MORE, EXACT], MORE),
        ([MORE, MORE], MORE),
        ([NEARLY, EXACT, NEARLY], NEARLY),
        ([ABOUT, EXACT], ABOUT),
        ([MORE, NEARLY], ABOUT),
        ([MORE, ABOUT], ABOUT),
        ([NEARLY, ABOUT, EXACT], ABOUT),
        ([], EXACT),
    ],
)
def test_the_qualifier_of_a_sum(parts, total):
    assert combine_qualifiers(parts) is total


def test_nothing_and_nothing_is_nothing():
    assert add([]) is None
    assert add([None, None]) is None


def test_what_was_not_reported_does_not_count():
    assert add([None, Figure(5), None]) == Figure(5)


def test_zero_is_reported_and_counts_with_its_qualifier():
    assert add([Figure(0), None]) == Figure(0)
    assert add([Figure(0, ABOUT), Figure(5)]) == Figure(5, ABOUT)


def test_a_published_total():
    assert add([Figure(200, MORE), Figure(245)]) == Figure(445, MORE)


@given(parts=st.lists(PARTS), split=st.integers(0, 20), order=st.randoms())
def test_sums_may_be_made_in_any_order_and_in_steps(parts, split, order):
    total = add(parts)
    assert add([add(parts[:split]), add(parts[split:])]) == total
    assert reduce(lambda a, b: add([a, b]), parts, None) == total
    order.shuffle(parts)
    assert add(parts) == total


@given(numbers=st.lists(st.integers(0, 10**18), min_size=1))
def test_sums_are_exact(numbers):
    figures = [Figure(Decimal(n).scaleb(-4)) for n in numbers]
    assert add(figures).number * 10_000 == sum(numbers)


@given(parts=st.lists(QUALIFIERS))
def test_bits_give_the_same_rule_to_sql(parts):
    """A total in SQL is bit_or over the parts' bits, then the same look-up."""
    bits = 0
    for qualifier in parts:
        bits |= QUALIFIER_BITS[qualifier]
    assert qualifier_from_bits(bits) is combine_qualifiers(parts)


@pytest.mark.parametrize(
    ("result", "target", "share"),
    [
        (Figure(200, MORE), Figure(200), Figure(100, MORE)),
        (Figure(385), Figure(350), Figure(110)),
        (Figure(120_500_000), Figure(100_000_000), Figure(Decimal("120.5"))),
        (Figure(1), Figure(3), Figure(Decimal("33.33"))),
        (Figure(2), Figure(3), Figure(Decimal("66.67"))),
        (Figure(Decimal("0.25")), Figure(200), Figure(Decimal("0.13"))),  # 0,125: half up
        (Figure(0), Figure(3), Figure(0)),
        (Figure(200), Figure(100, MORE), Figure(200, NEARLY)),
        (Figure(200), Figure(100, NEARLY), Figure(200, MORE)),
        (Figure(200, MORE), Figure(100, MORE), Figure(200, ABOUT)),
        (Figure(200, MORE), Figure(100, NEARLY), Figure(200, MORE)),
        (Figure(200), Figure(100, ABOUT), Figure(200, ABOUT)),
    ],
)
def test_share_of_a_target(result, target, share):
    assert percent(result, target) == share


@pytest.mark.parametrize(
    ("result", "target"),
    [
        (None, Figure(5)),
        (Figure(5), None),
        (None, None),
        (Figure(5), Figure(0)),
        (Figure(0), Figure(0)),
    ],
)
def test_no_share_without_result_or_target(result, target):
    assert percent(result, target) is None


@given(result=FIGURES, target=FIGURES)
def test_a_share_has_two_decimals_and_is_the_nearest(result, target):
    share = percent(result, target)
    if share is None:
        assert target.number == 0
        return
    difference = share.number * target.number - result.number * 100
    assert abs(difference) * 2 <= target.number / 100
    assert share.number == round(share.number, 2)


@pytest.mark.parametrize(
    ("number", "rounded"),
    [("0.005", "0.01"), ("0.0049", "0"), ("2.675", "2.68"), ("5.0000", "5"), ("1E+3", "1000")],
)
def test_rounding(number, rounded):
    assert str(round_half_up(Decimal(number))) == rounded


@pytest.mark.parametrize("number", [1.5, True, "5", None])
def test_a_figure_is_no_float(number):
    with pytest.raises(TypeError):
        Figure(number)


@pytest.mark.parametrize("number", [-1, Decimal("-0.01"), Decimal("NaN"), Decimal("Infinity")])
def test_a_figure_is_finite_and_not_negative(number):
    with pytest.raises(ValueError, match="not negative"):
        Figure(number)


def test_a_figure_takes_its_qualifier_as_text_and_keeps_it():
    figure = Figure(Decimal("-0"), "more")
    assert figure.qualifier is MORE
    assert str(figure.number) == "0"
    assert Figure(Decimal("5.0000")) == Figure(5)
    with pytest.raises(AttributeError):
        figure.number = Decimal(1)
