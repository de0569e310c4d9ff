"""Figures as the place asks for them: a quantity in the indicator's unit, a value in đồng."""

from decimal import Decimal

from django.utils.translation import gettext as _

from coordination.figures import units
from coordination.figures.arithmetic import plain
from coordination.figures.formatting import group_digits
from coordination.figures.model import (
    EXACT_ARITHMETIC,
    QUANTITY_DECIMAL_PLACES,
    QUANTITY_MAX_DIGITS,
    VALUE_MAX_DIGITS,
    Figure,
    FigureError,
)
from coordination.figures.reading import Reading, quoted, read


def parse_quantity(text: str, unit_vi: str = "", *, has_value: bool = True) -> Figure | None:
    """The quantity that was typed, in the indicator's unit; None for an empty cell (not reported).

    A unit typed with the number must agree with `unit_vi`, or is converted to it (m to km, m² to
    ha, triệu đồng to đồng). Where the indicator has no unit, none can be typed. Beside a value
    (`has_value`) "20 triệu" is taken for money in the wrong cell; where the indicator has none, it
    can only be a quantity. Raises FigureError.
    """
    reading = read(text)
    if reading is None:
        return None
    if reading.behind and unit_vi and units.words_of(reading.behind) == units.words_of(unit_vi):
        return _checked_quantity(reading.figure.number, reading)
    if reading.per:
        raise _unit_price(reading)
    wanted = units.measure(unit_vi)
    if wanted and wanted.kind == "money":
        return _checked_quantity(_in_money_unit(reading, wanted, unit_vi), reading)
    if reading.is_money if has_value else reading.says_money:
        raise FigureError(
            _(
                "“%(text)s” is read as an amount of money. Write money under value; if so many are "
                "counted here, write the number with all its digits: 2.000.000."
            )
            % {"text": quoted(text)},
            "money",
        )
    number = reading.figure.number
    if reading.unit:
        converted = units.convert(number, typed=reading.unit, wanted=unit_vi)
        if converted is None:
            raise _foreign_unit(reading, unit_vi)
        number = converted
    return _checked_quantity(number, reading)


def parse_value(text: str) -> Figure | None:
    """The value that was typed, in đồng; None for an empty cell (not reported).

    Raises FigureError.
    """
    reading = read(text)
    if reading is None:
        return None
    if reading.per:
        raise _unit_price(reading)
    if reading.unit:
        raise FigureError(
            _(
                "“%(unit)s” is not money. Write the value in đồng, for example 120.500.000 đồng or "
                "24,5 triệu đồng."
            )
            % {"unit": quoted(reading.unit)},
            "unit",
        )
    number = plain(reading.figure.number)
    if number != number.to_integral_value():
        raise FigureError(
            _(
                "A value is counted in whole đồng, and “%(text)s” is not. If millions are meant, "
                "write for example 24,5 triệu đồng."
            )
            % {"text": quoted(text)},
            "fraction_of_dong",
        )
    if number.adjusted() >= VALUE_MAX_DIGITS:
        raise _too_large(VALUE_MAX_DIGITS)
    return Figure(number, reading.figure.qualifier)


def _checked_quantity(number: Decimal, reading: Reading) -> Figure:
    """The figure, if its number can be stored without losing a digit."""
    number = plain(number)
    if number.adjusted() >= QUANTITY_MAX_DIGITS - QUANTITY_DECIMAL_PLACES:
        raise _too_large(QUANTITY_MAX_DIGITS - QUANTITY_DECIMAL_PLACES)
    if -number.as_tuple().exponent > QUANTITY_DECIMAL_PLACES:
        raise FigureError(
            _("A quantity has at most %(places)s digits behind the comma; %(number)s has more.")
            % {"places": QUANTITY_DECIMAL_PLACES, "number": quoted(group_digits(number))},
            "too_precise",
        )
    return Figure(number, reading.figure.qualifier)


def _in_money_unit(reading: Reading, wanted: units.Measure, unit_vi: str) -> Decimal:
    """A quantity whose unit is money: "24,5 triệu đồng" is 24,5 where triệu đồng are counted."""
    if reading.unit:
        raise _foreign_unit(reading, unit_vi)
    if reading.scale == 1 and not reading.is_money:
        return reading.figure.number
    if reading.scale < wanted.one and not reading.is_money:
        raise FigureError(
            _("Say what is meant: with đồng behind it, or the number alone, in %(unit)s.")
            % {"unit": unit_vi},
            "ambiguous_scale",
        )
    return EXACT_ARITHMETIC.divide(reading.figure.number, wanted.one)


def _too_large(digits: int) -> FigureError:
    return FigureError(
        _("The number is too large: at most %(digits)s digits can be kept before the comma.")
        % {"digits": digits},
        "too_large",
    )


def _unit_price(reading: Reading) -> FigureError:
    return FigureError(
        _("This is a figure per “%(per)s”, not a total. Multiply it and write the total.")
        % {"per": quoted(reading.per)},
        "unit_price",
    )


def _foreign_unit(reading: Reading, unit_vi: str) -> FigureError:
    if not unit_vi:
        return FigureError(
            _("Nothing is counted by name here: write the number without “%(typed)s”.")
            % {"typed": quoted(reading.unit)},
            "unit",
        )
    return FigureError(
        _(
            "“%(unit)s” is counted here, and “%(typed)s” is something else. If the number is "
            "right, write it alone."
        )
        % {"typed": quoted(reading.unit), "unit": unit_vi},
        "unit",
    )
