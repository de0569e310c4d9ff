"""Field shapes that agreements and results share."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coordination.figures import (
    QUANTITY_DECIMAL_PLACES,
    QUANTITY_MAX_DIGITS,
    VALUE_DECIMAL_PLACES,
    VALUE_MAX_DIGITS,
    Figure,
    Qualifier,
)

QUALIFIERS = [
    (Qualifier.EXACT.value, _("exact")),
    (Qualifier.MORE.value, _("more than")),
    (Qualifier.NEARLY.value, _("nearly")),
    (Qualifier.ABOUT.value, _("about")),
]

PERIOD_KINDS = [
    ("month", _("month")),
    ("quarter", _("quarter")),
    ("half_year", _("half-year")),
    ("year", _("year")),
    ("on_demand", _("on demand")),
    ("term", _("whole term")),
]


class WithFigures(models.Model):
    """A quantity and a value, each a number with its qualifier and the words as typed.

    None is "not reported" and never zero. A value is in đồng.
    """

    quantity = models.DecimalField(
        _("quantity"),
        max_digits=QUANTITY_MAX_DIGITS,
        decimal_places=QUANTITY_DECIMAL_PLACES,
        null=True,
        blank=True,
    )
    quantity_qualifier = models.CharField(  # noqa: DJ001 - null with the quantity
        max_length=6, choices=QUALIFIERS, null=True, blank=True
    )
    quantity_text = models.CharField(max_length=120, blank=True)
    value = models.DecimalField(
        _("value (đồng)"),
        max_digits=VALUE_MAX_DIGITS,
        decimal_places=VALUE_DECIMAL_PLACES,
        null=True,
        blank=True,
    )
    value_qualifier = models.CharField(  # noqa: DJ001 - null with the value
        max_length=6, choices=QUALIFIERS, null=True, blank=True
    )
    value_text = models.CharField(max_length=120, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity=None, quantity_qualifier=None)
                | Q(
                    quantity__isnull=False,
                    quantity__gte=0,
                    quantity_qualifier__isnull=False,
                    quantity_qualifier__in=Qualifier,
                ),
                name="%(app_label)s_%(class)s_quantity_has_its_qualifier",
            ),
            models.CheckConstraint(
                condition=Q(value=None, value_qualifier=None)
                | Q(
                    value__isnull=False,
                    value__gte=0,
                    value_qualifier__isnull=False,
                    value_qualifier__in=Qualifier,
                ),
                name="%(app_label)s_%(class)s_value_has_its_qualifier",
            ),
        ]

    @property
    def quantity_figure(self) -> Figure | None:
        """The quantity with its qualifier; None when not reported."""
        return _figure(self.quantity, self.quantity_qualifier)

    @property
    def value_figure(self) -> Figure | None:
        """The value in đồng with its qualifier; None when not reported."""
        return _figure(self.value, self.value_qualifier)

    def set_quantity(self, figure: Figure | None, *, text: str = "") -> None:
        """Store a quantity and the words as they were typed."""
        self.quantity = figure.number if figure else None
        self.quantity_qualifier = figure.qualifier.value if figure else None
        self.quantity_text = text if figure else ""

    def set_value(self, figure: Figure | None, *, text: str = "") -> None:
        """Store a value in đồng and the words as they were typed."""
        self.value = figure.number if figure else None
        self.value_qualifier = figure.qualifier.value if figure else None
        self.value_text = text if figure else ""


def _figure(number, qualifier) -> Figure | None:
    return None if number is None else Figure(number, Qualifier(qualifier))
