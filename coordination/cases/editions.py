"""Whether a file was loaded before, wholly or as an earlier edition; what is remembered of it."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model

from coordination.cases.case import Case
from coordination.cases.comparing import Difference, differences
from coordination.cases.joining import in_chunks
from coordination.cases.reading import digest
from coordination.cases.storing import insert
from coordination.models import CaseItem, CaseLoad


def was_loaded(raw: dict) -> bool:
    """Whether a file with the same content (whatever its white space) was loaded."""
    return CaseLoad.objects.filter(sha256=digest(raw)).exists()


def recognise(case: Case, raw: dict) -> list[Difference]:
    """Take entries that an earlier edition of the file has loaded as stored; list what differs.

    An earlier edition is a load of which at least half of this file's entries are unchanged: then
    the same key means the same thing. In any other file keys have nothing to do with it.
    """
    items = _items(case, raw)
    load = _earlier_edition(items)
    if load is None:
        return []
    found: list[Difference] = []
    for item in CaseItem.objects.filter(load=load):
        place = item.list, item.key
        if place not in items:
            continue
        content, path = items[place]
        case.stored[place] = int(item.object_id)
        case.unchanged.add(place)
        if digest(content) != item.digest:
            found += differences(item.content, _plain(content), path)
    return found


def remember(case: Case, raw: dict, *, models: Mapping[str, type[Model]], at: dt.datetime) -> None:
    """Note every entry of the file with the object that it is, for the next time."""
    load = CaseLoad.objects.create(about=raw.get("about") or "", sha256=digest(raw), loaded_at=at)
    insert(
        CaseItem,
        [
            CaseItem(
                load=load,
                list=name,
                key=key,
                digest=digest(content),
                content=_plain(content),
                content_type=ContentType.objects.get_for_model(models[name]),
                object_id=str(case.stored[name, key]),
            )
            for (name, key), (content, _path) in _items(case, raw).items()
        ],
    )


def _items(case: Case, raw: dict) -> dict[tuple[str, str], tuple[dict, str]]:
    """What stands in the file under each list and key, and where."""
    return {
        (name, key): (_content(raw, name, entry.path), entry.path)
        for name, entries in case.index.items()
        for key, entry in entries.items()
    }


def _content(raw: dict, name: str, path: str) -> dict:
    return raw[name][int(path.rpartition("[")[2].rstrip("]"))]


def _earlier_edition(items: dict[tuple[str, str], tuple[dict, str]]) -> CaseLoad | None:
    """The load that shares most entries with these, if they are at least half."""
    digests = {(name, key, digest(content)) for (name, key), (content, _path) in items.items()}
    shared: Counter[int] = Counter()
    for chunk in in_chunks(one for _name, _key, one in digests):
        rows = CaseItem.objects.filter(digest__in=chunk)
        for load, *place in rows.values_list("load_id", "list", "key", "digest"):
            shared[load] += tuple(place) in digests
    if not shared:
        return None
    load, count = max(shared.items(), key=lambda pair: (pair[1], pair[0]))
    return CaseLoad.objects.get(pk=load) if 2 * count >= len(items) else None


def _plain(value):
    """The content as JSON can hold it: exact numbers with a fraction become texts."""
    match value:
        case dict():
            return {name: _plain(item) for name, item in value.items()}
        case list():
            return [_plain(item) for item in value]
        case None | str() | bool() | int():
            return value
    return str(value)
