"""What a field of a case file may hold, as data, and the check that lists every fault.

A checked value is what the loader works with: dates are dates, absent fields have their default.
What is faulty is BAD, so that the checks that follow can leave it alone instead of complaining
twice.
"""

import datetime as dt
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import ClassVar

from django.utils.translation import gettext as _

MAX_LISTED = 24
_MOST_DIGITS = 20


class _Bad:
    def __repr__(self) -> str:
        return "BAD"


BAD = _Bad()


class Entry(dict):
    """A checked JSON object with its path. What is missing or faulty is BAD."""

    path: str = "$"

    def __missing__(self, name: str):
        return BAD

    def at(self, name: str) -> str:
        """The path of one of its fields."""
        return f"{self.path}.{name}"

    def good(self, *names: str) -> bool:
        """Whether all these fields could be read."""
        return all(self[name] is not BAD for name in names)

    def is_whole(self) -> bool:
        """Whether nothing in it is faulty."""
        return not any(map(_holds_bad, self.values()))

    def rows(self, name: str) -> list["Entry"]:
        """The readable objects of one of its lists."""
        found = self[name]
        return [] if found is BAD else [row for row in found if row is not BAD]

    def items_of(self, name: str) -> Iterator[tuple[str, object]]:
        """Path and value of every readable item of one of its lists."""
        found = self[name]
        for position, item in enumerate([] if found is BAD else found):
            if item is not BAD:
                yield f"{self.at(name)}[{position}]", item


def _holds_bad(value) -> bool:
    if isinstance(value, list):
        return any(map(_holds_bad, value))
    return value is BAD or (isinstance(value, Entry) and not value.is_whole())


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, where it stands in the file, and what is expected."""

    path: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.path}: {self.sentence}"


class Faults(list):
    """Every fault of a file, in the order in which they are found."""

    def add(self, path: str, sentence: str) -> None:
        self.append(Fault(path, sentence))

    def in_order(self) -> list[Fault]:
        """Each fault once, by place in the file as far as it was found so."""
        return list(dict.fromkeys(self))


def shown(value) -> str:
    """A value of the file, fit for a sentence."""
    text = str(value)
    text = "".join(c if c.isprintable() else "?" for c in text)
    return text if len(text) <= 60 else text[:59] + "…"


def listed(values) -> str:
    """Known values for "expected one of", not endlessly many."""
    values = [shown(value) for value in values]
    return ", ".join(values[:MAX_LISTED]) + (", …" if len(values) > MAX_LISTED else "")


def type_name(value) -> str:
    """What a JSON value is, in the reader's language."""
    match value:
        case None:
            return "null"
        case bool():
            return _("true or false")
        case int() | Decimal():
            return _("a number")
        case str():
            return _("a text")
        case list():
            return _("a list")
    return _("an object")


@dataclass(frozen=True, kw_only=True)
class Field:
    """A field. `nullable` ones may hold null, and may be left out, which says the same."""

    nullable: bool = False

    @property
    def may_be_absent(self) -> bool:
        return self.nullable

    @property
    def default(self):
        return None

    @property
    def expected(self) -> str:
        raise NotImplementedError

    def read(self, value, path: str, faults: Faults):
        """The checked value, or BAD with a fault. BAD itself has had its fault already."""
        if value is BAD or (value is None and self.nullable):
            return value
        return self._read(value, path, faults)

    def _read(self, value, path: str, faults: Faults):
        raise NotImplementedError

    def wrong_type(self, value, path: str, faults: Faults):
        faults.add(
            path,
            _("found %(found)s; expected %(expected)s.")
            % {"found": type_name(value), "expected": self._expected_or_null()},
        )
        return BAD

    def _expected_or_null(self) -> str:
        if not self.nullable:
            return self.expected
        return _("%(expected)s or null") % {"expected": self.expected}


@dataclass(frozen=True, kw_only=True)
class Text(Field):
    """A text that is not empty and not longer than its column."""

    max_length: int | None = 300

    @property
    def expected(self) -> str:
        return _("a text")

    def _read(self, value, path, faults):
        if not isinstance(value, str):
            return self.wrong_type(value, path, faults)
        if not value.strip():
            faults.add(path, _("the text is empty; expected a text with letters or digits."))
        elif any(_cannot_be_stored(c) for c in value):
            faults.add(path, _("holds characters that cannot be stored; expected plain text."))
        elif self.max_length is not None and len(value) > self.max_length:
            faults.add(
                path,
                _("the text has %(length)d characters; expected at most %(most)d.")
                % {"length": len(value), "most": self.max_length},
            )
        else:
            return value
        return BAD


@dataclass(frozen=True, kw_only=True)
class Date(Field):
    @property
    def expected(self) -> str:
        return _("a date as YYYY-MM-DD")

    def _read(self, value, path, faults):
        if not isinstance(value, str):
            return self.wrong_type(value, path, faults)
        try:
            day = dt.datetime.strptime(value, "%Y-%m-%d").date()
        except ValueError:
            day = None
        # Some years at both ends are left for the arithmetic of periods.
        if day is None or day.isoformat() != value or not 10 <= day.year <= 9990:
            faults.add(
                path,
                _("“%(value)s” is not a date of the calendar; expected %(expected)s.")
                % {"value": shown(value), "expected": self._expected_or_null()},
            )
            return BAD
        return day


