"""What every model shares: normalised Vietnamese text, dated facts, recorded changes."""

import dataclasses
import datetime as dt
import functools
from typing import Any

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from coordination.text import nfc

VIETNAMESE = "vi"  # the ICU collation that migration 0001 creates


class NfcMixin:
    """Stores text in Unicode NFC, whichever way it was typed (PostgreSQL tells NFC from NFD)."""

    def to_python(self, value):
        value = super().to_python(value)
        return nfc(value) if isinstance(value, str) else value

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return nfc(value) if isinstance(value, str) else value


class NameField(NfcMixin, models.CharField):
    """A short text that people sort by: NFC, Vietnamese order."""

    def __init__(self, *args, max_length=300, db_collation=VIETNAMESE, **kwargs):
        super().__init__(*args, max_length=max_length, db_collation=db_collation, **kwargs)


class TextField(NfcMixin, models.TextField):
    """A long text in NFC."""


def normalized(field: str) -> models.CheckConstraint:
    """The database's own guard that `field` is NFC, for key text columns."""
    return models.CheckConstraint(
        condition=Q(**{field: Func(F(field), function="normalize", output_field=TextField())}),
        name=f"%(app_label)s_%(class)s_{field}_is_nfc",
        violation_error_message=_("The text contains letters in a form that cannot be stored."),
    )


class DatedQuerySet(models.QuerySet):
    """Facts that hold from a day to a day, both included; an open side has no end."""

    def at(self, on: dt.date):
        """Those in force on the day `on`."""
        return self.overlapping(on, on)

    def overlapping(self, starts: dt.date | None, ends: dt.date | None):
        """Those in force on at least one day from `starts` to `ends`."""
        found = self
        if ends is not None:
            found = found.filter(Q(valid_from=None) | Q(valid_from__lte=ends))
        if starts is not None:
            found = found.filter(Q(valid_to=None) | Q(valid_to__gte=starts))
        return found


class Dated(models.Model):
    """A fact with a first and a last day (inclusive). None: until what it belongs to ends."""

    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_to = models.DateField(_("to"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="%(app_label)s_%(class)s_ends_after_it_begins",
                violation_error_message=_("The end lies before the beginning."),
            )
        ]

    def is_valid_at(self, on: dt.date) -> bool:
        """Whether this fact holds on the day `on`."""
        return (self.valid_from is None or self.valid_from <= on) and (
            self.valid_to is None or on <= self.valid_to
        )


@dataclasses.dataclass(frozen=True)
class Rule:
    """A rule that a trigger holds, where no constraint can: its name and a sentence for people.

    Models list theirs in `rules`; migrations `coordination.0007` and `0014` create the triggers. A
    violation is an IntegrityError with the rule's name, exactly as of a constraint.
    """

    name: str
    message: Any


def never_twice(name: str, *fields: str, message, condition: Q | None = None):
    """An exclusion constraint: rows equal in `fields` may not overlap in time."""
    span = Func(
        "valid_from", "valid_to", Value("[]"), function="daterange", output_field=DateRangeField()
    )
    return ExclusionConstraint(
        name=name,
        expressions=[
            *((field, RangeOperators.EQUAL) for field in fields),
            (span, RangeOperators.OVERLAPS),
        ],
        condition=condition,
        violation_error_message=message,
    )


def tracked(model=None, *, exclude: tuple[str, ...] = (), by_acts: bool = False):
    """Record every insert, update and delete of the model's rows by database triggers.

    Bulk and SQL writes are seen too. Who, for whom and why come from `coordination.history`.
    `by_acts`: reorganisations write it, whose undoing asks what their transaction wrote.
    """
    if model is None:
        return functools.partial(tracked, exclude=exclude, by_acts=by_acts)
    track = pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        exclude=list(exclude) or None,
        meta=_found_by_transaction() if by_acts else None,
    )
    return track(model)


def tracked_link(model=None, *, by_acts: bool = False):
    """Record the rows of a many-to-many table, given as a proxy of its `through` model."""
    if model is None:
        return functools.partial(tracked_link, by_acts=by_acts)
    track = pghistory.track(
        pghistory.InsertEvent(),
        pghistory.DeleteEvent(),
        obj_field=None,
        meta=_found_by_transaction() if by_acts else None,
    )
    return track(model)


def _found_by_transaction() -> dict[str, Any]:
    return {"indexes": [models.Index(fields=["pgh_context_id"])]}
