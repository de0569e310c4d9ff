"""A case file that was read: its checked entries by key, and what of it is stored already."""

import datetime as dt
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from heapq import nsmallest

from django.utils.translation import gettext as _

from coordination.cases.reading import digest
from coordination.cases.shapes import (
    BAD,
    MAX_LISTED,
    Entry,
    Faults,
    Field,
    ListOf,
    Object,
    Ref,
    listed,
    shown,
)
from coordination.cases.spans import ONE_DAY, Span

# Lists without keys: what tells their entries apart. Others have a `key` or, indicators, a `code`.
IDENTITIES: dict[str, Callable[[Entry], tuple]] = {
    "calendars": lambda e: (e["unit"], e["from"]),
    "successions": lambda e: (
        *(e["of"], e["kind"], e["on"]),
        *(tuple(e["from"]), tuple(e["to"])),
    ),
    "results": lambda e: (
        *(e["program"], e["organization"]),
        *(e["period"][name] for name in ("kind", "from", "to")),
    ),
    "inspections": lambda e: (e["unit"], e["inspected"], e["program"], e["on"]),
}
_LONGEST_KEY = 200
# By these acts what stood before ends, unless it is named among what stands after.
_ENDING = frozenset({"rename", "merge", "dissolve", "move"})


@dataclass
class Case:
    """The entries of a file by list and key, the faults found in it, the rows that exist already.

    `stored` maps (list, key) to the primary key of the object that is this entry already. Of these,
    `unchanged` ones were loaded from an earlier edition of the file and are left alone. `words`:
    what codes are called in sentences, for whoever reads another form than JSON.
    """

    tree: Entry
    faults: Faults
    index: dict[str, dict[str, Entry]] = field(default_factory=dict)
    stored: dict[tuple[str, str], int] = field(default_factory=dict)
    unchanged: set[tuple[str, str]] = field(default_factory=set)
    words: dict[str, str] = field(default_factory=dict)
    _existence: dict[tuple[str, str], Span] = field(default_factory=dict)
    _keys: dict[tuple[str, int], str] | None = None
    _ended: dict[tuple[str, str], dt.date] | None = None

    @classmethod
    def read(cls, raw: dict, shape: Object, known: dict[str, set[str]]) -> "Case":
        """Check shapes, keys, references. `known`: codes of catalogues, by what Ref calls them."""
        faults = Faults()
        case = cls(shape.read(raw, "$", faults), faults)
        for name, kind in shape.fields.items():
            if isinstance(kind, ListOf):
                case._index(name)
        targets = {name: set(found) for name, found in case.index.items()}
        for name, codes in known.items():
            targets[name] = targets.get(name, set()) | codes
        _resolve(shape, case.tree, "$", Entry(), targets, faults)
        return case

    def entries(self, name: str) -> list[Entry]:
        """The readable entries of a list, in the order of the file."""
        return self.tree.rows(name)

    def keyed(self, name: str) -> Iterator[tuple[str, Entry]]:
        """Keys and entries of a list, in the order of the file."""
        yield from self.index.get(name, {}).items()

    def get(self, name: str, key) -> Entry | None:
        """The entry with this key; None where there is none or the key is missing or faulty."""
        return self.index.get(name, {}).get(key) if isinstance(key, str) else None

    def new(self, name: str) -> Iterator[tuple[str, Entry]]:
        """Keys and entries of a list which are not stored yet."""
        for key, entry in self.keyed(name):
            if (name, key) not in self.stored:
                yield key, entry

    def to_store(self, name: str) -> Iterator[tuple[str, Entry]]:
        """Keys and entries which are new or joined with something stored that may lack parts."""
        for key, entry in self.keyed(name):
            if (name, key) not in self.unchanged:
                yield key, entry

    def joinable(self, name: str) -> list[tuple[str, Entry]]:
        """Keys and entries that are not known to be stored and in which nothing is faulty."""
        return [(key, entry) for key, entry in self.new(name) if entry.is_whole()]

    def pk(self, name: str, key: str | None) -> int | None:
        """The primary key of the stored object; None for null, and for what is not stored yet."""
        return None if key is None else self.stored.get((name, key))

    def key_of(self, name: str, pk: int | None) -> str | None:
        """What the file calls a stored object; of one that is not in the file, `#` and its number.

        Only for use when nothing more will be joined.
        """
        if self._keys is None:
            self._keys = {(of, one): key for (of, key), one in self.stored.items()}
        return None if pk is None else self._keys.get((name, pk), f"#{pk}")

    def word(self, code: str) -> str:
        """What a code is called in a sentence."""
        return str(self.words.get(code, code))

    def existence(self, name: str, key: str) -> Span:
        """When the unit or organisation with this key existed: within what it belongs to."""
        if (name, key) not in self._existence:
            self._existence[name, key] = Span()  # ends the recursion of a circle, a fault elsewhere
            self._existence[name, key] = self._existence_of(name, key)
        return self._existence[name, key]

    def own_span(self, name: str, key: str) -> Span:
        """Its own `from` and `to`; an open end is closed by the act that ended it."""
        entry = self.get(name, key)
        span = entry and Span.of(entry)
        if span is None:
            return Span()
        if span.ends is None and (last := self.ended().get((name, key))) is not None:
            return Span(span.starts, last) if (span & Span(None, last)) else span
        return span

    def ended(self) -> dict[tuple[str, str], dt.date]:
        """The last day of what a succession ended."""
        if self._ended is None:
            self._ended = {}
            for entry in self.entries("successions"):
                if entry.good("of", "kind", "on") and entry["kind"] in _ENDING:
                    after = {key for _path, key in entry.items_of("to")}
                    for _path, key in entry.items_of("from"):
                        if key not in after:
                            self._ended[entry["of"], key] = entry["on"] - ONE_DAY
        return self._ended

    def _existence_of(self, name: str, key: str) -> Span:
        own = self.own_span(name, key)
        entry = self.get(name, key)
        holder = entry["parent" if name == "units" else "unit"] if entry else None
        if self.get("units", holder) is None:
            return own
        return (own & self.existence("units", holder)) or own

    def _index(self, name: str) -> None:
        found = self.index.setdefault(name, {})
        for entry in self.tree.rows(name):
            key = entry_key(name, entry)
            if key is None:
                continue
            if key in found:
                path = entry.at("code" if name == "indicators" else "key")
                self.faults.add(
                    entry.path if name in IDENTITIES else path,
                    _("is the same as in %(other)s; expected each only once.")
                    % {"other": found[key].path},
                )
            else:
                found[key] = entry


