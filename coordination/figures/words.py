"""Amounts of money in Vietnamese words, as they stand beside the digits on paper."""

from decimal import Decimal

_DIGITS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]
_BILLION = 1_000_000_000


def amount_in_words(amount: Decimal | int, *, southern: bool = False, even: bool = False) -> str:
    """An amount in đồng: "Một trăm hai mươi triệu năm trăm nghìn đồng" for 120500000.

    `southern` says "lẻ" where the north says "linh" (105); `even` adds "chẵn" behind đồng. A
    fraction of a đồng is read out behind "phẩy". Raises ValueError for a negative amount.
    """
    words = number_in_words(amount, southern=southern)
    return words[0].upper() + words[1:] + " đồng" + (" chẵn" if even else "")


def number_in_words(number: Decimal | int, *, southern: bool = False) -> str:
    """A number: "một nghìn không trăm linh năm" for 1005; decimals digit by digit behind "phẩy"."""
    number = Decimal(number)
    if not number.is_finite() or number < 0:
        raise ValueError(f"Only numbers from 0 upwards can be written in words, not {number}.")
    whole, _, decimals = f"{number:f}".partition(".")
    words = _whole(int(whole))
    if decimals := decimals.rstrip("0"):
        words += ["phẩy", *(_DIGITS[int(digit)] for digit in decimals)]
    return " ".join("lẻ" if southern and word == "linh" else word for word in words)


def _whole(number: int) -> list[str]:
    """Words of a whole number; "tỷ" is counted like anything else (một nghìn tỷ, một tỷ tỷ)."""
    billions, rest = divmod(number, _BILLION)
    if not billions:
        return _below_a_billion(rest, leading=True)
    words = [*_whole(billions), "tỷ"]
    return words + _below_a_billion(rest, leading=False) if rest else words


def _below_a_billion(number: int, *, leading: bool) -> list[str]:
    """Groups of three digits; behind the first group the hundreds are always read (không trăm)."""
    millions, rest = divmod(number, 1_000_000)
    thousands, ones = divmod(rest, 1_000)
    words: list[str] = []
    for group, name in ((millions, "triệu"), (thousands, "nghìn"), (ones, "")):
        if group:
            words += _group(group, full=bool(words) or not leading)
            words += [name] if name else []
    return words or [_DIGITS[0]]


def _group(group: int, *, full: bool) -> list[str]:
    """Words of 1 to 999; `full` reads the hundreds even where they are zero."""
    hundreds, rest = divmod(group, 100)
    tens, ones = divmod(rest, 10)
    words = [_DIGITS[hundreds], "trăm"] if hundreds or full else []
    if tens == 0:
        return words + (["linh"] if words and ones else []) + ([_DIGITS[ones]] if ones else [])
    words += ["mười"] if tens == 1 else [_DIGITS[tens], "mươi"]
    return words + ([_ones_after_a_ten(tens, ones)] if ones else [])


def _ones_after_a_ten(tens: int, ones: int) -> str:
    if ones == 5:
        return "lăm"
    if tens > 1:
        return {1: "mốt", 4: "tư"}.get(ones, _DIGITS[ones])
    return _DIGITS[ones]
