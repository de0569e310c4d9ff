"""Who changes what, and why: the context that the database's history triggers write down.

The triggers (pghistory) read two transaction-local settings. They are set once per transaction,
so that bulk writes and plain SQL inside it are recorded with their actor too.
"""

import contextlib
import functools
import json
import uuid
from collections.abc import Iterator

import pghistory.models
from django.apps import apps
from django.db import connection, models, transaction

from coordination.models import Event, Membership
from coordination.text import nfc

_SET = (
    "SELECT set_config('pghistory.context_id', %s, true), "
    "set_config('pghistory.context_metadata', %s, true)"
)


@contextlib.contextmanager
def recorded(*, by: Membership | None, source: str, reason: str = "") -> Iterator[None]:
    """A transaction whose changes are recorded: by whom, from which source, for which reason.

    `source` is a stable code: `web`, `load_case`, `command:NAME`, `worker`. Nested use joins the
    outer transaction and replaces the reason from there on.
    """
    with transaction.atomic():
        metadata = {"source": source, "membership": by.pk if by else None}
        if by:
            metadata |= {"user": by.user_id, "name": by.user.full_name}
        if reason:
            metadata["reason"] = reason
        with connection.cursor() as cursor:
            cursor.execute(_SET, [str(uuid.uuid4()), json.dumps(metadata, ensure_ascii=False)])
        yield


@contextlib.contextmanager
def as_one(reason: str) -> Iterator[uuid.UUID]:
    """Within a transaction: the block's changes are recorded under an identifier of their own.

    By it they are found again as one. Who and from where stays as the transaction has it.
    """
    names = ("pghistory.context_id", "pghistory.context_metadata")
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s, true), current_setting(%s, true)", names)
        outer, metadata = (value or "" for value in cursor.fetchone())
        context = uuid.uuid4()
        within = json.loads(metadata or "{}") | {"reason": nfc(reason)}
        cursor.execute(_SET, [str(context), json.dumps(within, ensure_ascii=False)])
        yield context
        cursor.execute(_SET, [outer, metadata])


@functools.cache
def table_of(model: type[models.Model]) -> type[models.Model]:
    """The model of a tracked model's event rows; of links between rows, of their proxy."""
    return next(
        table
        for table in apps.get_models()
        if issubclass(table, pghistory.models.Event)
        and getattr(table, "pgh_tracked_model", None) is model
    )


def because(reason: str) -> None:
    """Add the reason to all that the running transaction still changes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('pghistory.context_metadata', true)")
        metadata = json.loads(cursor.fetchone()[0] or "{}") | {"reason": nfc(reason)}
        cursor.execute(
            "SELECT set_config('pghistory.context_metadata', %s, true)",
            [json.dumps(metadata, ensure_ascii=False)],
        )


def record(
    code: str, thing: models.Model, *, by: Membership | None, at, reason: str = "", **data
) -> Event:
    """Write down a named move of `thing`; `code` is stable, its wording lives in one registry."""
    if reason:
        because(reason)
    event = Event(code=code, object=thing, by=by, at=at, reason=nfc(reason), data=data)
    event.save(force_insert=True)
    return event
