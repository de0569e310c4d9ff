"""Plans in a few words, and the state of every business table."""

import datetime as dt

from django.apps import apps
from django.utils import timezone

from coordination.history import recorded
from coordination.models import Organization, Succession, SuccessionKind, Unit
from coordination.reorganisation.acts import carry_out
from coordination.reorganisation.plan import New, Plan, Subject
from coordination.reorganisation.undo import undo

DAY = dt.date(2025, 7, 1)
EVE = dt.date(2025, 6, 30)
BASIS = "Nghị quyết số 01/NQ"
# What is only added to, and remembers an act after it was undone.
REMEMBERS = {"coordination_event"}


def plan(kind: str, *before, into=(), on=DAY, **fields) -> Plan:
    """An act of units or organisations; `into`: what exists and what is new, in any order."""
    of = Subject.UNITS if isinstance(before[0], Unit) else Subject.ORGANIZATIONS
    into = into if isinstance(into, list | tuple) else [into]
    for name in ("parent", "below"):
        if isinstance(fields.get(name), Unit | Organization):
            fields[name] = fields[name].pk
    return Plan(
        of=of,
        kind=SuccessionKind(kind),
        on=on,
        basis=BASIS,
        before=tuple(one.pk for one in before),
        existing=tuple(one.pk for one in into if not isinstance(one, New)),
        new=tuple(one for one in into if isinstance(one, New)),
        **fields,
    )


def act(*args, by=None, **kwargs) -> Succession:
    """Plan and carry out."""
    with recorded(by=by, source="web"):
        return carry_out(plan(*args, **kwargs), by=by, at=timezone.now())


def take_back(made: Succession, *, by=None, reason="Nhập nhầm") -> None:
    with recorded(by=by, source="web"):
        undo(made, by=by, at=timezone.now(), reason=reason)


def everything() -> dict[str, list]:
    """Every row of every business table."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        table = model._meta.db_table
        is_history = model.__name__.endswith("Event") and hasattr(model, "pgh_tracked_model")
        if (
            model._meta.app_label in ("coordination", "programs", "reports")
            and model._meta.managed
            and not model._meta.proxy
            and not is_history
            and table not in REMEMBERS
        ):
            found[table] = sorted(model._base_manager.values_list(), key=str)
    return found


def new_unit(name: str, under: Unit | None = None, level: str = "commune", **fields) -> New:
    return New(name=name, level=level, parent=under and under.pk, **fields)


def new_organization(name: str, unit: Unit, kind: str = "women", **fields) -> New:
    return New(name=name, short_name=name, kind=kind, unit=unit.pk, **fields)
