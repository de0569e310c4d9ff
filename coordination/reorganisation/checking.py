"""Every fault of a plan, as a sentence; nothing is written here."""

from collections.abc import Iterator

from django.db.models import F, Q
from django.utils.translation import gettext as _

from coordination.models import (
    Level,
    Organization,
    OrganizationName,
    OrganizationParent,
    Position,
    Succession,
    SuccessionKind,
    Unit,
    UnitName,
    UnitParent,
)
from coordination.reorganisation.plan import ENDING, New, Plan
from coordination.reorganisation.situation import Situation, Thing
from coordination.sql import UnitsBelow

FIRST_YEAR, LAST_YEAR = 1930, 2200
MOST_BEFORE, MOST_AFTER = 200, 40
MOST_TOLD = 5


def problems(plan: Plan, situation: Situation | None = None) -> list[str]:
    """Everything that keeps the plan from being carried out."""
    situation = situation or Situation(plan)
    if not FIRST_YEAR <= plan.on.year <= LAST_YEAR:
        return [_("The day lies too far away.")]
    found = [*_counts(plan), *_basis(plan)]
    if found:
        return found
    return [
        *_before(situation),
        *_after(situation),
        *_acts(situation),
        *_offices(situation),
        *_new(situation),
        *(_rename(situation) if plan.kind == SuccessionKind.RENAME else ()),
        *(_move(situation) if plan.kind == SuccessionKind.MOVE else ()),
        *_below(situation),
        *_kinds(situation),
    ]


def _day(day) -> str:
    return f"{day:%d/%m/%Y}"


def _counts(plan: Plan) -> Iterator[str]:
    after = len(plan.existing) + len(plan.new)
    if not plan.before:
        yield _("Choose what is reorganised.")
    if len(plan.before) > MOST_BEFORE or after > MOST_AFTER:
        yield _("One act holds at most %(before)d before and %(after)d after; make several.") % {
            "before": MOST_BEFORE,
            "after": MOST_AFTER,
        }
    yield from _COUNTS[plan.kind](plan, after)


def _count_rename(plan: Plan, after: int) -> Iterator[str]:
    if len(plan.before) > 1:
        yield _("A rename is of one only.")
    if len(plan.new) != 1 or plan.existing:
        yield _("Write the new name.")


def _count_move(plan: Plan, after: int) -> Iterator[str]:
    if after:
        yield _("What moves stays the same; nothing comes after it.")
    if plan.parent is None:
        yield _("Choose under which one it moves.")


def _count_merge(plan: Plan, after: int) -> Iterator[str]:
    if after != 1:
        yield _("A merger has exactly one that comes after: an existing or a new one.")
    elif plan.before and not plan.ending:
        yield _("Choose what is merged into it.")


def _count_split(plan: Plan, after: int) -> Iterator[str]:
    if len(plan.before) > 1:
        yield _("A split is of one only.")
    if after < 2:
        yield _("A split has at least two that come after.")


def _count_dissolve(plan: Plan, after: int) -> Iterator[str]:
    if after:
        yield _("Nothing comes after what is dissolved.")


_COUNTS = {
    SuccessionKind.RENAME: _count_rename,
    SuccessionKind.MOVE: _count_move,
    SuccessionKind.MERGE: _count_merge,
    SuccessionKind.SPLIT: _count_split,
    SuccessionKind.DISSOLVE: _count_dissolve,
}


def _basis(plan: Plan) -> Iterator[str]:
    if not plan.basis.strip():
        yield _("Write the legal basis: number, date and issuer of the decision.")


def _before(situation: Situation) -> Iterator[str]:
    plan = situation.plan
    if len(situation.before) < len(set(plan.before)):
        yield _("Something that was chosen is not there any more.")
    for one in situation.before:
        yield from _existed(one, plan.eve, _("“%(name)s” did not exist yet on %(day)s."))


def _existed(one: Thing, on, too_early: str) -> Iterator[str]:
    """Whether it existed on the day; an organisation only while its unit did."""
    for holder in (one, one.unit) if isinstance(one, Organization) else (one,):
        if holder.valid_from and holder.valid_from > on:
            yield too_early % {"name": one, "day": _day(on)}
            return
        if holder.valid_to and holder.valid_to < on:
            yield _("“%(name)s” had ended already on %(day)s.") % {
                "name": one,
                "day": _day(holder.valid_to),
            }
            return