def entry_key(name: str, entry: Entry) -> str | None:
    """The key of an entry within its list; None where it cannot be read."""
    if name not in IDENTITIES:
        key = entry["code" if name == "indicators" else "key"]
        return None if key is BAD else key
    try:
        parts = IDENTITIES[name](entry)
    except TypeError:  # a faulty part has no parts of its own
        return None
    if any(part is BAD or (isinstance(part, tuple) and BAD in part) for part in parts):
        return None
    key = json.dumps(parts, ensure_ascii=False, default=str)
    return key if len(key) <= _LONGEST_KEY else digest(key)


def _resolve(
    kind: Field, value, path: str, owner: Entry, targets: dict[str, set[str]], faults: Faults
):
    """Walk along the shape and turn references to nothing into faults and BAD."""
    if value is BAD or value is None:
        return value
    match kind:
        case Object():
            for name, inner in kind.fields.items():
                value[name] = _resolve(inner, value[name], value.at(name), value, targets, faults)
        case ListOf():
            for position, item in enumerate(value):
                value[position] = _resolve(
                    kind.item, item, f"{path}[{position}]", owner, targets, faults
                )
        case Ref():
            return _resolve_key(kind, value, path, owner, targets, faults)
    return value


def _resolve_key(kind: Ref, key: str, path: str, owner: Entry, targets, faults: Faults):
    target = owner[kind.chosen_by] if kind.chosen_by else kind.to
    if target is BAD:
        return BAD
    if key in targets.get(target, ()):
        return key
    faults.add(
        path,
        _("“%(key)s” is not in %(list)s; expected one of: %(known)s.")
        % {
            "key": shown(key),
            "list": target,
            "known": listed(nsmallest(MAX_LISTED + 1, targets.get(target, ())))
            or _("(nothing there)"),
        },
    )
    return BAD
