"""Organisations through time: kinds, existence, names as printed, superiors."""

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from coordination.models.base import (
    Dated,
    DatedQuerySet,
    NameField,
    Rule,
    TextField,
    never_twice,
    normalized,
    tracked,
)
from coordination.models.names import found_by_name, name_at
from coordination.models.units import Unit
from coordination.sql import Fold, UnitsBelow, every_word, search_index


class PaperSystem(models.TextChoices):
    """Whose rules the papers of an organisation follow (official-documents, section 1)."""

    PARTY = "party", pgettext_lazy("form of papers", "Party")
    STATE = "state", pgettext_lazy("form of papers", "State")
    MILITARY = "military", _("military")
    UNION = "union", _("mass organisation")
    YOUTH = "youth", _("Youth Union")


@tracked
class OrganizationKind(models.Model):
    """Catalogue of organisation kinds: how they are called, who signs, how papers look."""

    code = models.SlugField(_("code"), max_length=30, primary_key=True)
    label = NameField(_("name"))
    short_label = NameField(_("short name"))
    order = models.PositiveSmallIntegerField(_("order"))
    paper_system = models.CharField(_("form of papers"), max_length=10, choices=PaperSystem)
    head_title = NameField(_("title of its head"), blank=True)
    signing_authority = NameField(_("signing authority"), blank=True)

    class Meta:
        verbose_name = _("kind of organisation")
        ordering = ["order"]

    def __str__(self) -> str:
        return self.label

    @property
    def on_behalf(self) -> str:
        """The line above a signature; empty where the head signs in his or her own right."""
        return f"TM. {self.signing_authority}" if self.signing_authority else ""


class OrganizationQuerySet(DatedQuerySet):
    def with_name(self, on: dt.date | None = None):
        """Annotate `current_name` and `current_short_name` on the day `on`, or the latest."""
        return self.annotate(
            current_name=name_at(OrganizationName, "organization", on),
            current_short_name=name_at(OrganizationName, "organization", on, "short_name"),
        )

    def below(self, unit: Unit, *, on: dt.date | None = None):
        """Organisations of `unit` and of every unit under it on the day `on`; None: ever."""
        return self.filter(unit_id__in=UnitsBelow.ids(unit.pk, on))

    def search(self, words: str):
        """Organisations which bear or once bore a name with the words, or came after such a one.

        Accents are ignored. `lineage.tell` says by which old name each was found.
        """
        names = OrganizationName.objects.alias(
            folded=Fold("name"), folded_short=Fold("short_name")
        ).filter(every_word(words, "folded", "folded_short"))
        return self.filter(found_by_name("organization", names.values("organization_id")))


@tracked(by_acts=True)
class Organization(Dated):
    """A body that takes part: a stable identity in a unit; names and superiors are dated."""

    kind = models.ForeignKey(OrganizationKind, models.PROTECT, verbose_name=_("kind"))
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="organizations", verbose_name=_("unit")
    )

    objects = OrganizationQuerySet.as_manager()

    rules = (
        Rule(
            "coordination_organization_with_board_staff_is_a_board",
            _("Board staff act for this organisation: it must stay a Board."),
        ),
    )

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints = [*Dated.Meta.constraints]

    def __str__(self) -> str:
        if (name := getattr(self, "current_name", None)) is not None:
            return name
        return self.names_at(None).name

    @property
    def short_name(self) -> str:
        """The latest short name (annotated by `with_name`, else one query)."""
        if (name := getattr(self, "current_short_name", None)) is not None:
            return name
        return self.names_at(None).short_name

    def names_at(self, on: dt.date | None) -> "OrganizationName":
        """The row of names in force on the day `on`; None: the latest."""
        names = self.names.all() if on is None else self.names.at(on)
        latest = names.order_by(F("valid_from").desc(nulls_last=True)).first()
        return latest or OrganizationName(organization=self)


@tracked(by_acts=True)
class OrganizationName(Dated):
    """How an organisation was called, and what its papers print at the head, at a time."""

    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="names", verbose_name=_("organisation")
    )
    name = NameField(_("name"))
    short_name = NameField(_("short name"), max_length=120)
    symbol = NameField(_("document symbol"), max_length=40, blank=True)
    print_lines = TextField(_("name as printed, with its line breaks"), blank=True)
    superior_line = TextField(_("superior body as printed"), blank=True)

    class Meta:
        verbose_name = _("name of an organisation")
        indexes = [
            search_index("organization_name_words", "name"),
            search_index("organization_short_name_words", "short_name"),
        ]
        constraints = [
            *Dated.Meta.constraints,
            normalized("name"),
            normalized("short_name"),
            never_twice(
                "coordination_organization_has_one_name_at_a_time",
                "organization",
                message=_("The organisation already has a name at that time."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


@tracked(by_acts=True)
class OrganizationParent(Dated):
    """Under which organisation an organisation stood from a day to a day."""

    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="parents", verbose_name=_("organisation")
    )
    parent = models.ForeignKey(
        Organization, models.PROTECT, related_name="children", verbose_name=_("superior")
    )

    rules = (
        Rule(
            "coordination_superior_exists_at_the_time",
            _("The superior organisation did not exist at that time."),
        ),
        Rule(
            "coordination_organization_is_never_below_itself",
            _("The organisation would be its own superior at that time."),
        ),
    )

    class Meta:
        verbose_name = _("superior of an organisation")
        constraints = [
            *Dated.Meta.constraints,
            never_twice(
                "coordination_organization_has_one_parent_at_a_time",
                "organization",
                message=_("The organisation already has a superior at that time."),
            ),
            models.CheckConstraint(
                condition=~Q(organization=F("parent")),
                name="coordination_organization_is_not_under_itself",
                violation_error_message=_("An organisation cannot be its own superior."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization_id} → {self.parent_id}"
