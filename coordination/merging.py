"""Two entries of one person become one, and nothing that was recorded about either is lost.

Every row that refers to a person is found through the models, so that a table that comes later
takes part without being named here. The entry that is given up stays, without contacts, and says
into whom it was merged; the history of the kept one tells both.
"""

import dataclasses
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

import pghistory.models
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from coordination import history
from coordination.forms.base import explanation
from coordination.models import CaseItem, Membership, Person, Position, User

CONTACTS = ("phone", "email")


@dataclasses.dataclass
class Merging:
    """What a merge would do: shown before, carried out by `merge`.

    `moved`: how many rows of a kind go to the kept person. `joined`: spells of one position that
    become one: the row that stays with its new span, and those that go. `dropped`: rows that the
    kept person has already. `parted`: the account that stays, but belongs to nobody any more.
    """

    kept: Person
    duplicate: Person
    moved: list[tuple[str, int]] = dataclasses.field(default_factory=list)
    joined: list[tuple[Position, list[Position]]] = dataclasses.field(default_factory=list)
    dropped: list[models.Model] = dataclasses.field(default_factory=list)
    parted: User | None = None
    conflicts: list[str] = dataclasses.field(default_factory=list)


def references() -> list[models.ForeignKey]:
    """All foreign keys to a person, positions first, for a seat needs its holder in office."""
    found = [
        relation.field
        for relation in Person._meta.get_fields(include_hidden=True)
        if relation.auto_created
        and relation.concrete is False
        and not relation.many_to_many
        and not issubclass(relation.related_model, pghistory.models.Event)
    ]
    return sorted(found, key=lambda field: (field.model is not Position, field.model._meta.label))


def plan(*, kept: Person, duplicate: Person) -> Merging:
    """What merging `duplicate` into `kept` would do, and what stands against it."""
    found = Merging(kept, duplicate)
    if kept == duplicate or kept.merged_into_id or duplicate.merged_into_id:
        found.conflicts.append(_("One of the two was already merged. Open the person again."))
        return found
    for field in references():
        own = list(rows(field, kept))
        others = list(rows(field, duplicate))
        gone = set()
        if field.unique:
            if own and others:
                found.parted = others[0]
                gone = {others[0].pk}
        elif field.model is Position:
            found.joined = joined_positions(own, others)
            gone = {one.pk for _stays, go in found.joined for one in go}
        else:
            same = list(repeated(field, own, others))
            found.dropped += same
            gone = {one.pk for one in same}
            found.conflicts += list(conflicts(field, own, others))
        if moving := sum(one.pk not in gone for one in others):
            found.moved.append((capfirst(str(field.model._meta.verbose_name)), moving))
    return found


def rows(field: models.ForeignKey, person: Person) -> models.QuerySet:
    return field.model._base_manager.filter(**{field.name: person}).order_by("pk")


def merge(
    *, kept: Person, duplicate: Person, by: Membership, at: dt.datetime, reason: str = ""
) -> None:
    """Carry out what `plan` says. Raises ValidationError with sentences where something is amiss.

    A person found by an old address is the kept one from now on.
    """
    list(Person.objects.filter(pk__in=(kept.pk, duplicate.pk)).order_by("pk").select_for_update())
    kept.refresh_from_db()
    duplicate.refresh_from_db()
    planned = plan(kept=kept, duplicate=duplicate)
    if planned.conflicts:
        raise ValidationError(planned.conflicts)
    history.record("person.merged", kept, by=by, at=at, reason=reason, duplicate=duplicate.pk)
    try:
        with transaction.atomic():
            _carry_out(planned)
    except IntegrityError as error:
        raise ValidationError(explanation(error, {one.model for one in references()})) from error


