"""Who reports to a program, as the database derives it; nothing is stored here."""

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from coordination.models import Organization
from programs.models.programs import Party, Program


class ReporterQuerySet(models.QuerySet):
    def with_a_day(self):
        """Without those who report on no day at all, since the facts never meet."""
        return self.filter(Q(first_day=None) | Q(last_day=None) | Q(first_day__lte=F("last_day")))

    def between(self, starts: dt.date | F, ends: dt.date | F):
        """Who reports on at least one day from `starts` to `ends`, both included."""
        return self.with_a_day().filter(
            Q(first_day=None) | Q(first_day__lte=ends), Q(last_day=None) | Q(last_day__gte=starts)
        )


class Reporter(models.Model):
    """An organisation that reports: lead or partner, or who took the place of one.

    `since`: the day of the act by which it did, None for whom the program lists itself; `party`:
    itself as listed, or the first one that it follows. `first_day` to `last_day`: when it reports,
    None is open. Migration 0003 has the rule.
    """

    pk = models.CompositePrimaryKey("program_id", "organization_id")
    program = models.ForeignKey(Program, models.DO_NOTHING, related_name="reporters")
    organization = models.ForeignKey(Organization, models.DO_NOTHING, related_name="+")
    party = models.ForeignKey(Party, models.DO_NOTHING, related_name="+")
    place = models.IntegerField()
    since = models.DateField(null=True)
    first_day = models.DateField(null=True)
    last_day = models.DateField(null=True)

    objects = ReporterQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "programs_reporter"
        verbose_name = _("party")
        ordering = ["place", "party_id", F("since").asc(nulls_first=True), "organization_id"]

    def __str__(self) -> str:
        return f"{self.program_id} {self.organization_id}"


def programs_reported_by(organization_id: int | None) -> RawSQL:
    """The ids of the programs in which the organisation reports, on whichever day."""
    return RawSQL("SELECT programs_reported_by(%s::bigint)", (organization_id,))
