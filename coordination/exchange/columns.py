"""The columns of the sheets: of units and organisations out and in, of other lists out only."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True)
class SheetColumn:
    """A column: the field it fills, its label, its width, and how to fill it in."""

    field: str
    label: Any
    width: float
    help: Any
    kind: str = "text"
    is_required: bool = False

    @property
    def as_written(self) -> tuple[str, float, str]:
        """As `workbook.write_table` takes it."""
        return str(self.label), self.width, self.kind


_FROM = SheetColumn(
    "from",
    pgettext_lazy("sheet column", "From day"),
    13,
    _("The first day. Empty: has always been there, as far as this software is concerned."),
    "date",
)
_TO = SheetColumn(
    "to",
    pgettext_lazy("sheet column", "To day"),
    13,
    _("The last day. Empty: it still exists."),
    "date",
)

UNITS_SHEET = pgettext_lazy("sheet", "Units")
UNIT_COLUMNS = (
    SheetColumn(
        "code",
        pgettext_lazy("sheet column", "Code"),
        10,
        _("The official code, with its leading zeros. May be empty."),
    ),
    SheetColumn(
        "level", pgettext_lazy("sheet column", "Level"), 14, _("One from the list."), "text", True
    ),
    SheetColumn(
        "name",
        pgettext_lazy("sheet column", "Name"),
        36,
        _("The full name, as in Huyện Định Hóa."),
        "text",
        True,
    ),
    SheetColumn(
        "short_name",
        pgettext_lazy("sheet column", "Short name"),
        20,
        _("As in the place line of a paper: Định Hóa. May be empty."),
    ),
    SheetColumn(
        "parent",
        pgettext_lazy("sheet column", "Stands under"),
        30,
        _(
            "Name or official code of the unit above, which stands in this sheet or is in the "
            "software already. Where several bear the name, write the code."
        ),
    ),
    _FROM,
    _TO,
)

ORGANIZATIONS_SHEET = pgettext_lazy("sheet", "Organisations")
ORGANIZATION_COLUMNS = (
    SheetColumn(
        "kind", pgettext_lazy("sheet column", "Kind"), 26, _("One from the list."), "text", True
    ),
    SheetColumn(
        "unit",
        pgettext_lazy("sheet column", "Unit"),
        28,
        _(
            "Name or official code of the unit, which stands in the sheet of units or is in the "
            "software already. Where several bear the name, write the code."
        ),
        "text",
        True,
    ),
    SheetColumn(
        "name", pgettext_lazy("sheet column", "Name"), 44, _("The full name."), "text", True
    ),
    SheetColumn(
        "short_name",
        pgettext_lazy("sheet column", "Short name"),
        22,
        _("The name in tables: Hội LHPN. Empty: the full name."),
    ),
    SheetColumn(
        "symbol",
        pgettext_lazy("sheet column", "Document symbol"),
        16,
        _("The letters in the number of its papers: BDVHU. May be empty."),
    ),
    SheetColumn(
        "print_lines",
        pgettext_lazy("sheet column", "Printed name"),
        30,
        _("The name at the head of its papers, with line breaks (Alt+Enter) where they belong."),
    ),
    SheetColumn(
        "superior_line",
        pgettext_lazy("sheet column", "Superior body as printed"),
        28,
        _("The line above its own name at the head of its papers. May be empty."),
    ),
    SheetColumn(
        "parent",
        pgettext_lazy("sheet column", "Under which organisation"),
        32,
        _(
            "Name or short name of the superior organisation. It is looked for in the same unit "
            "first; of several, write the unit behind it: Huyện ủy (Huyện Định Hóa)."
        ),
    ),
    _FROM,
    _TO,
)

PERSON_COLUMNS = (
    (_("Full name"), 26, "text"),
    (_("Position"), 30, "text"),
    (_("Rank"), 16, "text"),
    (_("Organisation"), 40, "text"),
    (_("Unit"), 28, "text"),
    (_FROM.label, 13, "date"),
    (_TO.label, 13, "date"),
)

COMMITTEE_COLUMNS = (
    (_("Steering committee"), 48, "text"),
    (_("Unit"), 30, "text"),
    (_("Since"), 13, "date"),
    (_("Members"), 12, "number"),
)
REMARKS_COLUMN = (_("Remarks"), 24, "text")
