"""What people type into a figure's cell: what is read, what is refused and with which sentence."""

import unicodedata
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import example, given
from hypothesis import strategies as st

from coordination.figures import (
    MAX_TEXT_LENGTH,
    QUANTITY_DECIMAL_PLACES,
    QUANTITY_MAX_DIGITS,
    VALUE_MAX_DIGITS,
    Figure,
    FigureError,
    Qualifier,
    Style,
    format_input,
    format_quantity,
    format_value,
    parse_quantity,
    parse_value,
    read,
)

EXACT, MORE, NEARLY, ABOUT = Qualifier


@pytest.mark.parametrize(
    ("text", "qualifier", "number", "is_money", "unit", "per"),
    [
        ("120.500.000đ", EXACT, "120500000", True, "", ""),
        ("24,5triệu đồng", EXACT, "24500000", True, "", ""),
        ("trên 239 triệu đồng", MORE, "239000000", True, "", ""),
        ("hơn 1,45 tỷ đồng", MORE, "1450000000", True, "", ""),
        ("gần 20 tỷ đồng", NEARLY, "20000000000", True, "", ""),
        ("20 triệu", EXACT, "20000000", True, "", ""),
        ("500 ngàn đồng/1 suất", EXACT, "500000", True, "", "suất"),
        ("hơn 38 nghìn lượt người", MORE, "38000", False, "lượt người", ""),
        ("gần 24.000m", NEARLY, "24000", False, "m", ""),
        ("324,7 km", EXACT, "324.7", False, "km", ""),
        ("02 nhà tình nghĩa", EXACT, "2", False, "nhà tình nghĩa", ""),
        ("1.600 phương tiện", EXACT, "1600", False, "phương tiện", ""),
    ],
)
def test_published_figures_are_read(text, qualifier, number, is_money, unit, per):
    reading = read(text)
    assert reading.figure == Figure(Decimal(number), qualifier)
    assert (reading.is_money, reading.unit, reading.per) == (is_money, unit, per)


@pytest.mark.parametrize("text", ["", " ", "\t\n", "\u00a0", "\u200b", "\ufeff \u00ad"])
def test_an_empty_cell_is_not_reported(text):
    assert parse_quantity(text, "suất") is None
    assert parse_value(text) is None


@pytest.mark.parametrize("text", ["0", "00", "0 suất", "0,0"])
def test_zero_is_a_result(text):
    assert parse_quantity(text, "suất") == Figure(0)


