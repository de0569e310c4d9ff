"""Vietnamese text: one way of storing it, one way of comparing it without accents."""

import string
import unicodedata

# What PostgreSQL's unaccent turns into something else than "the letter without its marks", as far
# as it occurs in Vietnamese office texts. Dropping combining marks covers everything else.
_UNACCENT = str.maketrans(
    {
        "đ": "d",
        "Đ": "D",
        "ð": "d",
        "Ð": "D",
        "ß": "ss",
        "“": '"',
        "”": '"',
        "„": ",,",
        "‘": "'",
        "’": "'",
        "‚": ",",
        "«": "<<",
        "»": ">>",
        "‐": "-",
        "‑": "-",
        "‒": "-",
        "–": "-",
        "—": "-",
        "…": "...",
        "×": "*",
        "№": "No",
    }
)

# Between words, in folded text: white space, and the signs of ASCII but the underscore.
_SIGNS = frozenset(string.whitespace + "\u00a0" + string.punctuation) - {"_"}
_MOST_TYPED = 200


def nfc(text: str) -> str:
    """The text in Unicode's composed form, the only one that is stored (macOS sends the other).

    The null character, which PostgreSQL cannot store, is left out.
    """
    return unicodedata.normalize("NFC", text.replace("\0", ""))


def squeeze(text: str) -> str:
    """The text in composed form, without invisible characters, every run of white space one space.

    Non-breaking spaces are white space here: what is copied from Word or from a printed figure
    compares equal to what is typed.
    """
    if not text.isascii():
        text = "".join(c for c in nfc(text) if unicodedata.category(c) != "Cf")
    return " ".join(text.split())


def fold(text: str) -> str:
    """Lower case without accents: "Đồng Hỷ" and "ĐỒNG HỶ", typed as NFC or NFD, are "dong hy".

    Gives for Vietnamese text what the SQL function vn_fold gives, so that Python and the database
    find the same things.
    """
    decomposed = unicodedata.normalize("NFD", nfc(text))
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return nfc(bare.translate(_UNACCENT)).lower()


def is_letter(character: str) -> bool:
    """Whether it is part of a word: no space and no sign. The empty string is not."""
    return bool(character) and character not in _SIGNS


def typed_words(words: str) -> list[tuple[str, bool]]:
    """The folded words that a person typed, each with whether it is the last one.

    Of a long text its first letters are read: they find it, and a pattern of thousands is slow.
    """
    typed = fold(words)[:_MOST_TYPED].split()
    return [(word, number == len(typed)) for number, word in enumerate(typed, start=1)]


def has_words(words: str, text: str) -> bool:
    """Whether every word that a person typed is one of the text, accents or not.

    Of the last one the beginning is enough. Says what `sql.every_word` asks of the database.
    """
    folded = fold(text)
    return all(_has(word, folded, not is_last) for word, is_last in typed_words(words))


def _has(word: str, folded: str, is_whole: bool) -> bool:
    at = folded.find(word)
    while at >= 0:
        before, after = folded[:at][-1:], folded[at + len(word) :][:1]
        goes_on = is_whole and is_letter(word[-1]) and is_letter(after)
        if not goes_on and not (is_letter(word[0]) and is_letter(before)):
            return True
        at = folded.find(word, at + 1)
    return False


def person_sort_key(name: str) -> tuple[str, str]:
    """Given name, then family and middle names: ("An", "Nguyễn Văn") for "Nguyễn Văn An".

    Vietnamese lists of people are sorted by given name, which is the last word. The parts keep
    their accents: comparing them is the business of the database's Vietnamese collation.
    """
    *before, given = squeeze(name).split(" ")
    return given, " ".join(before)


def key(text: object) -> int | None:
    """The primary key that a text names, as far as a table can hold it; None for anything else."""
    digits = str(text or "")
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 19 else None


def plain_lines(text: str) -> str:
    """Text of several lines as it is stored: composed, line ends as `\\n`, no control characters.

    Browsers send CR LF, and texts from Word carry marks that no paper can print.
    """
    lines = "\n".join(nfc(text).splitlines()).replace("\t", " ").strip()
    return "".join(c for c in lines if c == "\n" or unicodedata.category(c) != "Cc")
