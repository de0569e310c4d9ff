"""Quantities and values: read what people type, add, compare with a target, write.

This is the public door; the modules behind it are details. "Not reported" is None everywhere and is
never zero.
"""

from coordination.figures.arithmetic import (
    QUALIFIER_BITS,
    add,
    combine_qualifiers,
    percent,
    qualifier_from_bits,
    round_half_up,
)
from coordination.figures.formatting import (
    NBSP,
    Style,
    format_input,
    format_number,
    format_percent,
    format_quantity,
    format_value,
    plain_number,
)
from coordination.figures.model import (
    QUANTITY_DECIMAL_PLACES,
    QUANTITY_MAX_DIGITS,
    VALUE_DECIMAL_PLACES,
    VALUE_MAX_DIGITS,
    Figure,
    FigureError,
    Qualifier,
)
from coordination.figures.parsing import parse_quantity, parse_value
from coordination.figures.reading import MAX_TEXT_LENGTH, Reading, read
from coordination.figures.words import amount_in_words, number_in_words

__all__ = [
    "MAX_TEXT_LENGTH",
    "NBSP",
    "QUALIFIER_BITS",
    "QUANTITY_DECIMAL_PLACES",
    "QUANTITY_MAX_DIGITS",
    "VALUE_DECIMAL_PLACES",
    "VALUE_MAX_DIGITS",
    "Figure",
    "FigureError",
    "Qualifier",
    "Reading",
    "Style",
    "add",
    "amount_in_words",
    "combine_qualifiers",
    "format_input",
    "format_number",
    "format_percent",
    "format_quantity",
    "format_value",
    "number_in_words",
    "parse_quantity",
    "parse_value",
    "percent",
    "plain_number",
    "qualifier_from_bits",
    "read",
    "round_half_up",
]