@pytest.mark.parametrize(
    ("text", "unit", "number", "qualifier"),
    [
        ("385", "suất", "385", EXACT),
        ("02", "nhà", "2", EXACT),
        ("1.234", "suất", "1234", EXACT),
        ("1234", "suất", "1234", EXACT),
        ("1.234,5", "km", "1234.5", EXACT),
        ("1.234.567,89", "km", "1234567.89", EXACT),
        ("1.234,567", "km", "1234.567", EXACT),
        ("1234,567", "km", "1234.567", EXACT),
        ("0,5", "km", "0.5", EXACT),
        ("0,125", "km", "0.125", EXACT),
        ("2,1250", "km", "2.125", EXACT),
        ("120,50", "km", "120.5", EXACT),
        ("trên 200", "suất", "200", MORE),
        ("TRÊN 200", "suất", "200", MORE),
        ("Hơn 2 nghìn", "km", "2000", MORE),
        ("2 ngàn", "km", "2000", EXACT),
        ("hơn 2.000 km", "km", "2000", MORE),
        ("gần 400 cơ sở", "cơ sở", "400", NEARLY),
        ("khoảng 30", "suất", "30", ABOUT),
        ("chừng 30", "suất", "30", ABOUT),
        ("ước đạt 30", "suất", "30", ABOUT),
        ("ước 30", "suất", "30", ABOUT),
        ("xấp xỉ 30", "suất", "30", ABOUT),
        ("trên dưới 30", "suất", "30", ABOUT),
        ("ước đạt trên 30", "suất", "30", ABOUT),
        ("> 200", "suất", "200", MORE),
        ("~200", "suất", "200", ABOUT),
        ("trên200", "suất", "200", MORE),
        ("tren 200 suat", "suất", "200", MORE),
        ("đạt 200 suất", "suất", "200", EXACT),
        ("385 suất", "suất", "385", EXACT),
        ("385 suất.", "suất", "385", EXACT),
        ("385suất", "suất", "385", EXACT),
        ("385 SUẤT QUÀ", "suất", "385", EXACT),
        ("385 suất", "suất quà", "385", EXACT),
        ("02 nhà “Mái ấm tình thương”", "nhà", "2", EXACT),
        ("02 nhà đồng đội", "nhà", "2", EXACT),
        ("02 nhà (sửa chữa)", "nhà", "2", EXACT),
        ("12 xã", "xã, phường", "12", EXACT),
        ("12 phường", "xã, phường", "12", EXACT),
        ("12 xã, phường", "xã, phường", "12", EXACT),
        ("3 tin bài", "tin, bài", "3", EXACT),
        ("05 đồng chí", "đồng chí", "5", EXACT),
        ("05 khoá", "khóa", "5", EXACT),
        ("38 nghìn lượt người", "lượt người", "38000", EXACT),
        ("1,2 triệu lượt người", "lượt người", "1200000", EXACT),
        ("1 triệu 200 nghìn lượt người", "lượt người", "1200000", EXACT),
        ("98,5%", "%", "98.5", EXACT),
        ("98 phần trăm", "%", "98", EXACT),
        ("120.000 đồng", "đồng", "120000", EXACT),
        ("24,5 triệu đồng", "triệu đồng", "24.5", EXACT),
        ("24,5 triệu", "triệu đồng", "24.5", EXACT),
        ("24,5", "triệu đồng", "24.5", EXACT),
        ("1,2 tỷ", "triệu đồng", "1200", EXACT),
    ],
)
def test_quantities(text, unit, number, qualifier):
    expected = Figure(Decimal(number), qualifier)
    assert parse_quantity(text, unit) == expected
    assert parse_quantity(unicodedata.normalize("NFD", text), unit) == expected
    assert parse_quantity(text.replace(" ", "\u00a0"), unit) == expected


def test_millions_of_nothing_are_money_only_beside_a_value():
    assert parse_quantity("trên 2 triệu", "lượt người", has_value=False) == Figure(2_000_000, MORE)
    with pytest.raises(FigureError) as refused:
        parse_quantity("2 triệu đồng", "lượt người", has_value=False)
    assert refused.value.code == "money"


@pytest.mark.parametrize(
    ("text", "unit", "number"),
    [
        ("24.000m", "km", "24"),
        ("24.000 mét", "km", "24"),
        ("24.321 m", "km", "24.321"),
        ("2 km", "m", "2000"),
        ("1.500 m²", "ha", "0.15"),
        ("1.500m2", "ha", "0.15"),
        ("1.500 mét vuông", "ha", "0.15"),
        ("0,3 ha", "m²", "3000"),
        ("1,5 tấn", "kg", "1500"),
        ("3 tạ", "tấn", "0.3"),
        ("2 m³", "lít", "2000"),
        ("24.000 m đường", "km đường", "24"),
        ("24.000 m", "km đường", "24"),
        ("5 km đường", "km", "5"),
    ],
)
def test_metric_units_are_converted(text, unit, number):
    assert parse_quantity(text, unit) == Figure(Decimal(number))


