"""What was done: reporting periods, result sheets and their lines."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from coordination import periods
from coordination.models import Membership, Organization, StoredFile, Unit
from coordination.models.base import NameField, TextField, never_twice, tracked, tracked_link
from programs.models.base import PERIOD_KINDS, WithFigures
from programs.models.indicators import Area, Indicator
from programs.models.programs import Program


class PeriodState(models.TextChoices):
    OPEN = "open", _("open")
    CLOSED = "closed", _("closed")


@tracked
class ReportingPeriod(models.Model):
    """A stretch of time for which a program's parties report. `valid_from/to`: its days."""

    program = models.ForeignKey(Program, models.PROTECT, related_name="periods")
    kind = models.CharField(_("kind"), max_length=10, choices=PERIOD_KINDS)
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("to"))
    year_starts = models.CharField(
        max_length=5, default="01-01", help_text=_("MM-DD of the calendar that cut the period.")
    )
    due_on = models.DateField(_("due on"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=6, choices=PeriodState, default=PeriodState.OPEN
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("reporting period")
        ordering = ["-valid_from", "-valid_to", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")),
                name="programs_period_ends_after_it_begins",
            ),
            never_twice(
                "programs_periods_of_a_kind_do_not_overlap",
                "program",
                "kind",
                message=_("The program already has a period of this kind at that time."),
                condition=~Q(kind="on_demand"),
            ),
            models.UniqueConstraint(
                fields=["program", "kind", "valid_from", "valid_to"],
                name="programs_period_is_opened_once",
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_at=None, closed_by=None)
                | Q(state="closed", closed_at__isnull=False, closed_by__isnull=False),
                name="programs_period_closed_says_when_and_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return periods.label(self.period, self.calendar)

    @property
    def calendar(self) -> periods.Calendar:
        """The calendar in use when the period was opened."""
        return periods.Calendar.from_text(self.year_starts)

    @property
    def period(self) -> periods.Period:
        """The stretch of time as a value that knows its neighbours and its label."""
        return periods.Period(periods.PeriodKind(self.kind), self.valid_from, self.valid_to)


class SheetState(models.TextChoices):
    """A party that has no sheet for a period yet has not started."""

    DRAFT = "draft", pgettext_lazy("sheet", "draft")
    SUBMITTED = "submitted", _("submitted")
    RETURNED = "returned", _("returned")
    ACCEPTED = "accepted", _("accepted")


class ResultSheetQuerySet(models.QuerySet):
    def accepted(self):
        """Sheets whose figures count."""
        return self.filter(state=SheetState.ACCEPTED)


def _both(*fields: str) -> Q:
    """All of these fields, or none of them."""
    return Q(**{f"{field}__isnull": True for field in fields}) | Q(
        **{f"{field}__isnull": False for field in fields}
    )


@tracked(by_acts=True)
class ResultSheet(models.Model):
    """What one party reports for one period."""

    period = models.ForeignKey(ReportingPeriod, models.PROTECT, related_name="sheets")
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="sheets", verbose_name=_("organisation")
    )
    state = models.CharField(
        _("state"), max_length=10, choices=SheetState, default=SheetState.DRAFT
    )
    version = models.PositiveSmallIntegerField(_("sent versions"), default=0, editable=False)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, blank=True, related_name="+"
    )
    returned_at = models.DateTimeField(null=True, blank=True)
    returned_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, blank=True, related_name="+"
    )
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, blank=True, related_name="+"
    )
    is_on_behalf = models.BooleanField(_("entered by the Board"), default=False)
    stamped_sheet = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("stamped paper sheet"),
    )
    is_loaded = models.BooleanField(_("loaded from a case file"), default=False, editable=False)

    objects = ResultSheetQuerySet.as_manager()

    class Meta:
        verbose_name = _("result sheet")
        constraints = [
            models.UniqueConstraint(
                fields=["period", "organization"], name="programs_sheet_is_filled_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=SheetState.values), name="programs_sheet_state_is_known"
            ),
            models.CheckConstraint(
                condition=_both("submitted_at", "submitted_by"),
                name="programs_sheet_submission_has_time_and_actor",
            ),
            models.CheckConstraint(
                condition=_both("returned_at", "returned_by"),
                name="programs_sheet_return_has_time_and_actor",
            ),
            models.CheckConstraint(
                condition=_both("accepted_at", "accepted_by"),
                name="programs_sheet_acceptance_has_time_and_actor",
            ),
            models.CheckConstraint(
                condition=Q(is_loaded=True)
                | Q(state="draft", submitted_at=None, returned_at=None, accepted_at=None)
                | Q(state="submitted", submitted_at__isnull=False, accepted_at=None)
                | Q(state="returned", returned_at__isnull=False, accepted_at=None)
                | Q(state="accepted", submitted_at__isnull=False, accepted_at__isnull=False),
                name="programs_sheet_state_has_its_moments",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization} · {self.period}"


@tracked(by_acts=True)
class ResultLine(WithFigures):
    """One figure of a sheet: an indicator, and where wanted a place or a joint share of it."""

    sheet = models.ForeignKey(ResultSheet, models.PROTECT, related_name="lines")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="lines")
    ordinal = models.PositiveSmallIntegerField(
        default=0, help_text=_("0 is the indicator's own row; others split it.")
    )
    numerator = models.DecimalField(
        _("numerator"), max_digits=18, decimal_places=4, null=True, blank=True
    )
    denominator = models.DecimalField(
        _("denominator"), max_digits=18, decimal_places=4, null=True, blank=True
    )
    is_estimate = models.BooleanField(_("estimate"), default=False)
    place = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("place")
    )
    is_joint = models.BooleanField(_("done jointly"), default=False)
    joint_with = models.ManyToManyField(Organization, blank=True, related_name="+")
    counted_by = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("counted by"),
    )
    note = NameField(_("note"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("result")
        ordering = ["indicator", "ordinal"]
        constraints = [
            *WithFigures.Meta.constraints,
            models.UniqueConstraint(
                fields=["sheet", "indicator", "ordinal"], name="programs_line_has_its_place"
            ),
            models.CheckConstraint(
                condition=Q(numerator=None, denominator=None)
                | Q(
                    numerator__isnull=False,
                    numerator__gte=0,
                    denominator__isnull=False,
                    denominator__gt=0,
                ),
                name="programs_line_rate_has_both_parts",
                violation_error_message=_("A rate needs a numerator and a denominator above 0."),
            ),
            models.CheckConstraint(
                condition=Q(is_joint=False, counted_by=None)
                | Q(is_joint=True, counted_by__isnull=False),
                name="programs_line_joint_says_who_counts",
                violation_error_message=_("Say which organisation counts what was done jointly."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id} {self.indicator_id}"


@tracked
class Narrative(models.Model):
    """What a party tells beside its figures, for an area of work or as a whole."""

    sheet = models.ForeignKey(ResultSheet, models.PROTECT, related_name="narratives")
    area = models.ForeignKey(
        Area,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("indicator", "area"),
    )
    text = TextField(_("text"))
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("narrative")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.text[:80]


class SheetVersion(models.Model):
    """A sheet as it was sent, kept for ever; rows are only ever added."""

    sheet = models.ForeignKey(ResultSheet, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    sent_at = models.DateTimeField(_("sent at"))
    sent_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    content = models.JSONField()

    class Meta:
        verbose_name = _("sent version")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "number"], name="programs_version_is_kept_once"
            )
        ]

    def __str__(self) -> str:
        return gettext("number %(number)d: %(sheet)s") % {
            "number": self.number,
            "sheet": self.sheet,
        }


@tracked_link
class JointParticipant(ResultLine.joint_with.through):
    """An organisation with which something was done jointly."""

    class Meta:
        proxy = True
