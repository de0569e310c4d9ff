"""Taking an act back by the history of its transaction, as long as nothing was built on it.

Rows that it inserted are deleted, rows that it changed get back what stood before, rows that it
deleted are inserted again. It is refused when any of these rows was changed later, when anything
refers to what the act created, or when an app above says that something was done on the new side.
"""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Iterator
from uuid import UUID

import pghistory.models
from django.db import IntegrityError, connection, models, transaction
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from coordination import history
from coordination.forms.base import explanation
from coordination.models import (
    AreaCover,
    Event,
    Membership,
    Organization,
    OrganizationName,
    OrganizationParent,
    Succession,
    Unit,
    UnitName,
    UnitParent,
)
from coordination.models.successions import (
    SuccessionOrganizationAfter,
    SuccessionOrganizationBefore,
    SuccessionUnitAfter,
    SuccessionUnitBefore,
)
from coordination.reorganisation import touched
from coordination.reorganisation.plan import Refused
from coordination.text import nfc
from coordination.wording import event_label

_OWN = (
    *(Unit, UnitName, UnitParent, AreaCover),
    *(Organization, OrganizationName, OrganizationParent),
    *(Succession, SuccessionUnitBefore, SuccessionUnitAfter),
    *(SuccessionOrganizationBefore, SuccessionOrganizationAfter),
)
_MOST_TOLD = 5


def undo(act: Succession, *, by: Membership | None, at: dt.datetime, reason: str) -> None:
    """Put everything back as it was before the act, or raise `Refused` with what stands in the way.

    What belongs to the same act (of the organisations of its units) goes with it.
    """
    reason = nfc(reason).strip()
    if not reason:
        raise Refused([_("Write why the act is undone.")])
    with transaction.atomic():
        act = Succession.objects.select_for_update().filter(pk=act.pk).first()
        if act is None:
            raise Refused([_("The act was undone already.")])
        trace = Trace.of(act.history_context)
        if found := objections(act, trace):
            raise Refused(found)
        things = [
            *(*act.units_before.all(), *act.organizations_before.all()),
            *(*act.units_after.all(), *act.organizations_after.all()),
        ]
        told = {"kind": act.kind, "on": act.on.isoformat(), "basis": act.basis}
        history.because(reason)
        _take_back(trace)
        for thing in dict.fromkeys(things):
            if thing.pk not in trace.inserted.get(type(thing), ()):
                history.record("reorganisation.undone", thing, by=by, at=at, reason=reason, **told)


def objections(act: Succession, trace: "Trace | None" = None) -> list[str]:
    """Why the act cannot be undone; empty when it can."""
    if act.history_context is None:
        return [_("The act came with a case file; it cannot be undone here.")]
    trace = trace or Trace.of(act.history_context)
    acts = list(Succession.objects.filter(history_context=act.history_context))
    found = [
        *_later_acts(acts),
        *trace.gaps(),
        *trace.later_changes(),
        *trace.references(),
        *touched.done_since(acts),
    ]
    return list(dict.fromkeys(found))[:_MOST_TOLD]


