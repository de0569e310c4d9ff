"""The cells of a sheet's grid. In Python, since a page holds some 240 of them: a template of the
same markup took ten times as long."""

from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from coordination.figures import Figure
from coordination.templatetags.figures import figure_cell, value_short
from programs.comparison import Beside
from programs.entry import NOTE_LENGTH, Cell, Row

register = template.Library()

FIGURE_LENGTH = 120
_CELL = (
    '<div class="cell cell-{kind}{state}"><input type="hidden" name="was-{name}" value="{stored}">'
    # htmx would send the whole form; the answer is for this cell alone
    '<input {input} id="{name}" name="{name}" hx-post="{url}" hx-params="{name},was-{name}"'
    ' aria-labelledby="{labels}"{fault}>'
    "{below}</div>"
)
_TEXT = (
    'class="form-control{invalid}" value="{text}" autocomplete="off" spellcheck="false"'
    ' maxlength="{most}"'
)
_DESCRIBED = ' aria-invalid="true" aria-describedby="fault-{}"'
_BESIDE = '<td class="num beside" data-label="{}">{}</td>'
_CHECK = 'type="checkbox" class="form-check-input" value="1"'


@register.simple_tag
def cell_of(row: Row, kind: str, url: str, is_saved: bool = False) -> SafeString:
    """One cell of a row, as it stands in the page and as htmx gets it back.

    `url`: where the sheet is saved. `is_saved`: it was written just now. What all cells have in
    common for htmx stands on the table (sheet.html). Whatever people typed is escaped here; names
    and kinds are our own words and numbers.
    """
    cell = row.cells[kind]
    is_wrong = bool(cell.error) or cell.conflict is not None
    return mark_safe(
        _CELL.format(
            kind=kind,
            name=cell.name,
            stored=escape(cell.stored),
            state=" cell-wrong" if is_wrong else " cell-saved" if is_saved else "",
            input=_input(cell, kind, is_wrong=is_wrong),
            url=escape(url),
            labels=f"row-{row.key} {_heading(row, kind)}",
            fault=_DESCRIBED.format(cell.name) if is_wrong else "",
            below=_below(cell, is_wrong=is_wrong, is_saved=is_saved),
        )
    )


@register.simple_tag
def beside_of(beside: Beside | None, last_period: str, last_year: str, target: str) -> SafeString:
    """What stands beside a row's cells: last period, the same one last year, the target.

    The labels are those of the columns. `beside` is None for rows that split an indicator.
    """
    previous = before = aim = None
    if beside is not None:
        previous = beside.previous, beside.previous_value
        before = beside.last_year, beside.last_year_value
        if beside.target:
            aim = beside.target.quantity_figure, beside.target.value_figure
    columns = ((last_period, previous), (last_year, before), (target, aim))
    return mark_safe(
        "".join(_BESIDE.format(escape(label), _shown(figures)) for label, figures in columns)
    )


def _shown(figures: tuple[Figure | None, Figure | None] | None) -> str:
    """A quantity, below it the value where there is one; nothing where nothing is to be said."""
    if figures is None:
        return ""
    quantity, value = figures
    return figure_cell(quantity) + (f"<br>{value_short(value)}" if value else "")


def _heading(row: Row, kind: str) -> str:
    """The element that names the kind: of the column, or of a rate's part in its row."""
    return f"head-{kind}-{row.key}" if kind in ("numerator", "denominator") else f"head-{kind}"


def _input(cell: Cell, kind: str, *, is_wrong: bool) -> str:
    if kind == "is_estimate":
        return f"{_CHECK} checked" if cell.text else _CHECK
    return _TEXT.format(
        invalid=" is-invalid" if is_wrong else "",
        text=escape(cell.text),
        most=NOTE_LENGTH if kind == "note" else FIGURE_LENGTH,
    )


def _below(cell: Cell, *, is_wrong: bool, is_saved: bool) -> str:
    """What is wrong with the cell, or that it is saved."""
    if is_wrong:
        sentence = cell.error or _(
            "Somebody else has meanwhile written “%(other)s”. Yours is not saved: "
            "save again to replace theirs."
        ) % {"other": cell.conflict or "–"}
        return f'<p class="fault" id="fault-{cell.name}" role="alert">{escape(sentence)}</p>'
    if is_saved:
        saved = _("saved")  # within the f-string it would not be collected
        return f'<span class="saved-mark" role="status">{escape(saved)}</span>'
    return ""
