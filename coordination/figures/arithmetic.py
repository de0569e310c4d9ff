"""Adding figures, measuring them against a target. Exact; nothing plus nothing is nothing."""

from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Context, Decimal
from types import MappingProxyType

from coordination.figures.model import EXACT_ARITHMETIC, Figure, Qualifier

# The qualifier rule as data, so that SQL can follow it: bit_or the parts' bits, then look the
# result up. Exact parts do not count; only "more" parts give "more", only "nearly" parts give
# "nearly", everything else (a mixture, or any "about") gives "about".
QUALIFIER_BITS: Mapping[Qualifier, int] = MappingProxyType(
    {Qualifier.EXACT: 0, Qualifier.MORE: 1, Qualifier.NEARLY: 2, Qualifier.ABOUT: 4}
)
_BY_BITS = {bits: qualifier for qualifier, bits in QUALIFIER_BITS.items()}

# Dividing by "more than 100" gives less than dividing by 100, and the other way round.
_REVERSED = {Qualifier.MORE: Qualifier.NEARLY, Qualifier.NEARLY: Qualifier.MORE}

_HUNDREDTH = Decimal("0.01")
_WIDE = Context(prec=400, rounding=ROUND_HALF_UP)


def qualifier_from_bits(bits: int) -> Qualifier:
    """The qualifier of a sum whose parts' QUALIFIER_BITS were combined with bitwise or."""
    return _BY_BITS.get(bits, Qualifier.ABOUT)


def combine_qualifiers(qualifiers: Iterable[Qualifier]) -> Qualifier:
    """The qualifier of a sum of parts with these qualifiers; exact when there are none.

    Associative and commutative, so that totals may be added up in any order and in steps.
    """
    bits = 0
    for qualifier in qualifiers:
        bits |= QUALIFIER_BITS[qualifier]
    return qualifier_from_bits(bits)


def add(figures: Iterable[Figure | None]) -> Figure | None:
    """The sum of what was reported. Parts that are None were not reported and do not count.

    None when every part is None or there is no part: "nothing reported" is not zero. A part that is
    zero is a report and counts, with its qualifier.
    """
    reported = [figure for figure in figures if figure is not None]
    if not reported:
        return None
    number = Decimal(0)
    for figure in reported:
        number = EXACT_ARITHMETIC.add(number, figure.number)
    return Figure(number, combine_qualifiers(figure.qualifier for figure in reported))


def round_half_up(number: Decimal) -> Decimal:
    """The number with two decimals at most, halves rounded up, trailing zeros dropped."""
    return plain(number.quantize(_HUNDREDTH, context=_WIDE))


def plain(number: Decimal) -> Decimal:
    """The same number without trailing zeros and exponent, whatever column it came from."""
    if number == number.to_integral_value():
        return number.quantize(Decimal(1), context=_WIDE)
    return number.normalize(_WIDE)


def percent(result: Figure | None, target: Figure | None) -> Figure | None:
    """What share of the target was reached, in percent with two decimals at most, rounded half up.

    None where nothing was reported, where there is no target, or where the target is zero: there is
    no share of nothing. The qualifier follows the rule of sums, with the target's turned round:
    exactly 200 of "more than 100" is nearly 200 %, "more than 200" of exactly 100 is more than
    200 %, "more than 200" of "more than 100" can be either and is about 200 %.
    """
    if result is None or target is None or not target.number:
        return None
    share = _WIDE.divide(_WIDE.multiply(result.number, Decimal(100)), target.number)
    qualifier = combine_qualifiers(
        [result.qualifier, _REVERSED.get(target.qualifier, target.qualifier)]
    )
    return Figure(round_half_up(share), qualifier)
