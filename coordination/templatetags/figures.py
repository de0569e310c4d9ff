"""Figures in templates. "Not reported" is a dash for the eye and a word for the ear; zero is 0."""

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import pgettext

from coordination.figures import (
    Figure,
    Style,
    format_input,
    format_percent,
    format_quantity,
    format_value,
)

register = template.Library()


@register.filter
def figure(figure: Figure | None, unit: str = "") -> SafeString:
    """A quantity with its unit: {{ total.quantity|figure:indicator.unit_vi }}."""
    return _span(figure, format_quantity(figure, unit))


@register.filter
def figure_cell(figure: Figure | None) -> SafeString:
    """A quantity in a table, whose heading or row names the unit."""
    return _span(figure, format_quantity(figure, style=Style.SCREEN_CELL))


@register.filter
def value(figure: Figure | None) -> SafeString:
    """A value in full: 120.500.000 đồng."""
    return _span(figure, format_value(figure))


@register.filter
def value_short(figure: Figure | None) -> SafeString:
    """A value for reading over: 24,5 triệu đồng, in full where that would round it."""
    return _span(figure, format_value(figure, short=True))


@register.filter
def value_cell(figure: Figure | None) -> SafeString:
    """A value in a table, whose heading says đồng."""
    return _span(figure, format_value(figure, style=Style.SCREEN_CELL))


@register.filter
def percent(figure: Figure | None) -> SafeString:
    """A share: 120,5%."""
    return _span(figure, format_percent(figure))


@register.filter
def figure_input(figure: Figure | None) -> str:
    """A quantity or value as an input holds it: every digit, nothing where nothing was reported."""
    return format_input(figure)


def _span(figure: Figure | None, text: str) -> SafeString:
    """Pages hold hundreds of figures, so without format_html; units may hold any sign."""
    if not text:
        words = escape(pgettext("figure", "not reported"))
        return mark_safe(
            '<span class="figure figure--none"><span aria-hidden="true">–</span>'
            f'<span class="visually-hidden">{words}</span></span>'
        )
    return mark_safe(f'<span class="figure figure--{figure.qualifier}">{escape(text)}</span>')
