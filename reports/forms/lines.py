"""Single printed lines with their style, broken where a cell is too narrow."""

from dataclasses import dataclass

from reports import fonts
from reports.forms.model import TextStyle


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
        lines += fonts.balanced_lines(
            line(text, style).text,
            width_mm=width,
            size=style.size,
            bold=style.bold,
            italic=style.italic,
        )
    return tuple(Line(text, style) for text in lines)


def width_mm(text: str, style: TextStyle) -> float:
    """How wide a line is printed."""
    return fonts.family().width_mm(text, size=style.size, bold=style.bold, italic=style.italic)
