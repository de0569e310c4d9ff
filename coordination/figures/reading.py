"""Reading figures as people write them: strict where a wrong guess would be a wrong figure.

Vietnamese notation only: a dot groups thousands, a comma begins the decimals. English notation, a
comma before exactly three digits that could be either, a price per piece where a total is asked,
a unit that is not the indicator's: all are refused with a sentence that says what to write instead.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from coordination.figures.arithmetic import combine_qualifiers, plain
from coordination.figures.model import (
    EXACT_ARITHMETIC,
    Figure,
    FigureError,
    Qualifier,
)
from coordination.text import fold, squeeze

MAX_TEXT_LENGTH = 200

_QUALIFIER_WORDS = {
    Qualifier.MORE: ["trên", "hơn", "more than", "over", ">"],
    Qualifier.NEARLY: ["gần", "ngót", "nearly", "almost"],
    Qualifier.ABOUT: [
        *["khoảng", "chừng", "khoảng chừng", "xấp xỉ", "trên dưới", "about", "~", "≈"],
        *["ước", "ước đạt", "ước tính", "ước khoảng", "ước chừng", "ước tính đạt"],
    ],
    # Words that stand before a figure in reports and say nothing about it.
    Qualifier.EXACT: ["đạt", "được", "trị giá", "exactly"],
}
_QUALIFIERS = {
    spelling: qualifier
    for qualifier, words in _QUALIFIER_WORDS.items()
    for word in words
    for spelling in (word, fold(word))
}


def _any_of(words) -> str:
    """An alternation that tries longer words first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_QUALIFIER = re.compile(rf"({_any_of(_QUALIFIERS)})(?![^\W\d_])\s*")
_WORTH = fold("trị giá")
_NUMBER = re.compile(r"\d+(?:[.,]+\d+)*(?:[.,]+$)?")
_WELL_GROUPED = re.compile(r"([1-9]\d{0,2}(?:\.\d{3})+|\d+)(?:,(\d+))?")
_COULD_BE_EITHER = re.compile(r"[1-9]\d{0,2},\d{3}")
_ENGLISH = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+")

