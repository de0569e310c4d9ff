"""Units through time: existence, names, parents, what areas cover, when the year begins."""

import datetime as dt

from django.db import models
from django.db.models import F, Q
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
from coordination.models.names import found_by_name, name_at
from coordination.sql import Fold, UnitsBelow, every_word, search_index


class Level(models.TextChoices):
    """Levels of units. An area covers communes and is not an administrative level."""

    NATION = "nation", _("nation")
    MILITARY_REGION = "military_region", _("military region")
    PROVINCE = "province", _("province")
    AREA = "area", _("area")
    DISTRICT = "district", _("district")
    COMMUNE = "commune", _("commune")

    @property
    def rank(self) -> int:
        """How far below the nation; areas and districts stand side by side."""
        return _RANKS[self]

    def above(self) -> tuple["Level", ...]:
        """The levels of which a unit of this level can have its parent."""
        return tuple(level for level in Level if level.rank < self.rank)


_RANKS = {
    Level.NATION: 0,
    Level.MILITARY_REGION: 1,
    Level.PROVINCE: 2,
    Level.AREA: 3,
    Level.DISTRICT: 3,
    Level.COMMUNE: 4,
}


class UnitQuerySet(DatedQuerySet):
    def below(self, unit: "Unit", *, on: dt.date | None = None):
        """`unit` and every unit under it on the day `on`; None: at any time."""
        return self.filter(pk__in=UnitsBelow.ids(unit.pk, on))

    def with_name(self, on: dt.date | None = None):
        """Annotate `current_name`: the name on the day `on`, or the latest."""
        return self.annotate(current_name=name_at(UnitName, "unit", on))

    def search(self, words: str):
        """Units which bear or once bore a name with the words, or came after such a one.

        Accents are ignored. `lineage.tell` says by which old name each was found.
        """
        names = UnitName.objects.alias(folded=Fold("name")).filter(every_word(words, "folded"))
        return self.filter(found_by_name("unit", names.values("unit_id")))


@tracked(by_acts=True)
class Unit(Dated):
    """A territorial unit: a stable identity; its names and parents are dated rows of their own."""

    level = models.CharField(_("level"), max_length=20, choices=Level)
    code = NameField(_("official code"), max_length=20, null=True, blank=True)

    objects = UnitQuerySet.as_manager()

    rules = (
        Rule(
            "coordination_unit_level_fits_those_above_and_below",
            _("The level does not lie between those of the units above and below."),
        ),
    )

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(level__in=Level.values), name="coordination_unit_level_is_known"
            ),
            never_twice(
                "coordination_unit_code_is_unique_in_time",
                "code",
                "level",
                message=_("Another unit has this official code at that time."),
                condition=Q(code__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        if (name := getattr(self, "current_name", None)) is not None:
            return name
        return self.name_at(None)

    def name_at(self, on: dt.date | None) -> str:
        """The unit's name on the day `on`; None: its latest."""
        names = self.names.all() if on is None else self.names.at(on)
        latest = names.order_by(F("valid_from").desc(nulls_last=True)).first()
        return latest.name if latest else ""


@tracked(by_acts=True)
class UnitName(Dated):
    """What a unit was called from a day to a day."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="names", verbose_name=_("unit"))
    name = NameField(_("name"))
    short_name = NameField(
        _("short name"),
        max_length=120,
        blank=True,
        help_text=_("As in the place line of a paper: Định Hóa for Huyện Định Hóa."),
    )

    class Meta:
        verbose_name = _("name of a unit")
        indexes = [
            search_index("unit_name_words", "name"),
            models.Index(fields=["name", "unit"], name="unit_name_order"),
        ]
        constraints = [
            *Dated.Meta.constraints,
            normalized("name"),
            never_twice(
                "coordination_unit_has_one_name_at_a_time",
                "unit",
                message=_("The unit already has a name at that time."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


@tracked(by_acts=True)
class UnitParent(Dated):
    """Under which unit a unit stood from a day to a day."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="parents", verbose_name=_("unit"))
    parent = models.ForeignKey(
        Unit, models.PROTECT, related_name="children", verbose_name=_("parent unit")
    )

    rules = (
        Rule(
            "coordination_unit_parent_exists_at_the_time",
            _("The parent unit did not exist at that time."),
        ),
        Rule(
            "coordination_unit_is_never_below_itself",
            _("The unit would stand below itself at that time."),
        ),
        Rule(
            "coordination_unit_parent_is_of_a_higher_level",
            _("The parent unit is not of a higher level."),
        ),
    )

    class Meta:
        verbose_name = _("place of a unit")
        constraints = [
            *Dated.Meta.constraints,
            never_twice(
                "coordination_unit_has_one_parent_at_a_time",
                "unit",
                message=_("The unit already stands under another one at that time."),
            ),
            models.CheckConstraint(
                condition=~Q(unit=F("parent")),
                name="coordination_unit_is_not_under_itself",
                violation_error_message=_("A unit cannot stand under itself."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} → {self.parent_id}"


@tracked(by_acts=True)
class AreaCover(Dated):
    """A commune that an area (khu vực) covers from a day to a day."""

    area = models.ForeignKey(Unit, models.PROTECT, related_name="covers", verbose_name=_("area"))
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="covered_by", verbose_name=_("unit")
    )

    class Meta:
        verbose_name = _("unit covered by an area")
        constraints = [
            *Dated.Meta.constraints,
            never_twice(
                "coordination_area_covers_a_unit_once",
                "area",
                "unit",
                message=_("The area already covers this unit at that time."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area_id} ⊃ {self.unit_id}"


@tracked
class UnitCalendar(models.Model):
    """On which day the reporting year of a unit and those below it begins, from a day on."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="calendars", verbose_name=_("unit"))
    year_starts_month = models.PositiveSmallIntegerField(_("month"))
    year_starts_day = models.PositiveSmallIntegerField(_("day"))
    valid_from = models.DateField(_("from"), null=True, blank=True)

    class Meta:
        verbose_name = _("reporting calendar")
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "valid_from"],
                nulls_distinct=False,
                name="coordination_unit_has_one_calendar_from_a_day",
            ),
            models.CheckConstraint(
                condition=Q(year_starts_month__range=(1, 12), year_starts_day__range=(1, 28)),
                name="coordination_calendar_begins_on_a_day_of_every_year",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year_starts_day}/{self.year_starts_month}"
