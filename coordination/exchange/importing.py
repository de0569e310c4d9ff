"""Units and organisations from a workbook: all of it, or nothing and a remark for every fault.

The two sheets become the same case that a case file becomes; the loader's own rules join it with
what is there, check and store it. Paths of the case lead back to sheet, row and column.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from coordination.access import is_over_everything, may_edit_units
from coordination.cases import checking, conflicts, joining, storing
from coordination.cases.case import Case
from coordination.cases.comparing import Difference
from coordination.cases.format import ORGANIZATION, UNIT
from coordination.cases.shapes import ListOf, Object, Text
from coordination.exchange.reading import SheetRefused, read_workbook
from coordination.exchange.rows import SheetCase
from coordination.exchange.tables import Remark, Table, tables
from coordination.forms.base import explanation
from coordination.models import (
    Level,
    Membership,
    Organization,
    OrganizationKind,
    OrganizationName,
    OrganizationParent,
    Unit,
    UnitName,
    UnitParent,
)

_UNIT = Object(fields={**UNIT.fields, "short_name": Text(max_length=120, nullable=True)})
_ORGANIZATION = Object(
    fields={
        **ORGANIZATION.fields,
        "print_lines": Text(max_length=1000, nullable=True),
        "superior_line": Text(max_length=300, nullable=True),
    }
)
_SHEETS = Object(fields={"units": ListOf(item=_UNIT), "organizations": ListOf(item=_ORGANIZATION)})
_MODELS = (Unit, UnitName, UnitParent, Organization, OrganizationName, OrganizationParent)
_PATH = re.compile(r"\$\.(units|organizations)\[(\d+)\](?:\.(\w+))?")
_NULL = re.compile(r"\bnull\b")
_ISO_DATE = re.compile(r"\b(\d{4})-(\d\d)-(\d\d)\b")


@dataclass
class Findings:
    """What a workbook would do: rows to add and rows that are there, by list; what hinders it."""

    new: Counter[str] = field(default_factory=Counter)
    known: Counter[str] = field(default_factory=Counter)
    faults: list[Remark] = field(default_factory=list)
    differences: list[Remark] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    @property
    def may_be_stored(self) -> bool:
        """Whether nothing is in the way, and there is something to store."""
        return not self.faults and not self.differences and bool(self.new.total())


class _TriedOnly(Exception):
    """Takes back what a dry run has tried out."""


def import_workbook(content: bytes, *, by: Membership, dry_run: bool) -> Findings:
    """Store the workbook's rows, unless anything is in the way. Raises SheetRefused.

    A dry run tries everything, the database's own rules included, and takes it back.
    """
    found = tables(read_workbook(content))
    units = next((table for table in found if table.name == "units"), None)
    if units is not None and units.rows and not may_edit_units(by):
        raise SheetRefused(
            _("Units are brought in by the administrator. Leave the sheet “%(sheet)s” empty.")
            % {"sheet": units.sheet}
        )
    findings = Findings(unread=[name for table in found for name in table.unread])
    try:
        with transaction.atomic():
            storing.take_turns()
            _import(found, by, findings)
            if dry_run or not findings.may_be_stored:
                raise _TriedOnly
    except _TriedOnly:
        pass
    return findings


def _import(found: list[Table], by: Membership, findings: Findings) -> None:
    findings.faults += [remark for table in found for remark in table.remarks]
    if any(one.row == table.header for table in found for one in table.remarks):
        return  # without its columns a sheet says nothing that could be checked
    rows = SheetCase(found, by)
    if not is_over_everything(by):
        rows.refuse_roots()
    findings.faults += rows.remarks
    case = _case(rows)
    differences = _differences(case)
    checking.check(case)
    if not case.faults and not findings.faults:
        conflicts.check(case)
    for table in found:
        mine = {(table.name, key) for key in rows.keys[table.name]}
        findings.known[table.name] = len(mine & set(case.stored))
        findings.new[table.name] = len(mine - set(case.stored))
    told = [_at(rows, one.path, one.sentence) for one in case.faults]
    findings.faults = _in_order([*findings.faults, *told], found)
    findings.differences = _in_order([_difference(rows, one) for one in differences], found)
    if findings.may_be_stored:
        try:
            with transaction.atomic():
                storing.store(case)
        except IntegrityError as error:
            # What the checks let pass and the database does not.
            findings.faults.append(Remark("", None, "", explanation(error, _MODELS)))


def _case(rows: SheetCase) -> Case:
    case = Case.read(rows.tree, _SHEETS, _known_codes())
    case.words = dict(Level.choices)
    case.stored |= rows.stored
    case.unchanged |= set(rows.stored)
    return case


def _differences(case: Case) -> list[Difference]:
    """Join with what is there. A sheet tells one name of a thing; that it bore others is none."""
    found = [*joining.join(case), *joining.twins(case)]
    return [one for one in found if not one.path.endswith(".names")]


def _in_order(remarks: Iterable[Remark], found: list[Table]) -> list[Remark]:
    """Each remark once: sheet by sheet, row by row; what has no place last."""
    sheets = {table.sheet: at for at, table in enumerate(found)}
    return sorted(
        set(remarks),
        key=lambda one: (
            sheets.get(one.sheet, len(sheets)),
            one.row or 0,
            one.column,
            one.sentence,
        ),
    )


def _difference(rows: SheetCase, difference: Difference) -> Remark:
    return _at(
        rows,
        difference.path,
        _("in the software: %(stored)s; in the sheet: %(new)s")
        % {"stored": difference.stored, "new": difference.new},
    )


def _at(rows: SheetCase, path: str, sentence: str) -> Remark:
    """A place of the case as a place of the workbook; so are those that the sentence names."""
    sentence = _PATH.sub(lambda found: rows.named(found[1], int(found[2])), sentence)
    sentence = _NULL.sub(_("(empty)"), _ISO_DATE.sub(r"\3/\2/\1", sentence))
    found = _PATH.match(path)
    if found is None:
        return Remark("", None, "", sentence)
    return rows.place(found[1], int(found[2]), found[3] or "", sentence)


def _known_codes() -> dict[str, set[str]]:
    return {"organization kinds": set(OrganizationKind.objects.values_list("code", flat=True))}