def _after(situation: Situation) -> Iterator[str]:
    plan = situation.plan
    if len(situation.existing) < len(set(plan.existing)):
        yield _("Something that was chosen is not there any more.")
    for one in situation.existing:
        if one.pk not in plan.before:
            yield from _existed(one, plan.on, _("“%(name)s” does not exist yet on %(day)s."))


def _acts(situation: Situation) -> Iterator[str]:
    """What was reorganised on the day or later has to be undone first.

    A rename and a move of the same day go together, and so does what goes into one.
    """
    plan, owner = situation.plan, situation.plan.of.value
    later = Succession.objects.filter(
        Q(**{f"{owner}_before__in": plan.before}) | Q(**{f"{owner}_after__in": plan.before}),
        on__gte=plan.on,
    ).distinct()
    for act in later.order_by("on", "pk"):
        is_beside = {act.kind, plan.kind} == {SuccessionKind.RENAME, SuccessionKind.MOVE}
        if act.on > plan.on or not is_beside:
            yield _("It was reorganised on %(day)s already (%(kind)s); undo that first.") % {
                "day": _day(act.on),
                "kind": act.get_kind_display(),
            }


def _offices(situation: Situation) -> Iterator[str]:
    """Nobody takes office in what is no more: such a position has to be corrected first."""
    plan = situation.plan
    if not plan.ending:
        return
    late = Position.objects.filter(
        organization__in=[one.pk for one in situation.organizations], valid_from__gte=plan.on
    ).select_related("person")
    for one in late.order_by("valid_from", "pk")[:MOST_TOLD]:
        yield _(
            "%(name)s takes office there on %(day)s (%(title)s), after its end; correct the "
            "position, or choose a later day."
        ) % {"name": one.person.name, "day": _day(one.valid_from), "title": one.title}


def _new(situation: Situation) -> Iterator[str]:
    plan = situation.plan
    names = [one.name.strip().casefold() for one in plan.new]
    if len(set(names)) < len(names):
        yield _("Two new ones have the same name.")
    for number, one in enumerate(plan.new, start=1):
        name = one.name.strip() or _("new one %(number)d") % {"number": number}
        if not one.name.strip():
            yield _("%(name)s: write the name.") % {"name": name}
        if plan.kind in ENDING:
            faults = _new_unit if plan.is_of_units else _new_organization
            for fault in faults(situation, one):
                yield f"{name}: {fault}"


def _new_unit(situation: Situation, one: New) -> Iterator[str]:
    plan = situation.plan
    if one.level not in Level.values:
        yield _("choose its level.")
        return
    if one.parent is None and one.level != Level.NATION:
        yield _("choose the unit under which it stands.")
    if one.parent is not None:
        yield from _stands_under(situation, one.level, one.parent)
        twins = UnitName.objects.at(plan.on).filter(
            name__iexact=one.name.strip(),
            unit__level=one.level,
            unit__in=UnitParent.objects.at(plan.on).filter(parent=one.parent).values("unit_id"),
        )
        alive = Unit.objects.at(plan.on).exclude(pk__in=plan.ending)
        if twins.filter(unit__in=alive).exists():
            yield _("a unit of this name stands there already; choose it as an existing one.")
    if one.code:
        bearers = Unit.objects.overlapping(plan.on, None).filter(code=one.code, level=one.level)
        if bearers.exclude(pk__in=plan.ending).exists():
            yield _("another unit has this official code at that time.")
        if sum(other.code == one.code for other in plan.new) > 1:
            yield _("the official code is given twice.")


def _stands_under(situation: Situation, level: str, parent: int) -> Iterator[str]:
    above = situation.thing(parent)
    if above is None:
        yield _("the unit above is not there any more.")
    elif above.pk in situation.plan.ending:
        yield _("“%(name)s” ends itself; choose another unit above.") % {"name": above}
    elif not above.is_valid_at(situation.plan.on):
        yield _("“%(name)s” does not exist on that day.") % {"name": above}
    elif Level(above.level).rank >= Level(level).rank:
        yield _("“%(name)s” is not of a higher level.") % {"name": above}


