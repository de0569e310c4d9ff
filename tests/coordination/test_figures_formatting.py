"""Figures as they are printed, shown and written out in words."""

from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from coordination.figures import (
    Figure,
    Qualifier,
    Style,
    amount_in_words,
    format_input,
    format_percent,
    format_quantity,
    format_value,
    number_in_words,
    plain_number,
)

EXACT, MORE, NEARLY, ABOUT = Qualifier


def figure(number: str, qualifier: Qualifier = EXACT) -> Figure:
    return Figure(Decimal(number), qualifier)


@pytest.mark.parametrize(
    ("shown", "unit", "text"),
    [
        (figure("2"), "nhà", "02\u00a0nhà"),
        (figure("1"), "mô hình", "01\u00a0mô hình"),
        (figure("10"), "nhà", "10\u00a0nhà"),
        (figure("0"), "nhà", "0\u00a0nhà"),
        (figure("2.5"), "km", "2,5\u00a0km"),
        (figure("2"), "km", "2\u00a0km"),
        (figure("5"), "%", "5%"),
        (figure("445", MORE), "suất", "trên 445\u00a0suất"),
        (figure("400", NEARLY), "cơ sở", "gần 400\u00a0cơ sở"),
        (figure("8", ABOUT), "nhà", "khoảng 08\u00a0nhà"),
        (figure("1234567.5000"), "km", "1.234.567,5\u00a0km"),
        (figure("324.705"), "km", "324,71\u00a0km"),
        (figure("2000"), "", "2.000"),
        (None, "nhà", ""),
    ],
)
def test_quantities_on_paper(shown, unit, text):
    assert format_quantity(shown, unit, style=Style.PAPER) == text


@pytest.mark.parametrize(
    ("shown", "text"),
    [(figure("2"), "2"), (figure("445", MORE), "trên 445"), (figure("0"), "0"), (None, "–")],
)
def test_quantities_in_a_printed_table(shown, text):
    assert format_quantity(shown, "suất", style=Style.PAPER_CELL, empty="–") == text


@pytest.mark.parametrize(
    ("number", "full", "short"),
    [
        ("120500000", "120.500.000 đồng", "120,5 triệu đồng"),
        ("24500000", "24.500.000 đồng", "24,5 triệu đồng"),
        ("1450000000", "1.450.000.000 đồng", "1,45 tỷ đồng"),
        ("1455000000", "1.455.000.000 đồng", "1.455 triệu đồng"),
        ("1455500500", "1.455.500.500 đồng", "1.455.500.500 đồng"),
        ("500000", "500.000 đồng", "500.000 đồng"),
        ("0", "0 đồng", "0 đồng"),
        ("1200000000000", "1.200.000.000.000 đồng", "1.200 tỷ đồng"),
    ],
)
def test_values_in_full_and_short(number, full, short):
    paper = {"style": Style.PAPER}
    assert format_value(figure(number), **paper) == full.replace(" ", "\u00a0")
    assert format_value(figure(number), short=True, **paper) == short.replace(" ", "\u00a0")


def test_values_in_a_printed_table():
    cell = {"style": Style.PAPER_CELL}
    assert format_value(figure("239000000", MORE), **cell) == "trên 239.000.000"
    assert format_value(figure("239000000", MORE), short=True, **cell) == "trên 239\u00a0triệu"
    assert format_value(None, empty="…", **cell) == "…"


def test_the_screen_speaks_the_readers_language():
    with translation.override("en"):
        assert format_quantity(figure("445", MORE), "gifts") == "more than 445\u00a0gifts"
        assert format_quantity(figure("2"), "houses") == "2\u00a0houses"
        assert format_value(figure("20000000", ABOUT)) == "about 20.000.000\u00a0đồng"
        assert format_percent(figure("99.5", NEARLY)) == "nearly 99,5%"
        assert str(Qualifier.EXACT.label) == "exactly"


