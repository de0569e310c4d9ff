"""What a figure is: a number that nobody rounds, and how sure its reporter was of it."""

from dataclasses import dataclass
from decimal import Context, Decimal, Inexact, InvalidOperation, Overflow
from enum import StrEnum

from django.utils.translation import pgettext_lazy

# Bounds of what can be stored; model fields take theirs from here.
# A quantity has up to 14 digits before the comma (numeric(18, 4)): metres counted in kilometres
# keep their millimetre, and no count of people or trees comes near the other end.
QUANTITY_MAX_DIGITS = 18
QUANTITY_DECIMAL_PLACES = 4
# A value is counted in whole đồng (numeric(18, 0)): there is no smaller coin, and a typed "24,5"
# that was meant as 24,5 triệu must not become twenty-four and a half đồng.
VALUE_MAX_DIGITS = 18
VALUE_DECIMAL_PLACES = 0

# Sums and products of stored figures are exact; should one ever not be, it raises, never rounds.
EXACT_ARITHMETIC = Context(prec=400, traps=[Inexact, InvalidOperation, Overflow])


class Qualifier(StrEnum):
    """How a number is meant: as it stands, or as people say it who have not counted to the end."""

    EXACT = "exact"
    MORE = "more"
    NEARLY = "nearly"
    ABOUT = "about"

    @property
    def label(self):
        """The name of the qualifier in the reader's language (lazy), for choices and help texts."""
        return _LABELS[self]

    @property
    def word_vi(self) -> str:
        """The word that stands before the number on paper; empty for an exact figure."""
        return _WORDS_VI[self]

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Value and label of every member, as Django's model and form fields take them."""
        return [(member.value, member.label) for member in cls]


_LABELS = {
    Qualifier.EXACT: pgettext_lazy("figure qualifier", "exactly"),
    Qualifier.MORE: pgettext_lazy("figure qualifier", "more than"),
    Qualifier.NEARLY: pgettext_lazy("figure qualifier", "nearly"),
    Qualifier.ABOUT: pgettext_lazy("figure qualifier", "about"),
}
_WORDS_VI = {
    Qualifier.EXACT: "",
    Qualifier.MORE: "trên",
    Qualifier.NEARLY: "gần",
    Qualifier.ABOUT: "khoảng",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A reported or computed number with its qualifier. "Not reported" is None, never a Figure.

    `number` is a finite Decimal ≥ 0 in the indicator's unit, or in đồng for a value. An int is
    taken too; a float is refused, because it has already lost what was typed.
    """

    number: Decimal
    qualifier: Qualifier = Qualifier.EXACT

    def __post_init__(self):
        if isinstance(self.number, bool) or not isinstance(self.number, Decimal | int):
            raise TypeError(f"A figure is a Decimal or an int, not {type(self.number).__name__}.")
        number = Decimal(self.number)
        if not number.is_finite() or number < 0:
            raise ValueError(f"A figure is finite and not negative, not {number}.")
        object.__setattr__(self, "number", number.copy_abs())
        object.__setattr__(self, "qualifier", Qualifier(self.qualifier))


class FigureError(ValueError):
    """What was typed is not a figure. Its text is a translated sentence that says how to write it.

    `code` is stable and may be relied upon (tests, imports, statistics); the sentence may change.
    """

    def __init__(self, message: str, code: str):
        super().__init__(message)
        self.message = message
        self.code = code