@pytest.mark.parametrize(
    ("text", "number", "qualifier"),
    [
        ("120.500.000đ", "120500000", EXACT),
        ("120.500.000 đồng", "120500000", EXACT),
        ("120.500.000 đồng.", "120500000", EXACT),
        ("120.500.000", "120500000", EXACT),
        ("120500000", "120500000", EXACT),
        ("120.500.000 VND", "120500000", EXACT),
        ("120.500.000 VNĐ", "120500000", EXACT),
        ("120.500.000 ₫", "120500000", EXACT),
        ("₫120.500.000", "120500000", EXACT),
        ("120.500.000Ð", "120500000", EXACT),  # the Icelandic letter looks the same
        ("24,5triệu đồng", "24500000", EXACT),
        ("24,5 TRIỆU ĐỒNG", "24500000", EXACT),
        ("24,5 trieu dong", "24500000", EXACT),
        ("24,5 triệu", "24500000", EXACT),
        ("24,5tr", "24500000", EXACT),
        ("24,5 trđ", "24500000", EXACT),
        ("24,5 tr.đ", "24500000", EXACT),
        ("500k", "500000", EXACT),
        ("500 nghìn", "500000", EXACT),
        ("500 ngàn đồng", "500000", EXACT),
        ("trên 239 triệu đồng", "239000000", MORE),
        ("trị giá trên 239 triệu đồng", "239000000", MORE),
        ("ước đạt 20 triệu", "20000000", ABOUT),
        ("1,45 tỷ", "1450000000", EXACT),
        ("1,45 tỉ đồng", "1450000000", EXACT),
        ("1 tỷ 450 triệu đồng", "1450000000", EXACT),
        ("1 tỷ 450 triệu 500 nghìn", "1450500000", EXACT),
        ("1,2 nghìn tỷ đồng", "1200000000000", EXACT),
        ("0", "0", EXACT),
        ("999.999.999.999.999.999", "999999999999999999", EXACT),
    ],
)
def test_values(text, number, qualifier):
    expected = Figure(Decimal(number), qualifier)
    assert parse_value(text) == expected
    assert parse_value(unicodedata.normalize("NFD", text)) == expected
    assert parse_value(text.replace(" ", "\u00a0")) == expected