def test_an_input_holds_every_digit():
    assert format_input(figure("24.3215", MORE)) == "trên 24,3215"
    assert format_input(figure("2.125")) == "2,1250"
    assert format_input(figure("0.125")) == "0,125"
    assert format_input(figure("1234.567")) == "1.234,567"
    assert format_input(figure("120500000")) == "120.500.000"
    assert format_input(None) == ""


@pytest.mark.parametrize(
    ("number", "text"), [("445.0000", "445"), ("4E+2", "400"), ("120.50", "120.5"), ("0.0", "0")]
)
def test_numbers_for_machines(number, text):
    assert plain_number(Decimal(number)) == text


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "Không đồng"),
        (5, "Năm đồng"),
        (10, "Mười đồng"),
        (11, "Mười một đồng"),
        (14, "Mười bốn đồng"),
        (15, "Mười lăm đồng"),
        (20, "Hai mươi đồng"),
        (21, "Hai mươi mốt đồng"),
        (24, "Hai mươi tư đồng"),
        (55, "Năm mươi lăm đồng"),
        (100, "Một trăm đồng"),
        (105, "Một trăm linh năm đồng"),
        (110, "Một trăm mười đồng"),
        (1_000, "Một nghìn đồng"),
        (1_005, "Một nghìn không trăm linh năm đồng"),
        (1_050, "Một nghìn không trăm năm mươi đồng"),
        (1_001_001, "Một triệu không trăm linh một nghìn không trăm linh một đồng"),
        (12_600_000, "Mười hai triệu sáu trăm nghìn đồng"),
        (120_500_000, "Một trăm hai mươi triệu năm trăm nghìn đồng"),
        (20_000_000_005, "Hai mươi tỷ không trăm linh năm đồng"),
        (1_000_000_000_000, "Một nghìn tỷ đồng"),
        (1_000_000_005_000, "Một nghìn tỷ không trăm linh năm nghìn đồng"),
        (10**18, "Một tỷ tỷ đồng"),
        (10**18 + 5 * 10**9, "Một tỷ không trăm linh năm tỷ đồng"),
        (Decimal("120500000.0000"), "Một trăm hai mươi triệu năm trăm nghìn đồng"),
        (Decimal("100.05"), "Một trăm phẩy không năm đồng"),
    ],
)
def test_amounts_in_words(amount, words):
    assert amount_in_words(amount) == words


def test_amounts_in_words_as_the_south_says_them_and_as_even():
    assert amount_in_words(105, southern=True) == "Một trăm lẻ năm đồng"
    assert amount_in_words(12_600_000, even=True) == "Mười hai triệu sáu trăm nghìn đồng chẵn"


@pytest.mark.parametrize("amount", [-1, Decimal("NaN"), Decimal("Infinity")])
def test_no_words_for_what_is_no_amount(amount):
    with pytest.raises(ValueError, match="upwards"):
        amount_in_words(amount)


_DIGITS = dict(
    zip("không một hai ba bốn năm sáu bảy tám chín".split(), range(10), strict=True)  # noqa: SIM905
) | {"mốt": 1, "tư": 4, "lăm": 5}


def spoken(words: str) -> int:
    """The number that a listener understands: groups of hundreds, tens, ones, then their scale."""
    total = below_a_billion = group = 0
    digit = None
    for word in words.split():
        if word in _DIGITS:
            group += digit or 0
            digit = _DIGITS[word]
        elif word == "trăm":
            group, digit = digit * 100, None
        elif word == "mươi":
            group, digit = group + digit * 10, None
        elif word == "mười":
            group += 10
        elif word in ("nghìn", "triệu"):
            scale = {"nghìn": 1_000, "triệu": 1_000_000}[word]
            below_a_billion, group, digit = (
                below_a_billion + (group + (digit or 0)) * scale,
                0,
                None,
            )
        elif word == "tỷ":
            total = (total + below_a_billion + group + (digit or 0)) * 1_000_000_000
            below_a_billion, group, digit = 0, 0, None
        else:
            assert word == "linh", word
    return total + below_a_billion + group + (digit or 0)


@given(number=st.one_of(st.integers(0, 2_000_000), st.integers(0, 10**18)))
def test_words_say_the_number(number):
    assert spoken(number_in_words(number)) == number