@dataclass(frozen=True, kw_only=True)
class Flag(Field):
    """True or false; absent and null are false."""

    nullable: bool = True

    @property
    def default(self):
        return False

    @property
    def expected(self) -> str:
        return _("true or false")

    def _read(self, value, path, faults):
        return value if isinstance(value, bool) else self.wrong_type(value, path, faults)


@dataclass(frozen=True, kw_only=True)
class RequiredFlag(Flag):
    nullable: bool = False


@dataclass(frozen=True, kw_only=True)
class Choice(Field):
    values: tuple[str, ...]

    @property
    def expected(self) -> str:
        return _("one of: %(values)s") % {"values": listed(self.values)}

    def _read(self, value, path, faults):
        if not isinstance(value, str):
            return self.wrong_type(value, path, faults)
        if value in self.values:
            return value
        faults.add(
            path,
            _("“%(value)s” is unknown; expected %(expected)s.")
            % {"value": shown(value), "expected": self._expected_or_null()},
        )
        return BAD


@dataclass(frozen=True, kw_only=True)
class Year(Field):
    @property
    def expected(self) -> str:
        return _("a year, such as 2022")

    def _read(self, value, path, faults):
        if isinstance(value, bool) or not isinstance(value, int):
            return self.wrong_type(value, path, faults)
        if 1900 <= value <= 2999:
            return value
        faults.add(
            path,
            _("%(value)s is no likely year; expected a year, such as 2022.")
            % {"value": shown(value)},
        )
        return BAD


@dataclass(frozen=True, kw_only=True)
class Amount(Field):
    """A count that may be written as a number or as people write it; checked as a text."""

    nullable: bool = True

    @property
    def expected(self) -> str:
        return _("a number or a text such as 1.234,5")

    def _read(self, value, path, faults):
        if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
            return self.wrong_type(value, path, faults)
        if isinstance(value, str):
            return Text(max_length=120).read(value, path, faults)
        if not -_MOST_DIGITS <= Decimal(value).adjusted() <= _MOST_DIGITS:
            return self.wrong_type(value, path, faults)
        return Decimal(value).normalize()


@dataclass(frozen=True, kw_only=True)
class Ref(Field):
    """The key of an entry of another list; `chosen_by` names the field that says of which one."""

    to: str = ""
    chosen_by: str = ""

    @property
    def expected(self) -> str:
        return _("a key (text)")

    def _read(self, value, path, faults):
        if not isinstance(value, str):
            return self.wrong_type(value, path, faults)
        return value


@dataclass(frozen=True, kw_only=True)
class ListOf(Field):
    """A list; absent and null are an empty one. `once`: nothing may stand in it twice."""

    item: Field
    once: bool = False
    nullable: bool = True

    @property
    def default(self):
        return []

    @property
    def expected(self) -> str:
        return _("a list")

    def _read(self, value, path, faults):
        if not isinstance(value, list):
            return self.wrong_type(value, path, faults)
        found = []
        for position, one in enumerate(value):
            item = self.item.read(one, f"{path}[{position}]", faults)
            if self.once and item is not BAD and item in found:
                faults.add(
                    f"{path}[{position}]",
                    _("“%(value)s” stands here twice; expected once.") % {"value": shown(item)},
                )
                item = BAD
            found.append(item)
        return found


@dataclass(frozen=True, kw_only=True)
class Object(Field):
    """An object with exactly these fields. Its `from` and `to`, where it has them, are ordered."""

    fields: dict[str, Field] = field(hash=False)

    span: ClassVar = ("from", "to")

    @property
    def expected(self) -> str:
        return _("an object with: %(fields)s") % {"fields": ", ".join(self.fields)}

    def _read(self, value, path, faults):
        if not isinstance(value, dict):
            return self.wrong_type(value, path, faults)
        entry = Entry()
        entry.path = path
        self._check_names(value, path, faults)
        for name, kind in self.fields.items():
            if name in value:
                checked = kind.read(value[name], entry.at(name), faults)
                entry[name] = kind.default if checked is None else checked
            elif kind.may_be_absent:
                entry[name] = kind.default
            else:
                faults.add(
                    entry.at(name),
                    _("is missing; expected %(expected)s.") % {"expected": kind.expected},
                )
                entry[name] = BAD
        if all(isinstance(entry[name], dt.date) for name in self.span):
            self._check_order(entry, faults)
        return entry

    def _check_names(self, value, path, faults) -> None:
        for name in getattr(value, "repeated", ()):
            faults.add(
                f"{path}.{shown(name)}", _("stands twice in the same object; expected once.")
            )
        for name in value:
            if name not in self.fields:
                faults.add(
                    f"{path}.{shown(name)}",
                    _("is an unknown field; expected only: %(fields)s.")
                    % {"fields": ", ".join(self.fields)},
                )

    def _check_order(self, entry: Entry, faults: Faults) -> None:
        starts, ends = (entry[name] for name in self.span)
        if ends < starts:
            faults.add(
                entry.at("to"),
                _("%(to)s lies before the beginning; expected %(from)s or later.")
                % {"to": ends.isoformat(), "from": starts.isoformat()},
            )
            entry["from"] = entry["to"] = BAD


def _cannot_be_stored(character: str) -> bool:
    """Control characters other than line breaks and tabs, and halves of surrogate pairs."""
    category = unicodedata.category(character)
    return category == "Cs" or (category == "Cc" and character not in "\n\r\t")