_SCALES = {
    **dict.fromkeys(["nghìn", "ngàn", "nghin", "ngan"], Decimal(1_000)),
    **dict.fromkeys(["triệu", "trieu"], Decimal(1_000_000)),
    **dict.fromkeys(["tỷ", "tỉ", "ty"], Decimal(1_000_000_000)),
    **dict.fromkeys(["nghìn tỷ", "nghìn tỉ", "ngàn tỷ", "ngàn tỉ"], Decimal(1_000_000_000_000)),
}
_SCALE = re.compile(rf"\s*({_any_of(_SCALES)})(?![^\W\d_])\s*")
# "24,5tr", "500k", "30 trđ": only ever said of money.
_MONEY_SCALES = {"tr": Decimal(1_000_000), "k": Decimal(1_000)}
_MONEY_SCALE = re.compile(r"\s*(tr|k)\.?\s*(?=$|/|(?:đồng|đ|dong|d|vnđ|vnd|₫)(?![^\W\d_]))")
_CURRENCY = r"(?:đồng việt nam|đồng vn|vn đồng|đồng|dong|vnđ|vnd|đ|d|₫)"
_CURRENCY_BEFORE = re.compile(r"(?:vnđ|vnd|₫)\s*(?=\d)")
_CURRENCY_BEHIND = re.compile(rf"{_CURRENCY}(?=$|\s*/|\s+(?:mỗi|một|cho mỗi)\s)\s*")
_PER = re.compile(r"\s*(?:/|(?<!\w)(?:cho )?(?:mỗi|một)\s)\s*(?:(?:0?1|một|mỗi)\s*(?!\d))?")
_METRIC_POWER = re.compile(r"(?<=m)[23](?!\w)")
_NEGATIVE = re.compile(r"[-−–—‐‑]\s*\d|âm\s+\d")
_NOTHING_BUT_DASHES = re.compile(r"[-−–—‐‑_.,/x]+")
_UNIT_LIKE = re.compile(r"(?:[\w\s%$€,\-“”\"‘’'/]|\([^()]*\))*")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says, before anybody asks whether it fits the place where it was typed.

    `figure` has the scale words worked in (24,5 triệu is 24500000), `scale` is the largest of them.
    `says_money` when đồng or its like is written. `unit` is what is counted, as typed; `per` makes
    it a unit price ("500 ngàn đồng/1 suất" has the figure 500000 per "suất"); `behind` is
    everything that stood behind the number and its scale.
    """

    figure: Figure
    scale: Decimal
    says_money: bool
    unit: str
    per: str
    behind: str

    @property
    def is_money(self) -> bool:
        """Whether money is meant: said, or millions of nothing in particular ("20 triệu")."""
        return self.says_money or (self.scale >= 1_000_000 and not self.unit)


def read(text: str) -> Reading | None:
    """What the text says, whatever was asked for; None when it is empty. Raises FigureError."""
    prepared = _prepared(text)
    if not prepared:
        return None
    qualifier, rest = _take_qualifier(prepared)
    speaks_of_worth = _WORTH in fold(prepared[: len(prepared) - len(rest)])
    currency_before = _CURRENCY_BEFORE.match(rest)
    if currency_before:
        rest = rest[currency_before.end() :]
    if not _NUMBER.match(rest):
        raise _no_number(text, rest)
    number, scale, said_of_money, rest = _take_number(rest)
    behind = rest
    currency = _CURRENCY_BEHIND.match(rest)
    if currency:
        rest = rest[currency.end() :]
    unit, per = _split_per(rest)
    _refuse_second_number(text, unit + " " + per)
    if not _UNIT_LIKE.fullmatch(rest) or (rest and not re.search(r"[^\W\d_]|%", rest)):
        raise _not_understood(text)
    says_money = bool(currency or currency_before or said_of_money or speaks_of_worth)
    return Reading(Figure(plain(number), qualifier), scale, says_money, unit, per, behind)


def quoted(text: str) -> str:
    """A piece of what was typed, fit for a sentence: short, without control characters."""
    shown = "".join(c if c.isprintable() else "?" for c in squeeze(text))
    return shown if len(shown) <= 40 else shown[:39] + "…"


def _prepared(text: str) -> str:
    if len(text) > MAX_TEXT_LENGTH:
        raise FigureError(
            _("This is too long for a figure. Write one number here and the rest under notes."),
            "too_long",
        )
    rest = squeeze(text).lower()
    rest = unicodedata.normalize("NFC", rest).replace("ð", "đ")
    rest = re.sub(r"(?<=m)[²³]", lambda power: {"²": "2", "³": "3"}[power[0]], rest)
    if any(c.isnumeric() and c not in "0123456789" for c in rest):
        raise FigureError(
            _("Write the number with the digits 0 to 9, for example 1.234,5."), "digits"
        )
    return re.sub(r"(?<=[^\W\d_])\s*[.;,]+$", "", rest)


def _take_qualifier(rest: str) -> tuple[Qualifier, str]:
    """The qualifier words at the beginning. "ước đạt trên 20 triệu" is an estimate: about."""
    found: list[Qualifier] = []
    start = rest
    while match := _QUALIFIER.match(rest):
        found.append(_QUALIFIERS[match[1]])
        rest = rest[match.end() :]
    said = [qualifier for qualifier in found if qualifier is not Qualifier.EXACT]
    if len(set(said)) > 1 and said[0] is not Qualifier.ABOUT:
        raise _not_understood(start)
    return combine_qualifiers(said), rest


def _take_number(rest: str) -> tuple[Decimal, Decimal, bool, str]:
    """The number with its scale words, its largest scale, whether only money is said like this.

    Takes "1 tỷ 450 triệu" as one number: whole parts, each smaller than one of the part before.
    """
    match = _NUMBER.match(rest)
    number = _read_number(match[0])
    largest, said_of_money, rest = _take_scale(rest[match.end() :])
    total, scale = EXACT_ARITHMETIC.multiply(number, largest), largest
    while (match := _NUMBER.match(rest)) and _is_whole(number):
        smaller, abbreviated, behind = _take_scale(rest[match.end() :])
        number = _read_number(match[0])
        part = EXACT_ARITHMETIC.multiply(number, smaller)
        if smaller == 1 or part >= scale or not _is_whole(number):
            break
        total = EXACT_ARITHMETIC.add(total, part)
        scale, said_of_money, rest = smaller, said_of_money or abbreviated, behind
    return total, largest, said_of_money, rest.strip()


def _is_whole(number: Decimal) -> bool:
    return number == number.to_integral_value()


def _take_scale(rest: str) -> tuple[Decimal, bool, str]:
    if match := _SCALE.match(rest):
        return _SCALES[match[1]], False, rest[match.end() :]
    if match := _MONEY_SCALE.match(rest):
        return _MONEY_SCALES[match[1]], True, rest[match.end() :]
    return Decimal(1), False, rest


def _read_number(token: str) -> Decimal:
    """One number in Vietnamese notation, or the error that says what is wrong with it."""
    match = _WELL_GROUPED.fullmatch(token)
    if match and not _COULD_BE_EITHER.fullmatch(token):
        return Decimal(match[1].replace(".", "") + "." + (match[2] or "0"))
    if match:
        raise FigureError(
            _(
                "“%(text)s” can be read in two ways. Write %(thousands)s for thousands, or "
                "%(decimals)s for decimals."
            )
            % {
                "text": token,
                "thousands": token.replace(",", "."),
                "decimals": _with_clear_decimals(token),
            },
            "ambiguous_comma",
        )
    swapped = token.translate(str.maketrans(".,", ",."))
    if _ENGLISH.fullmatch(token) and _WELL_GROUPED.fullmatch(swapped):
        raise FigureError(
            _(
                "“%(text)s” is written the English way. A dot groups thousands and a comma begins "
                "the decimals: write %(instead)s."
            )
            % {"text": quoted(token), "instead": quoted(swapped)},
            "english_separators",
        )
    raise FigureError(
        _(
            "The dots and commas of “%(text)s” are not clear. Put a dot before every three digits "
            "and a comma before decimals: 1.234.567 or 1.234,5."
        )
        % {"text": quoted(token)},
        "grouping",
    )


def _with_clear_decimals(token: str) -> str:
    """The same decimals so that they cannot be taken for thousands: 120,500 as 120,5."""
    short = token.rstrip("0")
    return short.rstrip(",") if short != token else token + "0"


def _split_per(rest: str) -> tuple[str, str]:
    """What is counted, and per what: "suất" and "hộ" of "suất/1 hộ"."""
    match = _PER.search(rest)
    if not match:
        return rest, ""
    return rest[: match.start()].strip(), rest[match.end() :].strip() or rest[match.start() :]


def _refuse_second_number(text: str, rest: str) -> None:
    if re.search(r"\d", _METRIC_POWER.sub("", rest)):
        raise FigureError(
            _(
                "“%(text)s” holds more than one number. Write one here; group its thousands with "
                "dots (120.500.000) and put other figures into their own rows."
            )
            % {"text": quoted(text)},
            "several",
        )


def _no_number(text: str, rest: str) -> FigureError:
    if _NEGATIVE.match(rest):
        return FigureError(
            _("A figure cannot be negative. Write 0 or more, or leave it empty."), "negative"
        )
    if _NOTHING_BUT_DASHES.fullmatch(rest):
        return FigureError(
            _("Write 0 where the result is zero, and leave the cell empty where nothing is known."),
            "dash",
        )
    if not re.search(r"\d", rest):
        return FigureError(
            _(
                "“%(text)s” has no number in it. Write for example 385 or trên 200; words without "
                "a number belong under notes."
            )
            % {"text": quoted(text)},
            "no_number",
        )
    return _not_understood(text)


def _not_understood(text: str) -> FigureError:
    return FigureError(
        _(
            "“%(text)s” is not understood. Write a number, with trên, gần or khoảng before it "
            "where it is not exact: trên 200, 1.234,5, 24,5 triệu đồng."
        )
        % {"text": quoted(text)},
        "not_understood",
    )
