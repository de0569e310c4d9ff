"""People and the positions that they hold in organisations, through time."""

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from coordination.models.base import (
    Dated,
    DatedQuerySet,
    NameField,
    never_twice,
    normalized,
    tracked,
)
from coordination.models.organizations import Organization
from coordination.sql import Fold, GivenNameFirst, every_word, search_index
from coordination.text import fold, squeeze


class PersonQuerySet(models.QuerySet):
    def present(self):
        """People who were not merged into another one."""
        return self.filter(merged_into=None)

    def by_given_name(self):
        """In the order of Vietnamese lists: given name, then family and middle names."""
        return self.order_by(GivenNameFirst("name"), "pk")

    def search(self, words: str):
        """People whose name contains the words, accents ignored."""
        return self.alias(folded=Fold("name")).filter(every_word(words, "folded"))

    def named(self, name: str):
        """People of this name, accents ignored: they may be one, or only bear the same name."""
        return self.alias(folded=Fold("name")).filter(folded=fold(squeeze(name)))


@tracked
class Person(models.Model):
    """Somebody who sits, signs or speaks; only what the work needs is kept.

    Phone and e-mail are for the people of the same unit only (`access.may_see_contacts`). A person
    who was entered twice is merged into one: the other row stays, empty, for the history.
    """

    name = NameField(_("full name"))
    phone = NameField(_("phone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), max_length=120, blank=True)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="merged",
        verbose_name=_("merged into"),
    )

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        indexes = [
            search_index("person_name_words", "name"),
            models.Index(GivenNameFirst("name"), "id", name="person_given_name_order"),
        ]
        constraints = [
            normalized("name"),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("pk")),
                name="coordination_person_is_not_merged_into_itself",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name with an office, which tells namesakes apart (`people.with_offices`)."""
        office = next(iter(getattr(self, "offices", ())), None)
        if office is None:
            return self.name
        words = "%(name)s – %(office)s" if office.is_held else _("%(name)s – formerly %(office)s")
        return words % {"name": self.name, "office": office.label}

    @property
    def office(self) -> str:
        """The position that is held, else the one that was held last (`people.with_offices`)."""
        return self.offices[0].label if self.offices else ""

    @property
    def present_offices(self) -> list["Position"]:
        """The positions held on the day for which `people.with_offices` asked."""
        return [office for office in self.offices if office.is_held]

    def positions_at(self, on: dt.date):
        """The positions that this person holds on the day `on`."""
        return self.positions.at(on).order_by("organization_id", "title", "pk")


class PositionQuerySet(DatedQuerySet):
    def of(self, organization: Organization):
        return self.filter(organization=organization)

    def in_force(self, on: dt.date):
        """Positions held on the day, in organisations that exist on it."""
        return self.at(on).filter(organization__in=Organization.objects.at(on).values("pk"))


@tracked
class Position(Dated):
    """A title, with a rank where there is one, in an organisation from a day to a day."""

    person = models.ForeignKey(
        Person, models.PROTECT, related_name="positions", verbose_name=_("person")
    )
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="positions", verbose_name=_("organisation")
    )
    title = NameField(pgettext_lazy("position", "title"))
    rank = NameField(_("rank"), max_length=60, blank=True)

    objects = PositionQuerySet.as_manager()

    class Meta:
        verbose_name = _("position")
        constraints = [
            *Dated.Meta.constraints,
            never_twice(
                "coordination_position_is_held_once_at_a_time",
                "person",
                "organization",
                "title",
                message=_("This person already holds this position at that time."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def label(self) -> str:
        """Title, organisation and unit (annotated by `people.with_offices`)."""
        return f"{self.title}, {self.organization_name} ({self.place})"