@dataclasses.dataclass
class Trace:
    """What the transaction of one act wrote, by model: rows as it found them and left them."""

    inserted: dict[type[models.Model], set[int]] = dataclasses.field(default_factory=dict)
    left: dict[type[models.Model], dict[int, models.Model]] = dataclasses.field(
        default_factory=dict
    )
    old: dict[type[models.Model], dict[int, models.Model | None]] = dataclasses.field(
        default_factory=dict
    )
    deleted: dict[type[models.Model], set[int]] = dataclasses.field(default_factory=dict)

    @classmethod
    def of(cls, context: UUID) -> "Trace":
        trace = cls()
        for model in (*_OWN, *touched.written_models()):
            events = _events(model)
            written = list(events.filter(pgh_context_id=context).order_by("pgh_id"))
            if written:
                trace._read(model, events, written)
        return trace

    def _read(self, model, events, written) -> None:
        first: dict[int, models.Model] = {}
        for row in written:
            first.setdefault(row.id, row)
            self.left.setdefault(model, {})[row.id] = row
        new = {pk for pk, row in first.items() if row.pgh_label == "insert"}
        gone = {row.id for row in written if row.pgh_label == "delete"}
        self.inserted[model] = new - gone
        self.deleted[model] = gone - new
        changed = set(first) - new
        until = max((first[pk].pgh_id for pk in changed), default=0)
        earlier = events.filter(_of(events.model, changed), pgh_id__lt=until).exclude(
            pgh_context_id=written[0].pgh_context_id
        )
        found = {row.id: row for row in earlier.order_by("pgh_id")}
        self.old[model] = {pk: found.get(pk) for pk in changed}

    def gaps(self) -> Iterator[str]:
        """Rows of which the history does not know what stood before."""
        if any(row is None for rows in self.old.values() for row in rows.values()):
            yield _("The history does not say what stood there before the act.")

    def later_changes(self) -> Iterator[str]:
        """Rows of the act that are not as it left them; what was changed and put back is."""
        for model, left in self.left.items():
            events = _events(model)
            latest = events.filter(_of(events.model, left)).order_by("id", "-pgh_id")
            for row in latest.distinct("id"):
                if _state(row) != _state(left[row.id]):
                    yield _("%(what)s was changed on %(day)s by %(who)s.") % {
                        "what": capfirst(str(model._meta.verbose_name)),
                        "day": f"{row.pgh_created_at:%d/%m/%Y}",
                        "who": (row.pgh_context or {}).get("name") or _("somebody"),
                    }

    def references(self) -> Iterator[str]:
        """What refers to something that the act created, without being part of the act."""
        for model, pks in self.inserted.items():
            if not pks:
                continue
            for other, field in _referring(model):
                found = other._base_manager.filter(**{f"{field}__in": pks})
                own = self._own_rows(other)
                if own:
                    found = found.exclude(pk__in=own)
                if row := found.order_by("pk").first():
                    yield _("“%(what)s” has since been used: %(kind)s (%(row)s).") % {
                        "what": _name_of(model, getattr(row, field)),
                        "kind": other._meta.verbose_name,
                        "row": event_label(row.code) if isinstance(row, Event) else row,
                    }

    def _own_rows(self, model: type[models.Model]) -> set[int]:
        """The rows of the model that the act wrote; links are known by their proxies.

        What was changed in them since is told by `later_changes`.
        """
        return {
            pk
            for one, pks in self.left.items()
            if one._meta.concrete_model is model._meta.concrete_model
            for pk in pks
        }


def _state(row: models.Model) -> tuple:
    """What a row of the history says of the thing: its fields, and whether it was deleted."""
    fields = [one.attname for one in row._meta.fields if not one.name.startswith("pgh_")]
    return (row.pgh_label == "delete", *(getattr(row, name) for name in fields))


def _later_acts(acts: list[Succession]) -> Iterator[str]:
    """Acts that were carried out later on what these are about."""
    newest = max(act.pk for act in acts)
    for owner in ("units", "organizations"):
        concerned = {
            one.pk
            for act in acts
            for side in ("before", "after")
            for one in getattr(act, f"{owner}_{side}").all()
        }
        later = Succession.objects.filter(**{f"{owner}_before__in": concerned}, pk__gt=newest)
        for act in later.distinct().order_by("pk"):
            yield _("It was reorganised again on %(day)s (%(kind)s); undo that first.") % {
                "day": f"{act.on:%d/%m/%Y}",
                "kind": act.get_kind_display(),
            }


def _events(model: type[models.Model]) -> models.QuerySet:
    """The history of a model."""
    return history.table_of(model).objects.all()


def _of(events: type[models.Model], pks: Iterable[int]) -> models.Q:
    """Rows of the history that tell of these; links between rows have only their own key."""
    is_indexed = any(field.name == "pgh_obj" for field in events._meta.fields)
    return models.Q(**{"pgh_obj__in" if is_indexed else "id__in": list(pks)})


def _referring(model: type[models.Model]) -> Iterator[tuple[type[models.Model], str]]:
    """Every stored model and foreign key that points to `model`; history tables apart."""
    for relation in model._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and (relation.one_to_many or relation.one_to_one)):
            continue
        other = relation.related_model
        if other._meta.managed and not issubclass(other, pghistory.models.Event):
            yield other, relation.field.name


def _name_of(model: type[models.Model], thing) -> str:
    if isinstance(thing, Membership):
        return _("role of %(name)s") % {"name": thing.user.full_name}
    return str(thing)


def _take_back(trace: Trace) -> None:
    """Delete, put back, insert again. Rules that triggers hold are asked when all is done."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            for model, pks in trace.inserted.items():
                table = connection.ops.quote_name(model._meta.db_table)
                cursor.execute(f"DELETE FROM {table} WHERE id = ANY(%s)", [list(pks)])  # noqa: S608
            for model, rows in trace.old.items():
                for pk, row in rows.items():
                    _put_back(model, pk, row, is_deleted=pk in trace.deleted[model])
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    except IntegrityError as error:
        raise Refused([explanation(error, _OWN)]) from error


def _put_back(model, pk: int, row: models.Model, *, is_deleted: bool) -> None:
    recorded = {field.name for field in row._meta.fields}
    values = {
        field.attname: getattr(row, field.attname)
        for field in model._meta.concrete_fields
        if field.name in recorded and not field.primary_key
    }
    if is_deleted:
        model(pk=pk, **values).save(force_insert=True)
    else:
        model._base_manager.filter(pk=pk).update(**values)
