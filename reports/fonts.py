"""The one serif that papers are printed in: found, checked letter by letter, and measured.

Pango replaces a missing letter by another family without a word, so a family is taken only when
its four styles hold every Vietnamese letter. (Debian 12's package `fonts-liberation` holds version
1.07 without ơ, ư, ạ …; `fonts-liberation2` and `fonts-croscore` are complete.)
"""

import unicodedata
from dataclasses import dataclass, field
from functools import cache
from itertools import product
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from fontTools.ttLib import TTFont, TTLibError

MM_PER_POINT = 25.4 / 72

STYLES = ("Regular", "Bold", "Italic", "BoldItalic")
KNOWN_NAMES = {"Tinos": "Tinos", "LiberationSerif": "Liberation Serif"}  # of file and family

VOWELS = "aăâeêioôơuưy"
TONE_MARKS = "\u0300\u0309\u0303\u0301\u0323"  # huyền hỏi ngã sắc nặng
OTHER_MARKS = "\u0302\u0306\u031b"  # mũ, trăng, móc: for decomposed text
SIGNS = "₫đĐ–—“”‘’…½²³·•×°\u00a0"

# printed as its nearest equal where the family lacks it
SUBSTITUTES = {
    0x2010: "-",
    0x2011: "-",
    0x202F: "\u00a0",
    0x2007: "\u00a0",
    0x2009: " ",
    0x200A: " ",
    0x2060: "",
    0xF0B7: "•",  # the bullet of Word's symbol font
    0x2713: "x",
}


def vietnamese_letters() -> frozenset[str]:
    """The 134 precomposed letters of Vietnamese beyond ASCII, both cases."""
    toned = {
        unicodedata.normalize("NFC", vowel + tone)
        for vowel, tone in product(VOWELS, ("", *TONE_MARKS))
    }
    small = {letter for letter in toned | {"đ"} if not letter.isascii()}
    return frozenset(small | {letter.upper() for letter in small})


REQUIRED = frozenset(
    {chr(code) for code in range(0x20, 0x7F)}
    | vietnamese_letters()
    | set(TONE_MARKS + OTHER_MARKS + SIGNS)
)


@dataclass(frozen=True)
class Face:
    """One style of the family: which characters it has and how wide they are (in thousandths)."""

    path: Path
    characters: frozenset[int]
    widths: dict[int, float] = field(repr=False)


@dataclass(frozen=True)
class Family:
    """Four styles of one family."""

    name: str
    regular: Face
    bold: Face
    italic: Face
    bold_italic: Face

    @property
    def faces(self) -> tuple[Face, Face, Face, Face]:
        return self.regular, self.bold, self.italic, self.bold_italic

    def face(self, *, bold: bool, italic: bool) -> Face:
        return self.faces[bold + 2 * italic]

    def width_mm(self, text: str, *, size: int, bold: bool = False, italic: bool = False) -> float:
        """Width of a line of text in millimetres at a size in points, kerning left aside."""
        widths = self.face(bold=bold, italic=italic).widths
        units = sum(widths.get(ord(char), 500) for char in text)
        return units / 1000 * size * MM_PER_POINT

    def missing(self, text: str, *, bold: bool = False, italic: bool = False) -> str:
        """The first character of the text which this family cannot print, or nothing."""
        characters = self.face(bold=bold, italic=italic).characters
        return next((char for char in text if ord(char) not in characters), "")


@cache
def family() -> Family:
    """The family to print with, read once per process.

    Looks through the folders of the setting PAPER_FONT_DIRS. Raises ImproperlyConfigured, saying
    what was looked at and what is missing.
    """
    return find_family(tuple(settings.PAPER_FONT_DIRS))


def find_family(folders: tuple[str, ...]) -> Family:
    """The first complete family in the folders. Raises ImproperlyConfigured."""
    faults = []
    for folder, name in product(folders, KNOWN_NAMES):
        paths = [Path(folder) / f"{name}-{style}.ttf" for style in STYLES]
        if not all(path.is_file() for path in paths):
            continue
        faces = [_read(path) for path in paths]
        lacking = _lacking(faces)
        if not lacking:
            return Family(KNOWN_NAMES[name], *faces)
        faults.append(f"{folder}/{name}: {lacking}")
    looked = "; ".join(faults) or "no four files Tinos-*.ttf or LiberationSerif-*.ttf"
    raise ImproperlyConfigured(
        f"No complete Vietnamese serif in {', '.join(folders)} ({looked}). Install the package "
        "fonts-croscore or fonts-liberation2, or name its folder in PAPER_FONT_DIRS."
    )


def _read(path: Path) -> Face:
    try:
        with path.open("rb") as file, TTFont(file, lazy=True) as font:
            cmap = font.getBestCmap() or {}
            metrics = font["hmtx"].metrics
            scale = 1000 / font["head"].unitsPerEm
            widths = {code: metrics[glyph][0] * scale for code, glyph in cmap.items()}
    except (TTLibError, KeyError) as error:
        raise ImproperlyConfigured(f"{path} is not a readable font: {error}") from error
    return Face(path=path, characters=frozenset(cmap), widths=widths)


def _lacking(faces: list[Face]) -> str:
    """A sentence on what the styles lack, or nothing."""
    for style, face in zip(STYLES, faces, strict=True):
        lacking = sorted(char for char in REQUIRED if ord(char) not in face.characters)
        if lacking:
            return f"{style} lacks {len(lacking)} characters ({' '.join(lacking[:8])} …)"
    return ""


def printable(text: str) -> str:
    """The text with the characters replaced for which every family's equal is known."""
    return text.translate(SUBSTITUTES)


def balanced_lines(
    text: str, *, width_mm: float, size: int, bold: bool = False, italic: bool = False
) -> tuple[str, ...]:
    """Break a line that does not fit into as few lines of about equal length as will do.

    Vietnamese breaks between any two words; equal lengths keep a single word from standing alone.
    Only a word wider than the line is broken inside.
    """
    measure = {"size": size, "bold": bold, "italic": italic}
    total = family().width_mm(text, **measure)
    if total <= width_mm:
        return (text,)
    words = [part for word in text.split(" ") for part in _cut(word, width_mm, measure)]
    count = int(total // width_mm) + 1
    while count < len(words):
        lines = _fill(words, width=total / count, measure=measure)
        fits = all(family().width_mm(line, **measure) <= width_mm for line in lines)
        if fits and len(lines) <= count:
            return tuple(lines)
        count += 1
    return tuple(_fill(words, width=width_mm, measure=measure, strict=True))


def _cut(word: str, width: float, measure: dict[str, int | bool]) -> list[str]:
    """The word in pieces that fit; itself where it fits."""
    pieces = [""]
    for char in word:
        if family().width_mm(pieces[-1] + char, **measure) > width and pieces[-1]:
            pieces.append("")
        pieces[-1] += char
    return pieces


def _fill(
    words: list[str], *, width: float, measure: dict[str, int | bool], strict: bool = False
) -> list[str]:
    """Fill lines up to a width; unless strict, a word goes over the edge when that is nearer."""
    lines = [words[0]]
    for word in words[1:]:
        longer = f"{lines[-1]} {word}"
        over = family().width_mm(longer, **measure) - width
        slack = 0 if strict else family().width_mm(word, **measure) / 2
        if over <= slack:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
