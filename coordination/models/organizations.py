"""Units and organisations through time: existence, names, parents, and what became of them."""

import datetime as dt

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import F, Func, OuterRef, Q, Subquery
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
    tracked_link,
)
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


class PaperSystem(models.TextChoices):
    """Whose rules the papers of an organisation follow (official-documents, section 1)."""

    PARTY = "party", pgettext_lazy("form of papers", "Party")
    STATE = "state", pgettext_lazy("form of papers", "State")
    MILITARY = "military", _("military")
    UNION = "union", _("mass organisation")
    YOUTH = "youth", _("Youth Union")


def name_at(model: type[models.Model], owner: str, on: dt.date | None, field: str = "name"):
    """Subquery: the name in force on a day, or the latest one when `on` is None."""
    names = model.objects.filter(**{owner: OuterRef("pk")})
    if on is not None:
        names = names.at(on)
    return Subquery(names.order_by(F("valid_from").desc(nulls_last=True)).values(field)[:1])


def found_by_name(owner: str, bearers: models.QuerySet) -> Q:
    """The condition that a thing is one of the bearers of a name, or came after one."""
    later = Func(
        ArraySubquery(bearers),
        function=f"{owner}s_after",
        template="(SELECT %(function)s(%(expressions)s))",
    )
    return Q(pk__in=bearers) | Q(pk__in=later)


class UnitQuerySet(DatedQuerySet):
    def below(self, unit: "Unit", *, on: dt.date | None = None):
        """`unit` and every unit under it on the day `on`; None: at any time."""
        return self.filter(pk__in=UnitsBelow.ids(unit.pk, on))

    def with_name(self, on: dt.date | None = None):
        """Annotate `current_name`: the name on the day `on`, or the latest."""
        return self.annotate(current_name=name_at(UnitName, "unit", on))

    def search(self, words: str):
        """Units which bear or once bore a name that contains the words, or came after such a one.

        Accents are ignored. `lineage.tell` says by which old name each was found.
        """
        names = UnitName.objects.alias(folded=Fold("name")).filter(every_word(words, "folded"))
        return self.filter(found_by_name("unit", names.values("unit_id")))


@tracked
class Unit(Dated):
    """A territorial unit: a stable identity; its names and parents are dated rows of their own."""

    level = models.CharField(_("level"), max_length=20, choices=Level)
    code = NameField(_("official code"), max_length=20, null=True, blank=True)

    objects = UnitQuerySet.as_manager()

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


@tracked
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


@tracked
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


@tracked
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


@tracked
class Organization(Dated):
    """A body that takes part: a stable identity in a unit; names and superiors are dated."""

    kind = models.ForeignKey(OrganizationKind, models.PROTECT, verbose_name=_("kind"))
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="organizations", verbose_name=_("unit")
    )

    objects = OrganizationQuerySet.as_manager()

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


@tracked
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


@tracked
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


class SuccessionKind(models.TextChoices):
    RENAME = "rename", _("rename")
    MERGE = "merge", _("merge")
    SPLIT = "split", _("split")
    DISSOLVE = "dissolve", _("dissolve")
    MOVE = "move", _("move")


@tracked
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


@tracked_link
class SuccessionUnitBefore(Succession.units_before.through):
    """A unit that went into a reorganisation."""

    class Meta:
        proxy = True


@tracked_link
class SuccessionUnitAfter(Succession.units_after.through):
    """A unit that came out of a reorganisation."""

    class Meta:
        proxy = True


@tracked_link
class SuccessionOrganizationBefore(Succession.organizations_before.through):
    """An organisation that went into a reorganisation."""

    class Meta:
        proxy = True


@tracked_link
class SuccessionOrganizationAfter(Succession.organizations_after.through):
    """An organisation that came out of a reorganisation."""

    class Meta:
        proxy = True
