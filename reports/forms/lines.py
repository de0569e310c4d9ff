"""Single printed lines with their style, broken where a cell is too narrow."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

from reports import fonts
from reports.forms.model import TextStyle

CERTAIN = 0.99  # of a width; renderers measure a little differently from the sum of the letters
GLUE = "\u00a0"  # the space inside a compound while lines are broken
# words of headings that read badly when a line ends inside them
COMPOUNDS = re.compile(
    r"\b(?:chỉ huy|quân sự|phòng thủ|khu vực|dân vận|tuyên giáo|chương trình|phối hợp|hoạt động"
    r"|thực hiện|tổ chức|chính trị - xã hội|nhân đạo|phương hướng|nhiệm vụ|kết quả|tổng hợp"
    r"|chỉ tiêu|giai đoạn|liên hiệp phụ nữ|cựu chiến binh|nông dân|mặt trận|tổ quốc|việt nam"
    r"|chữ thập đỏ|liên đoàn|lao động|thường vụ|thường trực|ủy ban|uỷ ban"
    r"|\d+ tháng (?:đầu|cuối) năm \d+"
    r"|quý [IV]+|ngày \d+/\d+/\d+|ngày \d+ tháng \d+ năm \d+|năm \d+|\d{4} - \d{4})\b",
    re.IGNORECASE,
)
# huyện Định Hóa, KHU VỰC 5: the kind of a place stays with the name
PLACES = re.compile(
    r"\b(?:tỉnh|thành phố|khu vực|huyện|quận|thị xã|thị trấn|xã|phường)(?: \w+){1,3}",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Line:
    text: str
    style: TextStyle


def line(text: str, style: TextStyle) -> Line:
    """The text in its style, in capitals where the style asks for them."""
    return Line(text.upper() if style.caps else text, style)


def fitted(texts: tuple[str, ...], style: TextStyle, width: int) -> tuple[Line, ...]:
    """Lines with their stored breaks; one that is wider than its cell (mm) is broken evenly."""
    lines: list[str] = []
    for text in texts:
        wanted = line(text, style).text
        broken = fonts.balanced_lines(
            _with_compounds(wanted),
            width_mm=width * CERTAIN,
            size=style.size,
            bold=style.bold,
            italic=style.italic,
        )
        lines += _unglued(broken, wanted)
    return tuple(Line(text, style) for text in lines)


def _unglued(broken: tuple[str, ...], wanted: str) -> Iterator[str]:
    """The lines with the spaces of the text: glued ones are spaces again, blanks stay as wide."""
    rest = iter(wanted)
    for text in broken:
        yield "".join(
            next(c for c in rest if c == letter or (letter == GLUE and c == " ")) for letter in text
        )


def _with_compounds(text: str) -> str:
    return PLACES.sub(_glued_place, COMPOUNDS.sub(_glued, text))


def _glued(match: re.Match[str]) -> str:
    return match[0].replace(" ", GLUE)


def _glued_place(match: re.Match[str]) -> str:
    kind, *rest = match[0].split(" ")
    names = list(takewhile(lambda word: word[0].isupper() or word[0].isdigit(), rest))
    return " ".join((GLUE.join((kind, *names)), *rest[len(names) :]))


def hyphenated(text: str, style: TextStyle, width: int) -> tuple[Line, ...]:
    """A number and symbol, broken only after a hyphen where it is wider than its cell (mm)."""
    lines = [""]
    for part in re.findall(r"[^-]*-|[^-]+$", text):
        if lines[-1] and width_mm(lines[-1] + part, style) > width * CERTAIN:
            lines.append("")
        lines[-1] += part
    return tuple(Line(one, style) for one in lines)


def width_mm(text: str, style: TextStyle) -> float:
    """How wide a line is printed."""
    return fonts.family().width_mm(text, size=style.size, bold=style.bold, italic=style.italic)
