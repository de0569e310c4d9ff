"""Cells and rows of targets: in Python, as those of the results; there are hundreds."""

from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from coordination.templatetags.figures import figure, value
from programs.entry import Cell
from programs.models import Target
from programs.target_grid import TargetCell

register = template.Library()

_CELL = (
    '<input type="hidden" name="was-{name}" value="{stored}">'
    '<input class="form-control{invalid}" id="{name}" name="{name}" value="{text}"'
    ' autocomplete="off" spellcheck="false" maxlength="120" aria-label="{label}"'
    ' placeholder="{hint}"{fault}>{below}'
)
_FAULT = '<p class="fault" id="fault-{name}">{sentence}</p>'


@register.simple_tag
def target_cell(place: TargetCell) -> SafeString:
    """Quantity and value of a party's target for an indicator. What people typed is escaped.

    The unit stands in the head of the row; only the second field says what it is for.
    """
    hints = {"quantity": "", "value": "đồng"}
    return mark_safe("".join(_cell(place, kind, hints[kind]) for kind in place.cells))


def _cell(place: TargetCell, kind: str, hint: str) -> str:
    cell = place.cells[kind]
    sentence = _sentence(cell)
    words = _("value") if kind == "value" else _("quantity")
    return _CELL.format(
        name=cell.name,
        stored=escape(cell.stored),
        text=escape(cell.text),
        invalid=" is-invalid" if sentence else "",
        hint=escape(hint),
        label=escape(f"{place.indicator.label}, {place.party.short_name}, {words}"),
        fault=f' aria-invalid="true" aria-describedby="fault-{cell.name}"' if sentence else "",
        below=_FAULT.format(name=cell.name, sentence=escape(sentence)) if sentence else "",
    )


def _sentence(cell: Cell) -> str:
    if cell.conflict is not None:
        return _(
            "Somebody else has meanwhile written “%(other)s”. Yours is not saved: "
            "save again to replace theirs."
        ) % {"other": cell.conflict or "–"}
    return cell.error


@register.simple_tag
def target_rows(targets: list[Target]) -> SafeString:
    """The rows of a program's targets, with `party_name`.

    Every cell says for narrow screens what it is.
    """
    heads = [escape(one) for one in (_("Organisation"), _("Year"), _("Quantity"), _("Value"))]
    row = _ROW.format(*heads)
    whole_term = escape(_("whole term"))
    labels: dict[int, tuple[str, str]] = {}
    found = []
    for one in targets:
        if one.indicator_id not in labels:
            labels[one.indicator_id] = escape(one.indicator.label), one.indicator.unit
        label, unit = labels[one.indicator_id]
        quantity, worth = one.quantity_figure, one.value_figure
        found.append(
            row
            % (
                label,
                escape(one.party_name),
                one.year or whole_term,
                figure(quantity, unit) if quantity else "",
                value(worth) if worth else "",
            )
        )
    return mark_safe("".join(found))


_ROW = (
    '<tr><th scope="row">%s</th><td data-label="{}">%s</td><td data-label="{}">%s</td>'
    '<td class="num" data-label="{}">%s</td><td class="num" data-label="{}">%s</td></tr>'
)
