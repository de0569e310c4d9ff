"""Vietnamese text: one way of storing it, one way of comparing it without accents."""

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


def person_sort_key(name: str) -> tuple[str, str]:
    """Given name, then family and middle names: ("An", "Nguyễn Văn") for "Nguyễn Văn An".

    Vietnamese lists of people are sorted by given name, which is the last word. The parts keep
    their accents: comparing them is the business of the database's Vietnamese collation.
    """
    *before, given = squeeze(name).split(" ")
    return given, " ".join(before)


def plain_lines(text: str) -> str:
    """Text of several lines as it is stored: composed, line ends as `\\n`, no control characters.

    Browsers send CR LF, and texts from Word carry marks that no paper can print.
    """
    lines = "\n".join(nfc(text).splitlines()).replace("\t", " ").strip()
    return "".join(c for c in lines if c == "\n" or unicodedata.category(c) != "Cc")
