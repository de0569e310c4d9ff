"""The fixed wording of papers: numbers, dates, citations, numerals, spelling of tones."""

import re
import unicodedata
from datetime import date

from reports.forms.model import Form

LETTERS = "abcdđeghiklmnopqrstuvxy"
ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))

# hoà → hòa, hoè → hòe, uỷ → ủy: the tone on the first vowel of oa, oe, uy ending a syllable
TONE_MARKS = "\u0300\u0301\u0309\u0303\u0323"
TONES = {
    "old": [
        unicodedata.normalize("NFC", pair + mark)
        for pair in ("oa", "oe", "uy")
        for mark in TONE_MARKS
    ],
    "new": [
        unicodedata.normalize("NFC", pair[0] + mark) + pair[1]
        for pair in ("oa", "oe", "uy")
        for mark in TONE_MARKS
    ],
}
SYLLABLE_END = re.compile(
    r"(?<![qQ])(" + "|".join(TONES["old"] + TONES["new"]) + r")(?!\w)", re.IGNORECASE
)


def tone(text: str, style: str) -> str:
    """A fixed string with its tone marks in the old (uỷ) or the new (ủy) place.

    For the software's own strings only; what people wrote is never respelled.
    """
    other = TONES["new" if style == "old" else "old"]
    chosen = dict(zip(other, TONES[style], strict=True))

    def respell(match: re.Match[str]) -> str:
        found = match[1]
        target = chosen.get(found.lower(), found.lower())
        return "".join(
            letter.upper() if original.isupper() else letter
            for letter, original in zip(target, found, strict=True)
        )

    return SYLLABLE_END.sub(respell, text)


def padded(number: int) -> str:
    """At least two digits: 05, 12, 120."""
    return f"{number:02}"


def day_text(on: date) -> str:
    """Date of running text; days and months 1 and 2 take a zero: 05/02/2026, 05/7/2022."""
    return f"{on.day:02}/{_month(on)}/{on.year}"


def long_day_text(on: date) -> str:
    """05 tháng 7 năm 2022, with the zeros of `day_text`."""
    return f"{on.day:02} tháng {_month(on)} năm {on.year}"


def _month(on: date) -> str:
    return f"{on.month:02}" if on.month <= 2 else str(on.month)


def blank_day(year: int) -> str:
    """Room to write day and month by hand: `      tháng     năm 2026`."""
    return "\u00a0" * 6 + "tháng" + "\u00a0" * 5 + f"năm {year}"


def place_date(place: str, on: date | None, year: int) -> str:
    """Place and date of the heading; with blanks for the day and the month of an undated paper."""
    if on is None:
        return f"{place}, ngày{blank_day(year)}"
    return f"{place}, ngày {long_day_text(on)}"


def number_text(form: Form, *, number: int | None, type_code: str, symbol: str) -> str:
    """The line of number and symbol: `Số 12-BC/BDVHU`, `Số: 12/BC-BCH`; blank without a number."""
    numeral = form.number.blank if number is None else padded(number)
    return form.number.pattern.format(n=numeral, type=type_code, org=symbol)


def cite(
    form: Form,
    *,
    type_name: str,
    number: int | None,
    type_code: str,
    symbol: str,
    on: date | None,
    year: int,
    issuer: str,
    written: str = "",
) -> str:
    """How another paper names this one: `Báo cáo số 12-BC/BDVHU, ngày 05/7/2022 của …`.

    `written`: number and symbol as a signed paper has them, with its word before them.
    """
    if on is None:
        day = blank_day(year)
    else:
        day = long_day_text(on) if form.number.cite_long_date else day_text(on)
    pattern = form.number.cite
    if written:
        number_word = re.compile(r"\{n\}.*\{org\}")
        bare = re.sub(r"^số\s*:?\s*", "", written, flags=re.IGNORECASE)
        pattern = number_word.sub(lambda _: bare.replace("{", "").replace("}", ""), pattern)
    return pattern.format(
        name=type_name[:1].upper() + type_name[1:].lower(),
        n=form.number.blank if number is None else padded(number),
        type=type_code,
        org=symbol,
        day=day,
        issuer=issuer,
    )


def roman(number: int) -> str:
    """1 to 39 as a Roman numeral."""
    text = ""
    for value, numeral in ROMAN:
        while number >= value:
            text += numeral
            number -= value
    return text


def letter(number: int) -> str:
    """1 → a … 5 → đ … in the order of the Vietnamese alphabet; after the last, doubled."""
    turns, at = divmod(number - 1, len(LETTERS))
    return LETTERS[at] * (turns + 1)


def first_case(text: str, *, capital: bool) -> str:
    """The text with a capital or a small first letter; a word all in capitals keeps it."""
    if capital:
        return text[:1].upper() + text[1:]
    first = text.split(" ", 1)[0]
    if len(first) > 1 and first.isupper():
        return text
    return text[:1].lower() + text[1:]
