"""Writing figures the Vietnamese way, for the screen and for paper.

At most two decimals, rounded half up; a dot groups thousands, a comma begins decimals; a
non-breaking space keeps a number and its unit on one line.
"""

from decimal import Decimal
from enum import StrEnum

from coordination.figures import units
from coordination.figures.arithmetic import plain, round_half_up
from coordination.figures.model import Figure, Qualifier

NBSP = "\u00a0"
_MILLION = Decimal(1_000_000)
_BILLION = Decimal(1_000_000_000)


class Style(StrEnum):
    """Where a figure is written. Paper is always Vietnamese; cells leave out unit and padding."""

    SCREEN = "screen"
    SCREEN_CELL = "screen_cell"
    PAPER = "paper"
    PAPER_CELL = "paper_cell"

    @property
    def is_cell(self) -> bool:
        return self in (Style.SCREEN_CELL, Style.PAPER_CELL)

    @property
    def is_paper(self) -> bool:
        return self in (Style.PAPER, Style.PAPER_CELL)


def format_quantity(
    figure: Figure | None, unit: str = "", *, style: Style = Style.SCREEN, empty: str = ""
) -> str:
    """Quantity with unit: "trên 445 suất"; on paper "02 nhà"; in cells "trên 445".

    `empty` is given back for "not reported".
    """
    if figure is None:
        return empty
    number = format_number(figure.number)
    if style is Style.PAPER and _is_count_below_ten(number, unit):
        number = "0" + number
    if unit and not style.is_cell:
        number += unit if unit == "%" else NBSP + unit
    return _qualified(figure.qualifier, number, style)


def format_value(
    figure: Figure | None, *, style: Style = Style.SCREEN, short: bool = False, empty: str = ""
) -> str:
    """Value: "120.500.000 đồng"; `short`: "24,5 triệu đồng", "1,45 tỷ đồng" if nothing is lost.

    In cells without "đồng" (the column's heading says it); a short one keeps its scale word.
    """
    if figure is None:
        return empty
    number, scale = _in_scale(figure.number) if short else (figure.number, "")
    words = [format_number(number), scale, "" if style.is_cell else "đồng"]
    return _qualified(figure.qualifier, NBSP.join(filter(None, words)), style)


def format_percent(figure: Figure | None, *, style: Style = Style.SCREEN, empty: str = "") -> str:
    """Share: "120,5%", "trên 100%"; in cells without the sign (the column's heading says it)."""
    return format_quantity(figure, "%", style=style, empty=empty)


def format_input(figure: Figure | None) -> str:
    """The figure as it can be typed again: every stored digit, Vietnamese words, no unit.

    A number with exactly three decimals that could be taken for thousands gets a fourth: 2,1250.
    """
    if figure is None:
        return ""
    number = group_digits(figure.number)
    whole, _, decimals = number.partition(",")
    if len(decimals) == 3 and "." not in whole and whole != "0":
        number += "0"
    return _qualified(figure.qualifier, number, Style.PAPER_CELL)


def format_number(number: Decimal) -> str:
    """The number for reading: 1.234.567,5."""
    return group_digits(round_half_up(number))


def group_digits(number: Decimal) -> str:
    """The number with all its digits, grouped: 1.234.567,8912."""
    return f"{plain(number):,f}".translate(str.maketrans(",.", ".,"))


def plain_number(number: Decimal) -> str:
    """The number for machines (JSON, CSV): "445", "120.5", never "445.0000" or "4E+2"."""
    return f"{plain(number):f}"


def _is_count_below_ten(number: str, unit: str) -> bool:
    """Whether reports write this with a zero before it: 02 nhà, but 0 nhà, 2,5 km, 5%."""
    return number in "123456789" and units.measure(unit) is None


def _in_scale(number: Decimal) -> tuple[Decimal, str]:
    """The number in the largest scale in which two decimals say it exactly, and its word."""
    for one, word in ((_BILLION, "tỷ"), (_MILLION, "triệu")):
        scaled = number / one
        if scaled >= 1 and round_half_up(scaled) * one == number:
            return scaled, word
    return number, ""


def _qualified(qualifier: Qualifier, number: str, style: Style) -> str:
    if qualifier is Qualifier.EXACT:
        return number
    return f"{qualifier.word_vi if style.is_paper else qualifier.label} {number}"
