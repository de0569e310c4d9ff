"""The rows of a workbook as the entries of a case, with what they refer to."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable

from django.utils.translation import gettext as _

from coordination.cases.shapes import BAD
from coordination.cases.spans import Span
from coordination.exchange.references import (
    Ambiguous,
    Candidate,
    Named,
    Unknown,
    choose,
    choose_superior,
    may_stand_above,
    stored_organizations,
    stored_units,
)
from coordination.exchange.tables import Remark, Row, Table
from coordination.models import Membership

_LONGEST = 150  # characters of a name that make a key


class SheetCase:
    """The tree of a case file that says what the tables say.

    Keys are names, since sentences show them. What rows refer to and the workbook does not hold
    stands behind the rows, as far as the checks need it, and is `stored` already.
    """

    def __init__(self, found: list[Table], by: Membership):
        self.by = by
        self.tables = {table.name: table for table in found}
        self.keys: dict[str, list[str]] = {"units": [], "organizations": []}
        self.stored: dict[tuple[str, str], int] = {}
        self.remarks: list[Remark] = []
        self._taken: dict[str, set[str]] = defaultdict(set)
        self._stored_keys: dict[tuple[str, int], str] = {}
        for name, keys in self.keys.items():
            for row in self._rows(name):
                keys.append(self._key(name, row.fields["name"], str(row.number)))
        self.tree: dict[str, list[dict]] = {
            "units": [self._unit(*pair) for pair in self._keyed("units")],
            "organizations": [self._organization(*pair) for pair in self._keyed("organizations")],
        }
        self._refer()

    def place(self, name: str, position: int, column: str, sentence: str) -> Remark:
        """A remark about an entry, at its row and column; without a row where it is stored."""
        table = self.tables.get(name)
        if table is None or position >= len(table.rows):
            return Remark("", None, "", sentence)
        return Remark(table.sheet, table.rows[position].number, table.label_of(column), sentence)

    def named(self, name: str, position: int) -> str:
        """How a sentence calls an entry."""
        rows = self._rows(name)
        if position < len(rows):
            return _("row %(row)d") % {"row": rows[position].number}
        return self.tree[name][position]["key"]

    def refuse_roots(self) -> None:
        """Who looks after a part of the units brings in nothing that stands beside it."""
        for position, row in enumerate(self._rows("units")):
            if row.fields["parent"] is None:
                self.remarks.append(
                    self.place(
                        "units",
                        position,
                        "parent",
                        _("This cell is empty; say under which of your units this one stands."),
                    )
                )

    def _rows(self, name: str) -> list[Row]:
        table = self.tables.get(name)
        return table.rows if table else []

    def _keyed(self, name: str):
        return zip(self.keys[name], self._rows(name), strict=True)

    def _key(self, name: str, text, otherwise: str) -> str:
        """A key that nothing else has: the name, else with something behind it."""
        text = text[:_LONGEST] if isinstance(text, str) else otherwise
        taken = self._taken[name]
        number, key = 1, text
        while key in taken:
            key = f"{text} ({otherwise})" if number == 1 else f"{text} ({otherwise}, {number})"
            number += 1
        taken.add(key)
        return key

    def _unit(self, key: str, row: Row) -> dict:
        copied = ("code", "level", "name", "short_name", "from", "to")
        return {"key": key, "parent": None, **{one: row.fields[one] for one in copied}}

    def _organization(self, key: str, row: Row) -> dict:
        copied = ("kind", "name", "symbol", "print_lines", "superior_line", "from", "to")
        short_name = row.fields["short_name"] or row.fields["name"]
        return {
            "key": key,
            "unit": BAD,
            "parent": None,
            "short_name": short_name,
            **{one: row.fields[one] for one in copied},
        }

    # --- What rows refer to ---------------------------------------------------------------------

    def _refer(self) -> None:
        units = [self._own_units(), stored_units(self._unit_texts(), self.by)]
        for position, (entry, row) in enumerate(self._pairs("units")):
            fits = may_stand_above(_known(entry["level"]), _span(entry))
            self._look_up(
                *("units", position, "parent", row, entry),
                lambda text, fits=fits: choose(text, units, fits),
            )
        for position, (entry, row) in enumerate(self._pairs("organizations")):
            fits = may_stand_above(None, _span(entry))
            self._look_up(
                *("organizations", position, "unit", row, entry),
                lambda text, fits=fits: choose(text, units, fits),
            )
        self._refer_to_superiors()

    def _refer_to_superiors(self) -> None:
        called = {entry["key"]: _known(entry["name"]) for entry in self.tree["units"]}
        places = [
            self._own_organizations(called),
            stored_organizations(self._superior_texts(), self.by),
        ]
        for position, (entry, row) in enumerate(self._pairs("organizations")):
            unit = _known(entry["unit"])
            span = _span(entry)
            known_as = {unit, self.stored.get(("units", unit))} - {None}
            self._look_up(
                *("organizations", position, "parent", row, entry),
                lambda text, span=span, known_as=known_as, unit=unit: choose_superior(
                    text, places, span, known_as, called.get(unit)
                ),
            )

    def _pairs(self, name: str) -> list[tuple[dict, Row]]:
        """Entries and rows; entries of what is stored, which are added behind, have none."""
        return list(zip(self.tree[name], self._rows(name), strict=False))

    def _unit_texts(self) -> set[str]:
        """What the cells say that refer to units."""
        found = {row.fields["parent"] for row in self._rows("units")}
        found |= {row.fields["unit"] for row in self._rows("organizations")}
        return {text for text in found if isinstance(text, str)}

    def _superior_texts(self) -> set[str]:
        found = {row.fields["parent"] for row in self._rows("organizations")}
        return {text for text in found if isinstance(text, str)}

    def _own_units(self) -> Named:
        found: Named = defaultdict(list)
        for entry in self.tree["units"]:
            candidate = Candidate(entry["key"], None, _span(entry), level=_known(entry["level"]))
            for text in {entry["name"], entry["code"]}:
                if isinstance(text, str):
                    found[text].append(candidate)
        return found

    def _own_organizations(self, called: dict[str, str | None]) -> Named:
        found: Named = defaultdict(list)
        for entry in self.tree["organizations"]:
            unit = _known(entry["unit"])
            candidate = Candidate(
                entry["key"],
                None,
                _span(entry),
                unit=unit,
                unit_names=frozenset({called.get(unit)} - {None}),
            )
            for text in {entry["name"], entry["short_name"]}:
                if isinstance(text, str):
                    found[text].append(candidate)
        return found

    def _look_up(
        self,
        name: str,
        position: int,
        column: str,
        row: Row,
        entry: dict,
        find: Callable[[str], Candidate],
    ) -> None:
        """Put the key of what a cell means into the entry; BAD, with a remark, where none fits."""
        text = row.fields[column]
        if not isinstance(text, str):
            entry[column] = text
            return
        try:
            found = find(text)
        except (Ambiguous, Unknown) as problem:
            self.remarks.append(self.place(name, position, column, str(problem)))
            entry[column] = BAD
            return
        of = "units" if column == "unit" else name
        entry[column] = found.key or self._stored_key(of, text, found)

    def _stored_key(self, name: str, text: str, found: Candidate) -> str:
        """The key of something stored; its entry is added when it is first referred to."""
        if (name, found.pk) not in self._stored_keys:
            key = self._key(name, text, f"#{found.pk}")
            self._stored_keys[name, found.pk] = key
            self.stored[name, key] = found.pk
            entry = {
                "key": key,
                "name": key,
                "parent": None,
                "from": found.span.starts and found.span.starts.isoformat(),
                "to": found.span.ends and found.span.ends.isoformat(),
            }
            if found.home is None:
                entry |= {"level": found.level}
            else:
                home = self._stored_key("units", f"#{found.home.pk}", found.home)
                entry |= {"kind": found.kind, "short_name": key[:120], "unit": home}
            self.tree[name].append(entry)
        return self._stored_keys[name, found.pk]


def _known(value):
    """The value of a cell; None where it could not be read."""
    return None if value is BAD else value


def _span(entry: dict) -> Span:
    """The dates of an entry as far as they can be read."""
    starts, ends = (
        dt.date.fromisoformat(entry[name]) if isinstance(entry[name], str) else None
        for name in ("from", "to")
    )
    return Span(starts, ends)
