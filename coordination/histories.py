"""What became of an object: recorded changes and named moves, newest first.

Apps above register their objects from `shell.py`:

    histories.register(
        Program,
        visible=visible_programs,
        url="program",
        hidden=("review_round",),
        related=(
            Related(Party, "program", of_a_part("organization")),
            Related(Target, "party__program", describe_target),
        ),
    )
"""

import dataclasses
import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.utils.translation import pgettext

from coordination import access, wording
from coordination.changes import Change, Line, Things, of_a_part, of_the_object, references
from coordination.history import table_of
from coordination.models import (
    AreaCover,
    CommitteeDecision,
    Event,
    Membership,
    Organization,
    OrganizationKind,
    OrganizationName,
    OrganizationParent,
    Person,
    Position,
    Seat,
    SteeringCommittee,
    Succession,
    Unit,
    UnitCalendar,
    UnitName,
    UnitParent,
    User,
)
from coordination.models.successions import (
    SuccessionOrganizationAfter,
    SuccessionOrganizationBefore,
    SuccessionUnitAfter,
    SuccessionUnitBefore,
)
from coordination.naming import named_organizations, named_units, organization_name
from coordination.people import with_offices

Describe = Callable[[Change], list[Line]]

# A move is written by the transaction that makes its changes, a moment after it has begun.
SAME_TRANSACTION = dt.timedelta(seconds=10)


@dataclasses.dataclass(frozen=True)
class Related:
    """Rows whose history belongs to an object's.

    `path` leads from the row to the object, by a field of its own; where other rows lie between
    that may be gone, it is `through` them. `describe` gives a change's sentences.
    """

    model: type[models.Model]
    path: str | Callable[[list], models.Q]
    describe: Describe
    hidden: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True)
class Subject:
    """A model whose objects have a history page, for whoever finds them in `visible`."""

    model: type[models.Model]
    visible: Callable[[Membership], QuerySet]
    url: str
    related: tuple[Related, ...]
    describe: Describe
    hidden: tuple[str, ...]
    selves: Callable[[Any], list[models.Model]]


@dataclasses.dataclass
class Entry:
    """What one person did in one go."""

    at: dt.datetime
    actor: str
    role: str
    reason: str
    moves: list[str]
    lines: list[Line]
    membership_id: int | None


_subjects: dict[str, Subject] = {}
_fetchers: dict[type[models.Model], Callable[[set, dt.date], QuerySet]] = {}


def register(
    model: type[models.Model],
    *,
    visible: Callable[[Membership], QuerySet],
    url: str = "",
    related: tuple[Related, ...] = (),
    describe: Describe = of_the_object,
    hidden: tuple[str, ...] = (),
    selves: Callable[[Any], list[models.Model]] = lambda thing: [thing],
) -> None:
    """Give the objects of `model` a history page.

    `url` names the object's own page (taking its primary key); `hidden` fields are not told;
    `selves` gives all rows whose history is the object's, where several were merged into one.
    """
    _subjects[model._meta.label_lower] = Subject(
        model, visible, url, related, describe, hidden, selves
    )


def register_names(model: type[models.Model], fetch: Callable[[set, dt.date], QuerySet]) -> None:
    """How to fetch `model` objects by their keys so that `str()` of them asks nothing more."""
    _fetchers[model] = fetch


def subject(label: str) -> Subject | None:
    """What is registered under `app.model`."""
    return _subjects.get(label)


