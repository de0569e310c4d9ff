"""A checked workbook that waits for its confirmation: a private file, known to one session.

Nothing but the session of whoever uploaded it knows its name; it is taken out once, by the same
member, unchanged, within a day. What nobody came back for is removed at the next upload.
"""

import datetime as dt
import hashlib
import uuid

from django.contrib.sessions.backends.base import SessionBase
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from coordination.models import Membership

_KEY = "waiting_workbook"
_FOLDER = "imports"
_LASTS = dt.timedelta(days=1)


def keep(
    session: SessionBase, content: bytes, name: str, *, by: Membership, at: dt.datetime
) -> None:
    """Keep a workbook until its confirmation, in place of an earlier one."""
    drop(session)
    _remove_forgotten(at)
    stored = default_storage.save(f"{_FOLDER}/{uuid.uuid4().hex}.xlsx", ContentFile(content))
    session[_KEY] = {
        "file": stored,
        "name": name,
        "sha256": hashlib.sha256(content).hexdigest(),
        "by": by.pk,
    }


def waiting(session: SessionBase, *, by: Membership) -> tuple[str, bytes] | None:
    """Name and content of the workbook that this member left waiting; None where there is none."""
    kept = session.get(_KEY)
    if kept is None or kept["by"] != by.pk:
        return None
    try:
        with default_storage.open(kept["file"]) as file:
            content = file.read()
    except FileNotFoundError:
        return None
    if hashlib.sha256(content).hexdigest() != kept["sha256"]:
        return None
    return kept["name"], content


def drop(session: SessionBase) -> None:
    """Forget the waiting workbook, and remove its file."""
    kept = session.pop(_KEY, None)
    if kept is not None:
        default_storage.delete(kept["file"])


def _remove_forgotten(at: dt.datetime) -> None:
    if not default_storage.exists(_FOLDER):
        return
    for name in default_storage.listdir(_FOLDER)[1]:
        path = f"{_FOLDER}/{name}"
        if at - default_storage.get_modified_time(path) > _LASTS:
            default_storage.delete(path)
