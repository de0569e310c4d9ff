"""Template tags of the shell; available in every template without loading."""

import datetime as dt

from django import template
from django.db.models import Model
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

register = template.Library()

TONES = frozenset({"neutral", "info", "good", "warn", "bad", "accent"})


@register.simple_tag
def badge(label: str, tone: str = "neutral") -> SafeString:
    """A short state in colour; the words say the same without it.

    Tones: neutral, info, good, warn, bad, accent.
    """
    if tone not in TONES:
        raise template.TemplateSyntaxError(f"no badge tone {tone!r}; one of {sorted(TONES)}")
    return format_html('<span class="badge-soft badge-{}">{}</span>', tone, label)


@register.simple_tag
def dates(starts: dt.date | None, ends: dt.date | None) -> str:
    """From when to when, in words; an open side is left open."""
    if starts and ends:
        return f"{starts:%d/%m/%Y} – {ends:%d/%m/%Y}"
    if starts:
        return _("from %(date)s") % {"date": f"{starts:%d/%m/%Y}"}
    if ends:
        return _("until %(date)s") % {"date": f"{ends:%d/%m/%Y}"}
    return _("no dates")


@register.simple_tag
def history_url(thing: Model) -> str:
    """The address of an object's history page."""
    return reverse("history", args=[thing._meta.label_lower, thing.pk])


@register.filter
def crossing(page) -> list:
    """The page numbers to offer around a page of a paginator, None where some are left out."""
    return [
        None if number == page.paginator.ELLIPSIS else number
        for number in page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    ]


@register.filter
def if_may(value: str, may: bool) -> str:
    """The value for who may; else nothing."""
    return value if may else ""
