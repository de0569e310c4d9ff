"""What a program asks of its parties: how often, for which indicators, up to which targets."""

import datetime as dt

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from coordination.models.base import tracked
from programs.models.base import PERIOD_KINDS, WithFigures
from programs.models.indicators import Indicator
from programs.models.programs import FROZEN, Party, Program


@tracked(by_acts=True)
class ProgramRhythm(models.Model):
    """A kind of period for which a program's parties report, and when the sheets are due."""

    program = models.ForeignKey(Program, models.PROTECT, related_name="rhythms")
    kind = models.CharField(_("rhythm"), max_length=10, choices=PERIOD_KINDS)
    due_days = models.SmallIntegerField(
        _("due days after the end of the period"),
        default=5,
        help_text=_("Negative: before the end."),
    )

    class Meta:
        verbose_name = _("reporting rhythm")
        constraints = [
            models.UniqueConstraint(
                fields=["program", "kind"], name="programs_rhythm_is_asked_once"
            )
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


@tracked(by_acts=True)
class ProgramIndicator(models.Model):
    """An indicator that a program asks for, in the program's own order."""

    program = models.ForeignKey(Program, models.PROTECT, related_name="program_indicators")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="program_indicators")
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("indicator of a program")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["program", "indicator"], name="programs_indicator_is_asked_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.program_id} {self.indicator_id}"


class TargetQuerySet(models.QuerySet):
    def at(self, on: dt.date):
        """The targets in force on the day `on`: of each the one that came last until then.

        A target that an amendment took away is left out.
        """
        later = Target.objects.alias(of_year=Coalesce("year", 0)).filter(
            of_year=Coalesce(OuterRef("year"), 0),
            valid_from__gt=Coalesce(OuterRef("valid_from"), dt.date.min),
            valid_from__lte=on,
            party=OuterRef("party"),
            indicator=OuterRef("indicator"),
        )
        return self.filter(
            Q(valid_from=None) | Q(valid_from__lte=on),
            ~Exists(later),
            Q(quantity__isnull=False) | Q(value__isnull=False),
        )


@tracked
class Target(WithFigures):
    """What a party is to reach for an indicator in a year, or over the whole term.

    An amendment adds a target of its own, in force from `valid_from`; both figures empty: the
    target no longer holds. What was agreed at first has no `valid_from`.
    """

    party = models.ForeignKey(Party, models.PROTECT, related_name="targets")
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="targets", verbose_name=_("indicator")
    )
    year = models.PositiveSmallIntegerField(
        _("year"), null=True, blank=True, help_text=_("Empty: the whole term.")
    )
    valid_from = models.DateField(_("in force from"), null=True, blank=True)
    amendment = models.ForeignKey(
        "programs.Amendment",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="targets",
        verbose_name=_("amendment"),
    )

    objects = TargetQuerySet.as_manager()

    rules = (FROZEN,)

    class Meta:
        verbose_name = _("target")
        constraints = [
            *WithFigures.Meta.constraints,
            models.UniqueConstraint(
                fields=["party", "indicator", "year", "valid_from"],
                nulls_distinct=False,
                name="programs_target_is_set_once",
            ),
            models.CheckConstraint(
                condition=Q(valid_from=None, amendment=None)
                | Q(valid_from__isnull=False, amendment__isnull=False),
                name="programs_target_of_an_amendment_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(quantity__isnull=False)
                | Q(value__isnull=False)
                | Q(amendment__isnull=False),
                name="programs_target_says_how_much",
                violation_error_message=_("Give a quantity, a value or both."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.year or ''}"
