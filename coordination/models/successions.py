"""Acts of reorganisation: what became of units and organisations."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coordination.models.base import TextField, tracked, tracked_link
from coordination.models.organizations import Organization
from coordination.models.units import Unit


class SuccessionKind(models.TextChoices):
    RENAME = "rename", _("rename")
    MERGE = "merge", _("merge")
    SPLIT = "split", _("split")
    DISSOLVE = "dissolve", _("dissolve")
    MOVE = "move", _("move")


@tracked(by_acts=True)
class Succession(models.Model):
    """An act of reorganisation: what came before, what after, when, by which decision.

    `history_context` is the transaction in which the act was carried out here, as the history
    has it; by it the act can be undone. Null: the act came with a case file.
    """

    kind = models.CharField(_("kind"), max_length=10, choices=SuccessionKind)
    on = models.DateField(_("date"))
    basis = TextField(_("legal basis"), blank=True)
    units_before = models.ManyToManyField(Unit, related_name="succeeded_in", blank=True)
    units_after = models.ManyToManyField(Unit, related_name="arose_in", blank=True)
    organizations_before = models.ManyToManyField(
        Organization, related_name="succeeded_in", blank=True
    )
    organizations_after = models.ManyToManyField(Organization, related_name="arose_in", blank=True)
    history_context = models.UUIDField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("reorganisation")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=SuccessionKind.values),
                name="coordination_succession_kind_is_known",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on:%d/%m/%Y}"


@tracked_link(by_acts=True)
class SuccessionUnitBefore(Succession.units_before.through):
    """A unit that went into a reorganisation."""

    class Meta:
        proxy = True


@tracked_link(by_acts=True)
class SuccessionUnitAfter(Succession.units_after.through):
    """A unit that came out of a reorganisation."""

    class Meta:
        proxy = True


@tracked_link(by_acts=True)
class SuccessionOrganizationBefore(Succession.organizations_before.through):
    """An organisation that went into a reorganisation."""

    class Meta:
        proxy = True


@tracked_link(by_acts=True)
class SuccessionOrganizationAfter(Succession.organizations_after.through):
    """An organisation that came out of a reorganisation."""

    class Meta:
        proxy = True