@pytest.mark.parametrize(
    ("text", "unit", "code"),
    [
        ("120,500,000", "suất", "english_separators"),
        ("1,234.5", "km", "english_separators"),
        ("1.5", "km", "english_separators"),
        ("0.500", "km", "english_separators"),
        ("12.34.5", "km", "grouping"),
        ("1,2,3", "km", "grouping"),
        ("1234.567", "km", "english_separators"),
        ("1.23,4", "km", "grouping"),
        ("385.", "suất", "grouping"),
        ("1..234", "suất", "grouping"),
        ("200-", "suất", "not_understood"),
        ("1,5 tỷ 200 triệu suất", "suất", "several"),
        ("12.3456", "km", "english_separators"),
        ("120,500", "km", "ambiguous_comma"),
        ("120,500 nghìn", "suất", "ambiguous_comma"),
        ("-5", "suất", "negative"),
        ("−5", "suất", "negative"),
        ("âm 5", "suất", "negative"),
        ("-", "suất", "dash"),
        ("…", "suất", "no_number"),
        ("5 người", "lượt người", "unit"),
        ("5 lượt người", "người", "unit"),
        ("5 suất", "", "unit"),
        ("5 m", "mẹ", "unit"),
        ("5 tổ", "tờ", "unit"),
        ("5 m", "m²", "unit"),
        ("5 kg", "km", "unit"),
        ("5 mét vuông", "m", "unit"),
        ("5 giờ", "km", "unit"),
        ("200 suất trở lên", "suất", "unit"),
        ("200 suất quà nghìn", "suất", "unit"),
        ("200 suất đồng", "suất", "unit"),
        ("200 suất km", "suất", "unit"),
        ("200 suất%", "suất", "unit"),
        ("1,5 m km", "km", "unit"),
        ("1,5) suất", "suất", "not_understood"),
        ("200 suất cấp phát dịp Tết cho hộ nghèo", "suất", "unit"),
        ("200 suất (ước)", "suất", "unit"),
        ("20 triệu", "suất", "money"),
        ("20 triệu đồng", "suất", "money"),
        ("24,5tr", "suất", "money"),
        ("trị giá 385", "suất", "money"),
        ("385 suất, trị giá 120.500.000 đồng", "suất", "several"),
        ("4.728 lượt tổ/15.667 lượt người", "lượt tổ", "several"),
        ("200 300", "suất", "several"),
        ("1 234", "suất", "several"),
        ("200-300", "suất", "several"),
        ("từ 200 đến 300", "suất", "not_understood"),
        ("200/350", "suất", "several"),
        ("3 suất/hộ", "suất", "unit_price"),
        ("500 ngàn đồng/1 suất", "suất", "unit_price"),
        ("hàng nghìn lượt người", "lượt người", "no_number"),
        ("không có", "suất", "no_number"),
        ("trên", "suất", "no_number"),
        ("dưới 200", "suất", "not_understood"),
        ("trên gần 200", "suất", "not_understood"),
        ("khoảng trên 200 <b>", "suất", "not_understood"),
        ("1e5", "suất", "several"),
        ("٣٨٥", "suất", "digits"),
        ("３８５", "suất", "digits"),
        ("38½", "suất", "digits"),
        ("10²", "suất", "digits"),
        ("99.999.999.999.999,99991", "km", "too_precise"),
        ("100.000.000.000.000", "km", "too_large"),
        ("9" * 150, "suất", "too_large"),
        ("9" * (MAX_TEXT_LENGTH + 1), "suất", "too_long"),
        ("24.321,55 m", "km", "too_precise"),
        ("2 nghìn 500 lượt người", "lượt người", "several"),
        ("24,5 nghìn", "triệu đồng", "ambiguous_scale"),
        ("24,5 suất", "triệu đồng", "unit"),
    ],
)
def test_refused_quantities(text, unit, code):
    with pytest.raises(FigureError) as refused:
        parse_quantity(text, unit)
    assert refused.value.code == code
    assert str(refused.value)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("120,500,000", "english_separators"),
        ("1.5 tỷ", "english_separators"),
        ("120,500 triệu", "ambiguous_comma"),
        ("120,500", "ambiguous_comma"),
        ("24,5", "fraction_of_dong"),
        ("0,0000000001 tỷ", "fraction_of_dong"),
        ("500 ngàn đồng/1 suất", "unit_price"),
        ("500.000đ/suất", "unit_price"),
        ("500.000 đồng/ suất", "unit_price"),
        ("500 nghìn mỗi suất", "unit_price"),
        ("500 nghìn đồng một suất", "unit_price"),
        ("300.000 đồng/người/tháng", "unit_price"),
        ("385 suất", "unit"),
        ("20 USD", "unit"),
        ("$20", "not_understood"),
        ("20 triệu đồng tiền mặt", "unit"),
        ("2 triệu 500", "several"),
        ("450 triệu 1 tỷ", "several"),
        ("20 triệu + 5 triệu", "several"),
        ("20 triệu đồng (5 triệu tiền mặt)", "several"),
        ("-20 triệu", "negative"),
        ("hàng trăm triệu đồng", "no_number"),
        ("1.000.000.000.000.000.000", "too_large"),
    ],
)
def test_refused_values(text, code):
    with pytest.raises(FigureError) as refused:
        parse_value(text)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("120,500,000", "120.500.000"),
        ("1.5 tỷ", "1,5"),
        ("120,500", "120.500"),
        ("24,5", "24,5 triệu đồng"),
        ("500 ngàn/suất", "the total"),
    ],
)
def test_a_refusal_says_how_to_write_it(text, advice):
    with translation.override("en"), pytest.raises(FigureError, match=advice):
        parse_value(text)


def test_both_readings_of_an_unclear_comma_are_offered_and_accepted():
    with translation.override("en"), pytest.raises(FigureError, match=r"2\.125 .* 2,1250"):
        parse_quantity("2,125", "km")
    with translation.override("en"), pytest.raises(FigureError, match=r"100\.000 .* 100 for"):
        parse_quantity("100,000", "km")
    assert parse_quantity("2.125", "km") == Figure(2125)
    assert parse_quantity("2,1250", "km") == Figure(Decimal("2.125"))


QUALIFIERS = st.sampled_from(Qualifier)
UNITS = st.sampled_from(
    [
        "suất",
        "nhà",
        "km",
        "m²",
        "lượt người",
        "xã, phường",
        "%",
        "ngày công",
        "triệu đồng",
        "đồng chí",
    ]
)
LANGUAGES = st.sampled_from(["vi", "en"])


