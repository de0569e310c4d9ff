"""Review conferences: what was judged, what was concluded, what must be done; inspections."""

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from coordination import periods
from coordination.models import Organization, Person, Unit
from coordination.models.base import NameField, TextField, normalized, tracked, tracked_link
from coordination.sql import Fold, every_word
from programs.models import Program
from programs.models.base import PERIOD_KINDS


class ConferenceKind(models.TextChoices):
    BRIEFING = "briefing", _("briefing")
    PRELIMINARY_REVIEW = "preliminary_review", _("preliminary review")
    FINAL_REVIEW = "final_review", _("final review")
    ROLLOUT = "rollout", _("rollout")
    SIGNING = "signing", _("signing conference")


class ConferenceState(models.TextChoices):
    PLANNED = "planned", _("planned")
    HELD = "held", _("held")
    CONCLUDED = "concluded", _("concluded")
    CANCELLED = "cancelled", _("cancelled")


class ConferenceQuerySet(models.QuerySet):
    def search(self, words: str):
        """Conferences whose title contains the words, accents ignored."""
        return self.alias(folded=Fold("title")).filter(every_word(words, "folded"))


@tracked
class Conference(models.Model):
    """A conference that reviews a period of one or several programs."""

    kind = models.CharField(_("kind"), max_length=20, choices=ConferenceKind)
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="conferences", verbose_name=_("unit")
    )
    title = NameField(_("title"), max_length=400)
    held_on = models.DateField(_("held on"), null=True, blank=True)
    place = NameField(_("place"), max_length=200, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=ConferenceState, default=ConferenceState.PLANNED
    )
    programs = models.ManyToManyField(
        Program, related_name="conferences", verbose_name=_("programs")
    )
    period_kind = models.CharField(  # noqa: DJ001 - null with the period
        _("kind of period"), max_length=10, choices=PERIOD_KINDS, null=True, blank=True
    )
    period_from = models.DateField(_("period from"), null=True, blank=True)
    period_to = models.DateField(_("period to"), null=True, blank=True)
    chair = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("chair")
    )
    presenter = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("presenter")
    )

    objects = ConferenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("conference")
        verbose_name_plural = _("conferences")
        ordering = [F("held_on").desc(nulls_first=True), "-pk"]
        constraints = [
            normalized("title"),
            models.CheckConstraint(
                condition=Q(period_kind=None, period_from=None, period_to=None)
                | Q(
                    period_kind__isnull=False,
                    period_from__isnull=False,
                    period_to__isnull=False,
                    period_to__gte=F("period_from"),
                ),
                name="reports_conference_period_is_whole",
                violation_error_message=_("The period needs a kind, a beginning and a later end."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["held", "concluded"]) | Q(held_on__isnull=False),
                name="reports_conference_held_has_its_day",
                violation_error_message=_("Say on which day the conference was held."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def period(self) -> periods.Period | None:
        """The reviewed period, where there is one."""
        if self.period_kind is None:
            return None
        kind = periods.PeriodKind(self.period_kind)
        return periods.Period(kind, self.period_from, self.period_to)


@tracked
class Paper(models.Model):
    """A paper (tham luận) that an organisation reads at a conference."""

    conference = models.ForeignKey(Conference, models.PROTECT, related_name="papers")
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="papers", verbose_name=_("organisation")
    )
    topic = NameField(_("topic"), max_length=400)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("conference paper")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.topic


@tracked
class Shortcoming(models.Model):
    """Something that fell short and must be mended."""

    conference = models.ForeignKey(Conference, models.PROTECT, related_name="shortcomings")
    text = TextField(_("shortcoming"))
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("shortcoming")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.text[:80]


class FollowUpState(models.TextChoices):
    OPEN = "open", pgettext_lazy("task", "open")
    DONE = "done", _("done")
    RETURNED = "returned", _("returned")
    CONFIRMED = "confirmed", _("confirmed")
    CARRIED_OVER = "carried_over", _("carried over")


class ConclusionQuerySet(models.QuerySet):
    def open(self):
        """Tasks that still wait to be done."""
        return self.filter(state__in=(FollowUpState.OPEN, FollowUpState.RETURNED))

    def overdue(self, on: dt.date):
        """Open tasks whose date has passed by the day `on`."""
        return self.open().filter(due_on__lt=on)


@tracked
class Conclusion(models.Model):
    """A conclusion of a conference: a task with its owners and its date, followed up later."""

    conference = models.ForeignKey(Conference, models.PROTECT, related_name="conclusions")
    text = TextField(_("conclusion"))
    owners = models.ManyToManyField(
        Organization, related_name="conclusions", verbose_name=_("owners")
    )
    due_on = models.DateField(pgettext_lazy("task", "due on"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=12, choices=FollowUpState, default=FollowUpState.OPEN
    )
    order = models.PositiveSmallIntegerField(default=0)

    objects = ConclusionQuerySet.as_manager()

    class Meta:
        verbose_name = _("conclusion")
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=FollowUpState.values),
                name="reports_conclusion_state_is_known",
            )
        ]

    def __str__(self) -> str:
        return self.text[:80]


@tracked
class Inspection(models.Model):
    """A visit that looked into how a program is carried out."""

    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="inspections", verbose_name=_("unit")
    )
    inspected = models.ForeignKey(
        Organization, models.PROTECT, related_name="inspections", verbose_name=_("inspected")
    )
    program = models.ForeignKey(
        Program,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="inspections",
        verbose_name=_("program"),
    )
    on = models.DateField(_("date"))

    class Meta:
        verbose_name = _("inspection")
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.inspected} {self.on:%d/%m/%Y}"


@tracked
class Finding(models.Model):
    """What an inspection found."""

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="findings")
    text = TextField(_("finding"))
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("finding")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.text[:80]


@tracked_link
class ReviewedProgram(Conference.programs.through):
    """A program that a conference reviews."""

    class Meta:
        proxy = True


@tracked_link
class ConclusionOwner(Conclusion.owners.through):
    """An organisation that has to do what was concluded."""

    class Meta:
        proxy = True
