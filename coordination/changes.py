"""One recorded change of one row, and the sentences that tell it."""

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from functools import cached_property

from django.db import models
from django.utils import formats, timezone
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

LONG_TEXT = 300
_CREATED, _REMOVED = "insert", "delete"


@dataclasses.dataclass(frozen=True)
class Line:
    """A sentence: `label: before → after`; without `before` and `after` the label stands alone."""

    label: str
    before: str | None = None
    after: str | None = None


class Things:
    """The objects that changed rows point to, fetched with one query per model."""

    def __init__(self, found: Mapping[type[models.Model], Mapping[object, models.Model]]):
        self._found = found

    def get(self, model: type[models.Model], pk) -> models.Model | None:
        return self._found.get(model, {}).get(pk)


@dataclasses.dataclass(frozen=True, eq=False)
class Change:
    """A row's state before and after; `before` is None for a new row, `after` for a removed one.

    Both are rows of the model's event table, with the model's own field names.
    """

    model: type[models.Model]
    label: str
    before: models.Model | None
    after: models.Model | None
    things: Things
    hidden: frozenset[str] = frozenset()

    @property
    def is_creation(self) -> bool:
        return self.label == _CREATED

    @property
    def is_removal(self) -> bool:
        return self.label == _REMOVED

    @property
    def row(self) -> models.Model:
        """The state after the change; of a removed row the last one."""
        return self.after or self.before

    @cached_property
    def fields(self) -> list[models.Field]:
        """The model's recorded fields that may be shown."""
        recorded = {field.name for field in self.row._meta.fields}
        return [
            field
            for field in self.model._meta.fields
            if field.name in recorded and not field.primary_key and field.name not in self.hidden
        ]

    @property
    def changed(self) -> list[models.Field]:
        """Shown fields whose value differs."""
        return [
            field
            for field in self.fields
            if getattr(self.before, field.attname, None) != getattr(self.after, field.attname, None)
        ]

    def thing(self, name: str) -> models.Model | None:
        """The object that the foreign key `name` of the row points to."""
        field = self.model._meta.get_field(name)
        return self.things.get(field.related_model, getattr(self.row, field.attname))

    def shown(self, field: models.Field, row: models.Model | None) -> str:
        """A field's value of a row, as a reader understands it."""
        value = getattr(row, field.attname) if row is not None else None
        if value is None or value == "":
            return _("empty")
        if field.is_relation:
            return str(self.things.get(field.related_model, value) or value)
        if field.choices:
            return str(dict(field.flatchoices).get(value, value))
        return plain(value)


def plain(value) -> str:
    """A value without a relation or a choice, in the reader's language."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dt.datetime):
        return f"{timezone.localtime(value):%H:%M %d/%m/%Y}"
    if isinstance(value, dt.date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, Decimal):
        return formats.localize(value.normalize(), use_l10n=True)
    return Truncator(str(value)).chars(LONG_TEXT)


def of_the_object(change: Change) -> list[Line]:
    """Default sentences for the object itself: a line per field."""
    if change.is_creation:
        return [Line(_("Entered"), after="; ".join(details_of(change, change.fields)))]
    if change.is_removal:
        return [Line(_("Removed"))]
    return [
        Line(
            label_of(field),
            before=change.shown(field, change.before),
            after=change.shown(field, change.after),
        )
        for field in change.changed
    ]


def of_a_part(*title: str) -> Callable[[Change], list[Line]]:
    """Sentences for a row that belongs to the object, named by the fields `title`."""

    def describe(change: Change) -> list[Line]:
        named = ", ".join(
            change.shown(change.model._meta.get_field(name), change.row) for name in title
        )
        kind = capfirst(str(change.model._meta.verbose_name))
        rest = [field for field in change.fields if field.name not in title]
        if change.is_creation or change.is_removal:
            verb = _("%(kind)s added") if change.is_creation else _("%(kind)s removed")
            details = details_of(change, rest)
            return [Line(verb % {"kind": kind}, after="; ".join([named, *details]))]
        return [
            Line(
                f"{kind} {named}, {label_of(field)}",
                before=change.shown(field, change.before),
                after=change.shown(field, change.after),
            )
            for field in change.changed
        ]

    return describe


def details_of(change: Change, fields: Iterable[models.Field]) -> list[str]:
    """What a new or removed row says, field by field."""
    return [
        f"{label_of(field)} {change.shown(field, change.row)}"
        for field in fields
        if not is_empty(getattr(change.row, field.attname))
    ]


def label_of(field: models.Field) -> str:
    """The field's name for people."""
    return str(field.verbose_name)


def is_empty(value) -> bool:
    """Whether there is nothing worth telling in the line of a new row."""
    return value is None or value == "" or value is False


def references(rows: Iterable[models.Model], model: type[models.Model]):
    """All (related model, primary key) that the event rows point to."""
    fields = [field for field in model._meta.fields if field.is_relation]
    for row in rows:
        recorded = row.__dict__
        for field in fields:
            if (pk := recorded.get(field.attname)) is not None:
                yield field.related_model, pk