def quantities(places: int) -> st.SearchStrategy[Figure]:
    """Every quantity that can be stored, with at most this many decimals."""
    integer_digits = QUANTITY_MAX_DIGITS - QUANTITY_DECIMAL_PLACES
    scaled = st.integers(0, 10 ** (integer_digits + places) - 1)
    decimals = st.one_of(scaled, st.integers(0, 10 ** (places + 4))).map(
        lambda n: Decimal(n).scaleb(-places)
    )
    return st.builds(Figure, decimals, QUALIFIERS)


VALUES = st.builds(
    Figure,
    st.one_of(
        st.integers(0, 10**VALUE_MAX_DIGITS - 1),
        st.builds(lambda n, e: n * 10**e, st.integers(0, 99_999), st.integers(3, 13)),
    ),
    QUALIFIERS,
)


@given(figure=quantities(places=QUANTITY_DECIMAL_PLACES), unit=UNITS)
def test_what_an_input_shows_is_read_as_what_is_stored(figure, unit):
    assert parse_quantity(format_input(figure), unit) == figure


@given(figure=quantities(places=2), unit=UNITS, style=st.sampled_from(Style), language=LANGUAGES)
def test_formatted_quantities_are_read_back(figure, unit, style, language):
    with translation.override(language):
        assert parse_quantity(format_quantity(figure, unit, style=style), unit) == figure


@given(figure=VALUES, style=st.sampled_from(Style), short=st.booleans(), language=LANGUAGES)
@example(Figure(24_500_000), Style.PAPER, True, "vi")
def test_formatted_values_are_read_back(figure, style, short, language):
    with translation.override(language):
        assert parse_value(format_value(figure, style=style, short=short)) == figure
        assert parse_value(format_input(figure)) == figure


PIECES = st.sampled_from(
    [
        *[
            "trên ",
            "gần",
            "ước đạt",
            "khoảng ",
            "đạt",
            "trị giá",
            "-",
            "−",
            "(",
            ")",
            "/",
            "+",
            "x",
        ],
        *["1", "02", "385", "1.234", "120,500", "1,5", ".", ",", "000", "9" * 40, "0,00000001"],
        *[
            " ",
            "\u00a0",
            "\n",
            "\u200b",
            "nghìn",
            "triệu",
            " tỷ",
            "tr",
            "k",
            "đ",
            " đồng",
            "₫",
            "vnd",
        ],
        *[
            "suất",
            "người",
            "lượt người",
            "m",
            "m²",
            "km",
            "ha",
            "%",
            "mỗi ",
            "một ",
            "/1 ",
            "đồng chí",
        ],
    ]
)


def attempt(parse, *arguments) -> Figure | FigureError | None:
    try:
        return parse(*arguments)
    except FigureError as error:
        return error


ANY_TEXT = st.one_of(st.text(), st.lists(PIECES, max_size=12).map("".join))


@given(text=ANY_TEXT, unit=st.one_of(UNITS, st.text(max_size=20)))
@example("\ud800 5", "suất")
@example("5\x00", "suất")
@example("9" * 60 + " tỷ 1 triệu", "suất")
@example("", "")
def test_no_text_raises_anything_but_the_documented_error(text, unit):
    for result in (attempt(parse_quantity, text, unit), attempt(parse_value, text)):
        assert result is None or isinstance(result, Figure | FigureError)
        if isinstance(result, FigureError):
            assert result.code
            assert str(result).encode(), "the sentence can be shown, whatever was typed"


@given(text=ANY_TEXT)
@example("99.999.999.999.999,9999")
@example("999.999.999.999.999.999 đồng")
def test_what_is_read_can_be_stored(text):
    quantity, value = attempt(parse_quantity, text, "suất"), attempt(parse_value, text)
    if isinstance(quantity, Figure):
        scaled = quantity.number.scaleb(QUANTITY_DECIMAL_PLACES)
        assert scaled == int(scaled) < 10**QUANTITY_MAX_DIGITS
    if isinstance(value, Figure):
        assert value.number == int(value.number) < 10**VALUE_MAX_DIGITS
