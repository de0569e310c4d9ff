"""The catalogue: areas of work and the indicators that are counted in them."""

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from coordination.models.base import NameField, Rule, tracked


class Bilingual(models.Model):
    """A label in Vietnamese and, where there is one, in English."""

    label_vi = NameField(_("name"))
    label_en = NameField(_("name in English"), blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The label in the reader's language."""
        return (get_language() == "en" and self.label_en) or self.label_vi


@tracked
class Area(Bilingual):
    """A field of work (nội dung phối hợp) under which indicators are grouped."""

    code = models.CharField(_("code"), max_length=10, primary_key=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("content area")
        ordering = ["order", "code"]


class Aggregation(models.TextChoices):
    """How an indicator adds up over periods and parties (domain.md, How things add up)."""

    SUM = "sum", _("sum")
    LAST = "last", _("latest")
    AVERAGE = "average", _("average")


class IndicatorQuerySet(models.QuerySet):
    def worded_at(self, on: dt.date):
        """Indicators that call themselves as they were called on the day `on`."""
        return self.annotate(**then_called(on))


def then_called(on: dt.date, indicator: str = "pk") -> dict[str, models.Subquery]:
    """Annotations: how an indicator was called on a day; null where it is called so still."""
    former = FormerWording.objects.filter(
        indicator=models.OuterRef(indicator), valid_to__gte=on
    ).order_by("valid_to")
    return {
        name: models.Subquery(former.values(f"label_{language}")[:1])
        for name, language in (("then_vi", "vi"), ("then_en", "en"))
    }


@tracked
class Indicator(Bilingual):
    """Something that is counted, in a unit, with a value in đồng or without."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    area = models.ForeignKey(
        Area,
        models.PROTECT,
        related_name="indicators",
        verbose_name=pgettext_lazy("indicator", "area"),
    )
    unit_vi = NameField(_("unit of count"), max_length=60)
    unit_en = NameField(_("unit of count in English"), max_length=60, blank=True)
    has_value = models.BooleanField(_("has a value in đồng"), default=False)
    aggregation = models.CharField(_("adds up by"), max_length=10, choices=Aggregation)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    typical_parties = models.CharField(max_length=120, blank=True)
    program = models.ForeignKey(
        "programs.Program",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="own_indicators",
        verbose_name=_("only for the program"),
    )
    is_offered = models.BooleanField(
        _("is offered"),
        default=True,
        help_text=_("An indicator that is no longer offered stays where it is in use."),
    )

    objects = IndicatorQuerySet.as_manager()

    # How it was called on the day of `worded_at`; of its own row alone it is called as now.
    then_vi: str | None = None
    then_en: str | None = None

    rules = (
        Rule(
            "programs_indicator_in_use_keeps_its_meaning",
            _(
                "Results were reported for this indicator: its unit, value and way of adding up "
                "stay as they are. Make a new indicator instead."
            ),
        ),
    )

    class Meta:
        verbose_name = _("indicator")
        ordering = ["area", "order", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(aggregation__in=Aggregation.values),
                name="programs_indicator_aggregation_is_known",
            )
        ]

    @property
    def wording(self) -> str:
        """The Vietnamese label, of the day of `worded_at` where the row was fetched so."""
        return self.then_vi or self.label_vi

    @property
    def label(self) -> str:
        """The label in the reader's language, of the day of `worded_at` if fetched so."""
        english = self.then_en if self.then_vi else self.label_en
        return (get_language() == "en" and english) or self.wording

    def label_at(self, on: dt.date) -> str:
        """The label in the reader's language as it was on the day `on`; asks the database."""
        former = self.former_wordings.filter(valid_to__gte=on).first()
        return former.label if former else super().label

    def worded(self, vi: str | None, en: str | None) -> "Indicator":
        """Itself, called by a former wording; None: as now."""
        self.then_vi, self.then_en = vi, en
        return self

    @property
    def unit(self) -> str:
        """The unit of count in the reader's language."""
        return (get_language() == "en" and self.unit_en) or self.unit_vi


@tracked
class FormerWording(Bilingual):
    """How an indicator was called until a day: papers on earlier days keep that wording."""

    indicator = models.ForeignKey(
        Indicator, models.CASCADE, related_name="former_wordings", verbose_name=_("indicator")
    )
    valid_to = models.DateField(_("to"))

    class Meta:
        verbose_name = _("former wording of an indicator")
        ordering = ["valid_to"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "valid_to"], name="programs_wording_ends_once_on_a_day"
            )
        ]