def _new_organization(situation: Situation, one: New) -> Iterator[str]:
    plan = situation.plan
    if not one.kind:
        yield _("choose its kind.")
    if not one.short_name.strip():
        yield _("write the short name.")
    unit = Unit.objects.filter(pk=one.unit).first()
    if unit is None:
        yield _("choose its unit.")
    elif not unit.is_valid_at(plan.on):
        yield _("“%(name)s” does not exist on that day.") % {"name": unit}
    if one.parent is not None:
        above = situation.thing(one.parent)
        if above is None or above.pk in plan.ending or not above.is_valid_at(plan.on):
            yield _("its superior does not exist on that day.")
    twins = OrganizationName.objects.at(plan.on).filter(
        name__iexact=one.name.strip(), organization__unit=one.unit, organization__kind=one.kind
    )
    alive = Organization.objects.at(plan.on).exclude(pk__in=plan.ending)
    if twins.filter(organization__in=alive).exists():
        yield _("an organisation of this name is there already; choose it as an existing one.")


def _rename(situation: Situation) -> Iterator[str]:
    plan = situation.plan
    names = UnitName if plan.is_of_units else OrganizationName
    own = names.objects.filter(**{f"{plan.of.owner}__in": plan.before})
    later = own.filter(valid_from__gte=plan.on).order_by("valid_from").first()
    if later:
        yield _("It already gets the name “%(name)s” on %(day)s.") % {
            "name": later.name,
            "day": _day(later.valid_from),
        }
    now = own.at(plan.eve).order_by(F("valid_from").desc(nulls_last=True)).first()
    if now and plan.new and _is_same_name(now, plan.new[0]):
        yield _("The new name is the old one.")
    if not plan.is_of_units and plan.new and not plan.new[0].short_name.strip():
        yield _("Write the short name.")


def _is_same_name(now: UnitName | OrganizationName, new: New) -> bool:
    fields = ("name", "short_name", "symbol", "print_lines", "superior_line")
    return all(getattr(now, field, "") == getattr(new, field) for field in fields)


def _move(situation: Situation) -> Iterator[str]:
    plan = situation.plan
    above = situation.thing(plan.parent)
    if above is None:
        yield _("Something that was chosen is not there any more.")
        return
    places = UnitParent if plan.is_of_units else OrganizationParent
    for one in situation.before:
        if plan.is_of_units:
            if Unit.objects.filter(pk=above.pk, id__in=UnitsBelow.ids(one.pk, plan.on)).exists():
                yield _("“%(name)s” cannot stand under itself.") % {"name": one}
                continue
            for fault in _stands_under(situation, one.level, above.pk):
                yield f"{one}: {fault}"
        elif above.pk == one.pk:
            yield _("“%(name)s” cannot stand under itself.") % {"name": one}
        elif not above.is_valid_at(plan.on):
            yield _("“%(name)s” does not exist on that day.") % {"name": above}
        own = places.objects.filter(**{plan.of.owner: one.pk})
        if own.filter(valid_from__gte=plan.on).exists():
            yield _("“%(name)s” already moves on that day or later.") % {"name": one}
        elif own.at(plan.eve).filter(parent=above.pk).exists():
            yield _("“%(name)s” stands there already.") % {"name": one}


def _below(situation: Situation) -> Iterator[str]:
    """Where what stands under a unit that ends goes, must be able to hold it."""
    plan = situation.plan
    if not plan.is_of_units or not plan.ending:
        return
    if plan.below is not None:
        yield from _holds_what_stands_below(situation)
    if plan.below_new is not None and not 0 <= plan.below_new < len(plan.new):
        yield _("Choose where the units below go.")


def _holds_what_stands_below(situation: Situation) -> Iterator[str]:
    chosen = situation.thing(situation.plan.below)
    if chosen is None:
        yield _("Something that was chosen is not there any more.")
    elif chosen.pk in situation.plan.ending:
        yield _("What stands below cannot go to a unit that ends itself.")
    elif not chosen.is_valid_at(situation.plan.on):
        yield _("“%(name)s” does not exist on that day.") % {"name": chosen}
    elif any(Level(chosen.level).rank >= Level(one.level).rank for one in situation.units_below):
        yield _("“%(name)s” is not of a higher level.") % {"name": chosen}


def _kinds(situation: Situation) -> Iterator[str]:
    if situation.plan.kinds and situation.plan.kind == SuccessionKind.DISSOLVE:
        yield _("What is dissolved has nothing that takes over its organisations.")