def _carry_out(planned: Merging) -> None:
    kept, duplicate = planned.kept, planned.duplicate
    # First of all: by it the database knows that a frozen row goes from a person to the same one.
    duplicate.merged_into = kept
    duplicate.save()
    for row in planned.dropped:
        row.delete()
    for stays, go in planned.joined:
        for row in go:
            row.delete()
        stays.person = kept
        stays.save()
    if planned.parted:
        planned.parted.person = None
        planned.parted.save(update_fields=["person"])
    for field in references():
        rows(field, duplicate).update(**{field.name: kept})
    remembered(duplicate).update(object_id=str(kept.pk))
    for name in CONTACTS:
        if not getattr(kept, name):
            setattr(kept, name, getattr(duplicate, name))
        setattr(duplicate, name, "")
    duplicate.save()
    kept.save()


def remembered(person: Person) -> models.QuerySet[CaseItem]:
    """What loaded case files call this person: a later edition means the kept one."""
    return CaseItem.objects.filter(
        content_type__app_label=Person._meta.app_label,
        content_type__model=Person._meta.model_name,
        object_id=str(person.pk),
    )


# --- What the two have in common ---------------------------------------------------------------


def joined_positions(
    own: Iterable[Position], others: Iterable[Position]
) -> list[tuple[Position, list[Position]]]:
    """Spells of the same position that overlap, each as one: the row that stays, those that go."""
    spells = defaultdict(list)
    for one in (*own, *others):
        spells[one.organization_id, one.title].append(one)
    kept = {one.pk for one in own}
    found = []
    for same in spells.values():
        for group in overlapping(same):
            if len(group) > 1:
                group.sort(key=lambda one: (one.pk not in kept, one.pk))
                stays, *go = group
                found.append((spanning(stays, go), go))
    return found


def overlapping(spells: list[Position]) -> list[list[Position]]:
    """Groups of spells that touch each other in time."""
    groups: list[list[Position]] = []
    latest: dt.date | None = None
    for one in sorted(spells, key=lambda one: (one.valid_from or dt.date.min, one.pk)):
        if groups and (one.valid_from or dt.date.min) <= latest:
            groups[-1].append(one)
        else:
            groups.append([one])
            latest = dt.date.min
        latest = max(latest, one.valid_to or dt.date.max)
    return groups


def spanning(stays: Position, go: list[Position]) -> Position:
    """The row that stays, from the first day of all to the last, with the rank that is known."""
    group = [stays, *go]
    starts, ends = [one.valid_from for one in group], [one.valid_to for one in group]
    stays.valid_from = None if None in starts else min(starts)
    stays.valid_to = None if None in ends else max(ends)
    stays.rank = next((one.rank for one in group if one.rank), "")
    return stays


def repeated(field: models.ForeignKey, own: list, others: list) -> Iterable[models.Model]:
    """Rows of the duplicate that a unique constraint would not let stand beside the kept one's."""
    for constraint in field.model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and field.name in constraint.fields:
            rest = [name for name in constraint.fields if name != field.name]
            known = {values(row, rest) for row in own}
            yield from (row for row in others if values(row, rest) in known)


def conflicts(field: models.ForeignKey, own: list, others: list) -> Iterable[str]:
    """Sentences on rows of the two that cannot belong to one person at one time."""
    for constraint in field.model._meta.constraints:
        if not isinstance(constraint, ExclusionConstraint):
            continue
        equal = [
            name for name, operator in constraint.expressions if operator == RangeOperators.EQUAL
        ]
        if field.name not in equal:
            continue
        rest = [name for name in equal if name != field.name]
        for row in others:
            for other in own:
                if values(row, rest) == values(other, rest) and overlap(row, other):
                    yield sentence(row, rest)


def values(row: models.Model, names: list[str]) -> tuple:
    return tuple(getattr(row, row._meta.get_field(name).attname) for name in names)


def overlap(one, other) -> bool:
    """Whether two dated facts hold on a common day."""
    return (
        one.valid_from is None or other.valid_to is None or one.valid_from <= other.valid_to
    ) and (other.valid_from is None or one.valid_to is None or other.valid_from <= one.valid_to)


def sentence(row: models.Model, names: list[str]) -> str:
    """What both have at one time, by the fields that they share."""
    where = ", ".join(str(getattr(row, name)) for name in names)
    return _(
        "Both have at the same time: %(kind)s (%(where)s). End or correct one of the two first."
    ) % {"kind": row._meta.verbose_name, "where": where}
