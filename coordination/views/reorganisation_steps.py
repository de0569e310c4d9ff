"""From what a reader gave to a plan: the steps of an act, what each shows and what it lacks."""

import datetime as dt
from functools import cached_property

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.http import QueryDict

from coordination.access import visible_organizations, visible_units
from coordination.forms.reorganisation import (
    ActForm,
    NewOrganizationForm,
    NewUnitForm,
    OrganizationNameForm,
    PickFilter,
    UnitNameForm,
    count_of,
    decisions,
    keys,
)
from coordination.models import (
    Level,
    Membership,
    Organization,
    OrganizationKind,
    OrganizationParent,
    SuccessionKind,
    Unit,
    UnitParent,
)
from coordination.naming import named_organizations, named_units
from coordination.reorganisation.plan import Plan, Subject

ACT, BEFORE, AFTER, PREVIEW = 1, 2, 3, 4
OFFERED = 60
CHOICES = 200
MANY = 1000
# Bodies under which others usually stand.
SUPERIOR_KINDS = ("party_committee", "mobilization_board", "military_command", "people_committee")


class Asked:
    """What a reader has given so far, within the reader's reach."""

    def __init__(self, data: QueryDict, membership: Membership):
        self.data, self.membership = data, membership
        self.step = ACT  # the one that is shown
        self.act_form = ActForm(data if data.get("kind") or "to" in data else None)
        if not self.act_form.is_bound:
            self.act_form.initial = {
                "of": data.get("of", Subject.ORGANIZATIONS),
                "basis": data.get("basis", "")[:1000],
                "on": data.get("on", "")[:10],
            }

    @cached_property
    def has_act(self) -> bool:
        return self.act_form.is_bound and self.act_form.is_valid()

    @property
    def of(self) -> Subject:
        return Subject(self.act_form.cleaned_data["of"])

    @property
    def kind(self) -> SuccessionKind:
        return SuccessionKind(self.act_form.cleaned_data["kind"])

    @property
    def on(self) -> dt.date:
        return self.act_form.cleaned_data["on"]

    @property
    def eve(self) -> dt.date:
        return self.on - dt.timedelta(days=1)

    @property
    def is_of_units(self) -> bool:
        return self.of == Subject.UNITS

    # --- Things --------------------------------------------------------------------------------

    @cached_property
    def visible(self) -> QuerySet:
        """Units or organisations that the reader may choose."""
        if self.is_of_units:
            return visible_units(self.membership)
        return visible_organizations(self.membership)

    def named(self, found: QuerySet, on: dt.date) -> QuerySet:
        if self.is_of_units:
            return named_units(found, on).order_by(_rank("level"), "current_name", "pk")
        found = named_organizations(found.select_related("kind"), on)
        return found.order_by("place", "kind__order", "current_name", "pk")

    def chosen(self, name: str, on: dt.date) -> list[Unit | Organization]:
        """What was ticked under a name."""
        return list(self.named(self.visible.filter(pk__in=keys(self.data, name)), on))

    @cached_property
    def before(self) -> list[Unit | Organization]:
        return self.chosen("before", self.eve)

    @cached_property
    def existing(self) -> list[Unit | Organization]:
        found = self.chosen("existing", self.on)
        if self.goes_on:
            found = [*self.before, *(one for one in found if one not in self.before)]
        return found

    @property
    def goes_on(self) -> bool:
        """Whether what is split goes on beside what is new."""
        return self.kind == SuccessionKind.SPLIT and "goes_on" in self.data

    @cached_property
    def parent(self) -> Unit | Organization | None:
        return next(iter(self.chosen("parent", self.on)), None)

    @cached_property
    def filter(self) -> PickFilter:
        """What was sought in the step that is shown; the words of the step before are done with."""
        here = str(min(self.step, AFTER))  # the preview looks at what the step before it offered
        is_here = self.data.get("sought", here) == here
        return PickFilter(self.data if is_here else {})

    def offered(self, on: dt.date, *, without=()) -> list[Unit | Organization]:
        """What can be ticked: what exists on the day and fits the words, one more than shown.

        Of a great many nothing is offered before they are narrowed.
        """
        found = self.visible.at(on).exclude(pk__in=[one.pk for one in without])
        if words := self.filter.value("q"):
            found = found.filter(self._around(words, on) | Q(pk__in=self._search(words)))
        if self.is_of_units and (level := self.filter.value("level")):
            found = found.filter(level=level)
        if not self.is_of_units:
            found = found.filter(unit__in=Unit.objects.at(on))
            if kind := self.filter.value("sort"):
                found = found.filter(kind=kind)
        if not self.is_narrowed and found.order_by()[: MANY + 1].count() > MANY:
            return []
        return list(self.named(found, on)[: self.limit + 1])

    @property
    def is_narrowed(self) -> bool:
        return any(self.filter.value(name) for name in ("q", "level", "sort"))

    @property
    def limit(self) -> int:
        return CHOICES if self.is_narrowed else OFFERED

    def _search(self, words: str):
        return self.of.model.objects.search(words).values("pk")

    def _around(self, words: str, on: dt.date) -> Q:
        around = Unit.objects.search(words).values("pk")
        if self.is_of_units:
            return Q(pk__in=UnitParent.objects.at(on).filter(parent__in=around).values("unit_id"))
        return Q(unit__in=around)

    # --- New ones ------------------------------------------------------------------------------

    @property
    def count(self) -> int:
        """How many new ones there are to fill in."""
        if self.kind == SuccessionKind.RENAME:
            return 1
        if self.kind == SuccessionKind.MERGE:
            return 0 if self.existing else 1
        if self.kind == SuccessionKind.SPLIT:
            return count_of(self.data, 1 if self.goes_on else 2)
        return 0

    def new_forms(self, *, checked: bool) -> list:
        """A form for each; without `checked` they show what was typed and find no fault."""
        form = self._form_class()
        choices = self._choices() if self.kind != SuccessionKind.RENAME else {}
        made = []
        for number in range(self.count):
            prefix = f"new-{number}"
            if checked:
                made.append(form(self.data, prefix=prefix, choices=choices))
                continue
            typed = {
                name: self.data[f"{prefix}-{name}"]
                for name in form.base_fields
                if f"{prefix}-{name}" in self.data
            }
            made.append(form(prefix=prefix, choices=choices, initial=typed or self._like_others()))
        return made

    def _like_others(self) -> dict:
        """What a new one takes from what stood before, and from the first new one."""
        first = {
            name: self.data[f"new-0-{name}"]
            for name in ("level", "kind", "unit", "parent")
            if f"new-0-{name}" in self.data
        }
        return self._like_before() | first

    def _form_class(self):
        if self.kind == SuccessionKind.RENAME:
            return UnitNameForm if self.is_of_units else OrganizationNameForm
        return NewUnitForm if self.is_of_units else NewOrganizationForm

    def _like_before(self) -> dict:
        """What a new one takes from the first that stood before."""
        first = next(iter(self.before), None)
        if first is None:
            return {}
        if self.kind == SuccessionKind.RENAME:
            row = first.names.at(self.eve).first()
            return {name: getattr(row, name, "") for name in self._form_class().base_fields}
        places = first.parents.at(self.eve)
        parent = next(iter(places.values_list("parent_id", flat=True)), None)
        if self.is_of_units:
            return {"level": first.level, "parent": parent}
        return {"kind": first.kind_id, "unit": first.unit_id, "parent": parent}

    def _choices(self) -> dict[str, list]:
        """What the selects of a new one offer; of a great many only what the words find."""
        units = self._units_to_choose()
        if self.is_of_units:
            return {"parent": units}
        kinds = [(one.pk, one.label) for one in OrganizationKind.objects.all()]
        return {"unit": units, "kind": kinds, "parent": self._superiors_to_choose()}

    def _units_to_choose(self) -> list[tuple[int, str]]:
        around = visible_units(self.membership).at(self.on)
        if self.is_of_units:
            around = around.exclude(pk__in=[one.pk for one in self.before if not self.goes_on])
        if words := self.filter.value("q"):
            around = around.filter(pk__in=Unit.objects.search(words).values("pk"))
        near, wanted = self._near_units(), keys_of_new(self.data, ("unit", "parent"))
        named = named_units(around, self.on).order_by(_rank("level"), "current_name", "pk")
        found = {one.pk: str(one) for one in named[:CHOICES]}
        chosen = visible_units(self.membership).filter(pk__in=wanted)
        kept = Unit.objects.filter(Q(pk__in=near) | Q(pk__in=chosen.values("pk")))
        found |= {one.pk: str(one) for one in named_units(kept.exclude(pk__in=found), self.on)}
        return list(found.items())

    def _near_units(self) -> set[int]:
        """The units of what stood before, or those above them: offered beyond the reach too."""
        if not self.is_of_units:
            return {one.unit_id for one in self.before}
        above = UnitParent.objects.at(self.eve).filter(unit__in=[one.pk for one in self.before])
        return set(above.values_list("parent_id", flat=True))

    def _superiors_to_choose(self) -> list[tuple[int, str]]:
        """Those within reach, and those of what stood before, wherever they are."""
        before = [one.pk for one in self.before]
        above = OrganizationParent.objects.at(self.eve).filter(organization__in=before)
        usual = Q(kind__in=SUPERIOR_KINDS, unit__in=self._near_units())
        if words := self.filter.value("q"):
            usual |= Q(pk__in=Organization.objects.search(words).values("pk"))
        usual |= Q(pk__in=keys_of_new(self.data, ("parent",)))
        within = visible_organizations(self.membership).filter(usual)
        found = Organization.objects.at(self.on).filter(
            Q(pk__in=within.values("pk")) | Q(pk__in=above.values("parent_id"))
        )
        named = named_organizations(found, self.on).order_by("current_name", "pk")[:CHOICES]
        return [(one.pk, f"{one} ({one.place})") for one in named]

    # --- The plan ------------------------------------------------------------------------------

    def plan(self, new_forms: list | None = None) -> Plan:
        """What was given, as a plan; new ones only from valid forms."""
        forms = self.new_forms(checked=True) if new_forms is None else new_forms
        below = self.data.get("below", "")
        is_new = below.startswith("new-") and below[4:].isdecimal() and len(below) < 8
        places = keys(self.data, "below")
        units = visible_units(self.membership).filter(pk__in=places).values_list("pk", flat=True)
        stays = self.kind in (SuccessionKind.RENAME, SuccessionKind.MOVE, SuccessionKind.DISSOLVE)
        return Plan(
            of=self.of,
            kind=self.kind,
            on=self.on,
            basis=self.act_form.cleaned_data["basis"],
            before=tuple(one.pk for one in self.before),
            existing=() if stays else tuple(one.pk for one in self.existing),
            new=tuple(form.new() for form in forms if form.is_valid()),
            parent=self.parent.pk if self.kind == SuccessionKind.MOVE and self.parent else None,
            below=next(iter(units), None) if self.is_of_units else None,
            below_new=int(below[4:]) if is_new and self.is_of_units else None,
            kinds=tuple(self.data.getlist("kinds"))[:50] if self.is_of_units else (),
            decisions=decisions(self.data),
        )


def keys_of_new(data: QueryDict, fields: tuple[str, ...]) -> set[int]:
    """Primary keys chosen in the forms of new ones."""
    return {
        key
        for name in data
        if name.startswith("new-") and name.rpartition("-")[2] in fields
        for key in keys(data, name)
    }


def _rank(field: str) -> Case:
    """The order of levels, from above."""
    return Case(
        *(When(**{field: level}, then=Value(level.rank)) for level in Level),
        output_field=IntegerField(),
    )