def entries(thing: models.Model, *, today: dt.date) -> list[Entry]:
    """Everything recorded about an object, newest first; names as they are on the day `today`."""
    about = _subjects[thing._meta.label_lower]
    sources = [
        (about.model, "pgh_obj", about.describe, about.hidden),
        *((one.model, one.path, one.describe, (*one.hidden, one.path)) for one in about.related),
    ]
    selves = about.selves(thing)
    loaded = [
        (model, rows_of(model, path, selves), describe, frozenset(hidden))
        for model, path, describe, hidden in sources
    ]
    moves = [move for one in selves for move in Event.objects.about(one)]
    actors = actors_of(loaded, moves, today)
    things = Things(fetch_things(loaded, today))
    found: dict[Any, Entry] = {}
    for model, rows, describe, hidden in loaded:
        for row, change in changes(model, rows, things, hidden):
            if lines := describe(change):
                key = row.pgh_context_id or (row.pgh_created_at, "sql")
                entry = found.setdefault(key, entry_of(row, actors))
                entry.lines.extend(lines)
                entry.reason = entry.reason or reason_of(row)
    told = list(found.values())
    for move in moves:
        add_move(told, move, actors)
    told.sort(key=lambda entry: entry.at)
    return told[::-1]


def rows_of(model: type[models.Model], path, selves: list[models.Model]) -> list[models.Model]:
    """The rows of the model's event table that tell about the object, oldest first."""
    keys = [one.pk for one in selves]
    wanted = path(keys) if callable(path) else models.Q(**{f"{path}__in": keys})
    return list(table_of(model).objects.filter(wanted).order_by("pgh_id"))


def through(*steps: tuple[str, type[models.Model]], last: str) -> Callable[[list], models.Q]:
    """A way to the object over rows that may be gone: they are looked up in their history.

    `steps`: field and the model that it points to; `last`: the last one's field of the object.
    """

    def wanted(keys: list) -> models.Q:
        condition = models.Q(**{f"{last}__in": keys})
        for name, model in reversed(steps):
            rows = table_of(model).objects.filter(condition)
            condition = models.Q(**{f"{name}__in": rows.values("pgh_obj_id")})
        return condition

    return wanted


def changes(model, rows, things: Things, hidden: frozenset[str]):
    """Each recorded row with what it changed against the one before."""
    before: dict[Any, models.Model] = {}
    for row in rows:
        # links between rows have only their own key
        key = row.pgh_obj_id if hasattr(row, "pgh_obj_id") else row.id
        earlier = before.get(key)
        is_removal = row.pgh_label == "delete"
        yield (
            row,
            Change(
                model=model,
                label=row.pgh_label,
                before=row if is_removal else earlier,
                after=None if is_removal else row,
                things=things,
                hidden=hidden,
            ),
        )
        before[key] = row


def entry_of(row: models.Model, actors: dict[int, Membership]) -> Entry:
    """An empty entry of the transaction that wrote the row."""
    context = row.pgh_context or {}
    membership = actors.get(context.get("membership"))
    return Entry(
        at=row.pgh_created_at,
        actor=context.get("name") or wording.source_label(context.get("source", "sql")),
        role=role_of(membership),
        reason=reason_of(row),
        moves=[],
        lines=[],
        membership_id=context.get("membership"),
    )


def reason_of(row: models.Model) -> str:
    return (row.pgh_context or {}).get("reason", "")


def role_of(membership: Membership | None) -> str:
    """The role and organisation in which somebody acted."""
    if membership is None:
        return ""
    parts = (membership.get_role_display(), membership.organization_name)
    return ", ".join(part for part in parts if part)


def add_move(told: list[Entry], move: Event, actors: dict[int, Membership]) -> None:
    """Put a named move to the changes of its transaction, or on its own."""
    label = wording.event_label(move.code)
    same_hand = [
        entry
        for entry in told
        if entry.membership_id == move.by_id
        and dt.timedelta(0) <= move.at - entry.at <= SAME_TRANSACTION
    ]
    if same_hand:
        entry = max(same_hand, key=lambda one: one.at)
        entry.moves.append(label)
        entry.reason = entry.reason or move.reason
        return
    membership = actors.get(move.by_id)
    told.append(
        Entry(
            at=move.at,
            actor=membership.user.full_name if membership else "",
            role=role_of(membership),
            reason=move.reason,
            moves=[label],
            lines=[],
            membership_id=move.by_id,
        )
    )


