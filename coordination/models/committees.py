"""Steering committees: the decisions that set them up or renew them, and their seats."""

import datetime as dt

from django.db import models
from django.db.models import Case, Exists, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from coordination.models.base import (
    Dated,
    DatedQuerySet,
    NameField,
    Rule,
    never_twice,
    normalized,
    tracked,
)
from coordination.models.files import StoredFile
from coordination.models.organizations import Organization
from coordination.models.people import Person, Position
from coordination.models.units import Unit
from coordination.sql import Fold, GivenNameFirst, every_word


class SteeringCommitteeQuerySet(models.QuerySet):
    def in_force(self, on: dt.date):
        """Committees in which somebody sits on the day `on` and whose unit exists on it."""
        return self.filter(
            pk__in=Seat.objects.at(on).values("committee_id"),
            unit__in=Unit.objects.at(on).values("pk"),
        )

    def search(self, words: str):
        """Committees whose name, or a name of whose unit, contains the words, accents ignored."""
        named = self.model.objects.alias(folded=Fold("name")).filter(every_word(words, "folded"))
        units = Unit.objects.search(words)
        return self.filter(Q(pk__in=named.values("pk")) | Q(unit__in=units.values("pk")))

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
                fields=["unit", "name"],
                name="coordination_committee_name_is_unique_in_its_unit",
                violation_error_message=_("The unit already has a committee of this name."),
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
                violation_error_message=_("The committee was already set up by a decision."),
            ),
            models.UniqueConstraint(
                fields=["committee", "number", "date"],
                name="coordination_committee_decision_is_unique",
                violation_error_message=_(
                    "A decision with this number and date is already entered for the committee."
                ),
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


class SeatQuerySet(DatedQuerySet):
    def in_order(self):
        """As a decision lists them: by role, then by order, then by given name."""
        rank = Case(
            *(When(role=role, then=Value(number)) for number, role in enumerate(SeatRole.values)),
            output_field=IntegerField(),
        )
        return self.order_by(rank, "order", GivenNameFirst("person__name"), "pk")

    def vacant(self, on: dt.date):
        """Seats held on the day by somebody who holds no position any more."""
        in_office = Position.objects.in_force(on).filter(person=OuterRef("person_id"))
        return self.at(on).filter(~Exists(in_office))


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

    objects = SeatQuerySet.as_manager()

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
