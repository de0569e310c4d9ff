"""Steering committees: the decisions that set them up or renew them, and their seats."""

import datetime as dt

from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from coordination.models.base import (
    Dated,
    NameField,
    Rule,
    never_twice,
    normalized,
    tracked,
)
from coordination.models.files import StoredFile
from coordination.models.organizations import Organization, Unit
from coordination.models.people import Person


class SteeringCommitteeQuerySet(models.QuerySet):
    def in_force(self, on: dt.date):
        """Committees in which somebody sits on the day `on` and whose unit exists on it."""
        return self.filter(
            pk__in=Seat.objects.at(on).values("committee_id"),
            unit__in=Unit.objects.at(on).values("pk"),
        )

    def with_since(self):
        """Annotate `since`: the day of the setting-up decision, else of the first seat.

        Null where neither is known.
        """
        set_up = CommitteeDecision.objects.filter(
            committee=OuterRef("pk"), kind=DecisionKind.SETTING_UP
        )
        seats = Seat.objects.filter(committee=OuterRef("pk")).order_by("valid_from")
        return self.annotate(
            since=Coalesce(
                Subquery(set_up.values("date")[:1]), Subquery(seats.values("valid_from")[:1])
            )
        )


@tracked
class SteeringCommittee(models.Model):
    """A committee (Ban chỉ đạo) that a Party committee set up in a unit."""

    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="committees", verbose_name=_("unit")
    )
    name = NameField(_("name"))

    objects = SteeringCommitteeQuerySet.as_manager()

    class Meta:
        verbose_name = _("steering committee")
        constraints = [
            normalized("name"),
            models.UniqueConstraint(
                fields=["unit", "name"], name="coordination_committee_name_is_unique_in_its_unit"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class DecisionKind(models.TextChoices):
    SETTING_UP = "setting_up", _("setting up")
    RENEWAL = "renewal", _("renewal of seats")
    ENDING = "ending", _("end of the committee")


@tracked
class CommitteeDecision(models.Model):
    """A numbered decision that sets up a committee or renews its seats (kiện toàn)."""

    committee = models.ForeignKey(
        SteeringCommittee,
        models.PROTECT,
        related_name="decisions",
        verbose_name=_("steering committee"),
    )
    kind = models.CharField(_("kind"), max_length=10, choices=DecisionKind)
    number = NameField(_("number"), max_length=60)
    date = models.DateField(_("date"))
    issuer = models.ForeignKey(
        Organization, models.PROTECT, related_name="+", verbose_name=_("issuer")
    )
    scan = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("scan of the signed original"),
    )

    class Meta:
        verbose_name = _("decision on a committee")
        ordering = ["date", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=DecisionKind.values),
                name="coordination_committee_decision_kind_is_known",
            ),
            models.UniqueConstraint(
                fields=["committee"],
                condition=Q(kind="setting_up"),
                name="coordination_committee_is_set_up_once",
            ),
            models.UniqueConstraint(
                fields=["committee", "number", "date"],
                name="coordination_committee_decision_is_unique",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class SeatRole(models.TextChoices):
    HEAD = "head", _("head of the committee")
    STANDING_DEPUTY_HEAD = "standing_deputy_head", _("standing deputy head")
    DEPUTY_HEAD = "deputy_head", _("deputy head")
    MEMBER = "member", _("member")
    SECRETARY = "secretary", _("secretary")


@tracked
class Seat(Dated):
    """A place in a committee that a person holds from a day to a day.

    `opened_by` and `closed_by` are the decisions that filled and emptied it, where they are known.
    """

    committee = models.ForeignKey(
        SteeringCommittee, models.PROTECT, related_name="seats", verbose_name=_("committee")
    )
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="seats", verbose_name=_("person")
    )
    role = models.CharField(_("role"), max_length=20, choices=SeatRole)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    opened_by = models.ForeignKey(
        CommitteeDecision,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="seats_opened",
        verbose_name=_("filled by the decision"),
    )
    closed_by = models.ForeignKey(
        CommitteeDecision,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="seats_closed",
        verbose_name=_("emptied by the decision"),
    )

    rules = (
        Rule(
            "coordination_seat_is_held_by_somebody_in_office",
            _("This person holds no position on the first day of the seat."),
        ),
    )

    class Meta:
        verbose_name = _("seat")
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(role__in=SeatRole.values), name="coordination_seat_role_is_known"
            ),
            never_twice(
                "coordination_seat_is_held_once_at_a_time",
                "committee",
                "person",
                message=_("This person already sits in the committee at that time."),
            ),
            never_twice(
                "coordination_committee_has_one_head_at_a_time",
                "committee",
                message=_("The committee already has a head at that time."),
                condition=Q(role="head"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.person_id}"