def actors_of(loaded, moves: list[Event], today: dt.date) -> dict[int, Membership]:
    """The memberships that acted, with their users and organisations' names, in one query."""
    wanted = {move.by_id for move in moves}
    for _model, rows, _describe, _hidden in loaded:
        wanted |= {(row.pgh_context or {}).get("membership") for row in rows}
    return (
        Membership.objects.filter(pk__in=wanted - {None})
        .select_related("user")
        .annotate(organization_name=organization_name("organization_id", today))
        .in_bulk()
    )


def fetch_things(loaded, today: dt.date) -> dict[type[models.Model], dict]:
    """All objects that the rows point to, one query per model."""
    wanted: dict[type[models.Model], set] = defaultdict(set)
    for model, rows, _describe, _hidden in loaded:
        for related, pk in references(rows, model):
            wanted[related].add(pk)
    return {
        model: {
            one.pk: one
            for one in (
                _fetchers[model](keys, today)
                if model in _fetchers
                else model._base_manager.filter(pk__in=keys)
            )
        }
        for model, keys in wanted.items()
    }


def of_a_side(side: str, name: str) -> Describe:
    """Sentences for what stood before or after an act."""

    def describe(change: Change) -> list[Line]:
        label = (
            pgettext("reorganisation", "Before")
            if side == "before"
            else pgettext("reorganisation", "After")
        )
        return [Line(label, after=change.shown(change.model._meta.get_field(name), change.row))]

    return describe


register_names(Unit, lambda keys, on: named_units(Unit.objects.filter(pk__in=keys), on))
register_names(
    Organization,
    lambda keys, on: named_organizations(Organization.objects.filter(pk__in=keys), on),
)
register_names(
    Membership,
    lambda keys, on: Membership.objects.filter(pk__in=keys).select_related("user"),
)

register(
    Unit,
    visible=access.visible_units,
    url="unit",
    related=(
        Related(UnitName, "unit", of_a_part("name")),
        Related(UnitParent, "unit", of_a_part("parent")),
        Related(AreaCover, "area", of_a_part("unit")),
        Related(UnitCalendar, "unit", of_a_part("year_starts_day", "year_starts_month")),
    ),
)
register(
    Organization,
    visible=access.visible_organizations,
    url="organization",
    related=(
        Related(OrganizationName, "organization", of_a_part("name")),
        Related(OrganizationParent, "organization", of_a_part("parent")),
        Related(Position, "organization", of_a_part("person", "title")),
    ),
)
register(OrganizationKind, visible=access.visible_kinds, url="kind_edit")
register(
    SteeringCommittee,
    visible=access.visible_committees,
    url="committee",
    related=(
        Related(CommitteeDecision, "committee", of_a_part("number")),
        Related(Seat, "committee", of_a_part("person")),
    ),
)
register_names(
    Person, lambda keys, on: with_offices(Person.objects.filter(pk__in=keys).order_by("pk"), on)
)
register(
    Person,
    visible=access.visible_people,
    url="person",
    hidden=("phone", "email"),  # for the people of the same unit only, and not even told to them
    related=(
        Related(Position, "person", of_a_part("organization", "title")),
        Related(Seat, "person", of_a_part("committee", "role")),
    ),
    selves=lambda person: [person, *person.merged.order_by("pk")],
)
register(
    Succession,
    visible=access.visible_reorganisations,
    url="reorganisation",
    hidden=("history_context",),
    related=(
        Related(SuccessionUnitBefore, "succession", of_a_side("before", "unit")),
        Related(SuccessionUnitAfter, "succession", of_a_side("after", "unit")),
        Related(SuccessionOrganizationBefore, "succession", of_a_side("before", "organization")),
        Related(SuccessionOrganizationAfter, "succession", of_a_side("after", "organization")),
        Related(Membership, "taken_over_in", of_a_part("user", "organization")),
    ),
)
register(
    User,
    visible=access.administered_users,
    url="user",
    hidden=("created_at",),
    related=(Related(Membership, "user", of_a_part("organization", "role")),),
)
