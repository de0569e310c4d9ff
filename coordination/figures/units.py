"""Units that people type with a figure: do they agree with what the indicator counts?

Lengths, areas, masses and volumes of the metric system and money are converted. Anything else is a
name of what is counted (suất, nhà, lượt người): it agrees, or it is something else and is refused.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from coordination.figures.model import EXACT_ARITHMETIC
from coordination.text import fold, squeeze

_METRIC_TABLE = {
    "length": {
        "0.001": "mm|mi li mét",
        "0.01": "cm|xăng ti mét",
        "0.1": "dm",
        "1": "m|mét",
        "1000": "km|ki lô mét|kilômét|kilomet|cây số",
    },
    "area": {
        "0.0001": "cm2|cm vuông",
        "1": "m2|m vuông|mét vuông",
        "10000": "ha|hecta|héc ta|héc",
        "1000000": "km2|km vuông|ki lô mét vuông|kilômét vuông",
    },
    "mass": {
        "0.001": "g|gam|gram",
        "1": "kg|ki lô gam|kilôgam|kilogam",
        "10": "yến",
        "100": "tạ",
        "1000": "tấn",
    },
    "volume": {
        "0.001": "ml|mi li lít",
        "1": "l|lít",
        "1000": "m3|m khối|mét khối",
    },
    "money": {
        "1": "đồng|đ|vnđ|vnd|₫",
        "1000": "nghìn đồng|ngàn đồng",
        "1000000": "triệu đồng|triệu|trđ",
        "1000000000": "tỷ đồng|tỉ đồng|tỷ|tỉ",
    },
    "share": {"1": "%|phần trăm"},
}

# Words that say how many are meant or begin another statement. A unit may be typed more fully than
# the catalogue has it ("nhà tình nghĩa" for "nhà"), but not with one of these behind it: the cell
# then says more than its number ("200 suất trở lên").
_NOT_IN_A_NAME = (
    *("trên", "hơn", "gần", "khoảng", "chừng", "ước", "đạt", "trở", "lên", "dưới", "xuống"),
    *("chưa", "không", "và", "với", "cho", "mỗi", "một", "trị", "giá", "là", "hoặc"),
    *("đến", "tới", "từ", "nữa", "tăng", "giảm"),
    *("nghìn", "ngàn", "triệu", "tỷ", "tỉ", "tr", "k"),
)
_MOST_WORDS_MORE = 5
# "km đường" is a length of road, but "đồng chí" are people and no money.
_STANDS_ALONE = frozenset({"money", "share"})
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_POWERS = str.maketrans({"²": "2", "³": "3"})


@dataclass(frozen=True, slots=True)
class Measure:
    """A unit to convert: `one` of it in the base unit of the kind; `of` what, if said."""

    kind: str
    one: Decimal
    of: tuple[str, ...]


@lru_cache(maxsize=1024)
def words_of(unit: str) -> tuple[str, ...]:
    """The unit as words that are equal however it is typed: case, quotes, commas, hoà or hòa."""
    text = squeeze(unit).lower().translate(_POWERS).replace("%", " % ")
    text = re.sub(r"(?<=[^\W\d_])-(?=[^\W\d_])|[,()“”\"‘’']", " ", text)
    return tuple(_canonical_tone(word) for word in text.split())


def _canonical_tone(word: str) -> str:
    """The word with its tone mark at the end, because hoà and hòa are two spellings of one word."""
    decomposed = unicodedata.normalize("NFD", word)
    tones = [c for c in decomposed if c in _TONES]
    return "".join([c for c in decomposed if c not in _TONES] + tones)


_METRIC = {
    words_of(name): (kind, Decimal(one))
    for kind, sizes in _METRIC_TABLE.items()
    for one, names in sizes.items()
    for name in names.split("|")
}
_LONGEST_METRIC = max(map(len, _METRIC))


@lru_cache(maxsize=1024)
def measure(unit: str) -> Measure | None:
    """What the unit measures, or None where it names things that are counted."""
    words = words_of(unit)
    for length in range(min(_LONGEST_METRIC, len(words)), 0, -1):
        found = _METRIC.get(words[:length])
        if found and (found[0] not in _STANDS_ALONE or length == len(words)):
            return Measure(*found, of=words[length:])
    return None


def agree(typed: str, wanted: str) -> bool:
    """Whether what was typed names what is wanted: the same, or one the beginning of the other.

    "nhà" and "nhà tình nghĩa" agree; "người" and "lượt người" do not, they count different things.
    Of a unit that lists several ("xã, phường"), each one agrees. Typed without any accent, it is
    compared without accents.
    """
    if typed.isascii():
        wanted = fold(wanted)
    typed_words = words_of(typed)
    return any(
        _one_begins_the_other(typed_words, words_of(name)) for name in [wanted, *wanted.split(",")]
    )


def _one_begins_the_other(typed: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    if not typed or not wanted:
        return False
    if len(typed) <= len(wanted):
        return wanted[: len(typed)] == typed
    return typed[: len(wanted)] == wanted and _is_rest_of_a_name(typed[len(wanted) :])


def _is_rest_of_a_name(extra: tuple[str, ...]) -> bool:
    """Whether words behind a unit only name it more fully: "tình nghĩa", not "km" or "trở lên"."""
    if len(extra) > _MOST_WORDS_MORE or _STOP_WORDS.intersection(extra):
        return False
    return not any((word,) in _METRIC for word in extra if word != _DONG) and extra[-1:] != (_DONG,)


_STOP_WORDS = frozenset(map(_canonical_tone, _NOT_IN_A_NAME))
_DONG = _canonical_tone("đồng")  # money at the end, but not in "đồng bào", "đồng đội"


def convert(number: Decimal, *, typed: str, wanted: str) -> Decimal | None:
    """The number in the wanted unit, or None where the typed unit is a different thing."""
    source, target = measure(typed), measure(wanted)
    if source is None and target is None:
        return number if agree(typed, wanted) else None
    if source is None or target is None or source.kind != target.kind:
        return None
    if source.of and target.of and not _one_begins_the_other(source.of, target.of):
        return None
    if not _is_rest_of_a_name(source.of):
        return None
    return EXACT_ARITHMETIC.divide(EXACT_ARITHMETIC.multiply(number, source.one), target.one)
