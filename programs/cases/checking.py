"""Whether the programs and results of a case file can be true."""

import datetime as dt

from django.utils.translation import gettext as _

from coordination.cases.calendars import Calendars
from coordination.cases.case import Case
from coordination.cases.shapes import BAD, Entry, shown
from coordination.periods import year_period
from programs.cases.asking import (
    SIGNED,
    Counted,
    asked,
    check_asked,
    counted,
    read_figure,
    refuse_value,
    term,
)
from programs.cases.results import check_results
from programs.models import PartyRole, ProgramKind


def check(case: Case, calendars: Calendars) -> None:
    """Add every fault of these lists to the case."""
    indicators = counted(case)
    for key, program in case.keyed("programs"):
        _check_places(case, key, program)
        _check_parties(case, program)
        _check_state(case, program)
        _check_targets(case, program, calendars, indicators)
    check_results(case, calendars, indicators)


def _check_places(case: Case, key: str, program: Entry) -> None:
    parent = case.get("programs", program["parent"])
    if parent is not None:
        _check_parent(case, key, program, parent)
    for path, replaced in program.items_of("replaces"):
        if replaced == key:
            case.faults.add(path, _("a program cannot replace itself; expected another one."))
    span = term(program)
    unit = program["unit"]
    if span is None or case.get("units", unit) is None:
        return
    if (span & case.existence("units", unit)) is None:
        case.faults.add(
            program.at("term"),
            _(
                "the unit “%(unit)s” existed %(existence)s; expected at least one day in common "
                "with the term (%(span)s)."
            )
            % {"unit": shown(unit), "existence": case.existence("units", unit), "span": span},
        )


def _check_parent(case: Case, key: str, program: Entry, parent: Entry) -> None:
    path = program.at("parent")
    if program.good("kind") and program["kind"] != ProgramKind.ANNUAL_PLAN:
        case.faults.add(
            path,
            _("only an annual plan belongs to another program; expected null for %(kind)s.")
            % {"kind": program["kind"]},
        )
    if program["parent"] == key or parent["kind"] == ProgramKind.ANNUAL_PLAN:
        case.faults.add(path, _("is an annual plan; expected the program that it carries out."))
    ours, theirs = term(program), term(parent)
    if ours is not None and theirs is not None and (ours & theirs) is None:
        case.faults.add(
            program.at("term"),
            _("%(span)s lies outside of the term of “%(parent)s”; expected days within %(other)s.")
            % {"span": ours, "parent": shown(program["parent"]), "other": theirs},
        )


def _check_parties(case: Case, program: Entry) -> None:
    seen: dict[str, Entry] = {}
    lead: Entry | None = None
    for party in program.rows("parties"):
        if not party.good("organization"):
            continue
        other = seen.setdefault(party["organization"], party)
        if other is not party:
            case.faults.add(
                party.at("organization"),
                _("is the same as in %(other)s; expected each only once.") % {"other": other.path},
            )
        if party["role"] == PartyRole.LEAD:
            if lead is not None:
                case.faults.add(
                    party.at("role"),
                    _("%(other)s leads already; expected one lead.") % {"other": lead.path},
                )
            lead = lead or party
    signed: set[tuple] = set()
    for signatory in program.rows("signatories"):
        if not signatory.good("organization", "person"):
            continue
        if signatory["organization"] not in seen and program.good("parties"):
            case.faults.add(
                signatory.at("organization"),
                _("“%(key)s” is no party; expected one of the parties.")
                % {"key": shown(signatory["organization"])},
            )
        pair = signatory["organization"], signatory["person"]
        if pair in signed:
            case.faults.add(
                signatory.path, _("this person already signs for this party; expected once.")
            )
        signed.add(pair)


def _check_state(case: Case, program: Entry) -> None:
    if (
        program.good("state", "signed_on")
        and program["signed_on"] is not None
        and program["state"] not in SIGNED
    ):
        case.faults.add(
            program.at("signed_on"),
            _("a program in the state “%(state)s” was not signed; expected null.")
            % {"state": program["state"]},
        )


def _check_targets(
    case: Case, program: Entry, calendars: Calendars, indicators: dict[str, Counted]
) -> None:
    parties = {party["organization"] for party in program.rows("parties")}
    codes = asked(case, program)
    seen: dict[tuple, Entry] = {}
    for target in program.rows("targets"):
        if target.good("organization", "indicator", "year"):
            identity = target["organization"], target["indicator"], target["year"]
            if identity in seen:
                case.faults.add(
                    target.path,
                    _("is the same as in %(other)s; expected each only once.")
                    % {"other": seen[identity].path},
                )
            seen.setdefault(identity, target)
        if target.good("organization") and target["organization"] not in parties | {BAD}:
            case.faults.add(
                target.at("organization"),
                _("“%(key)s” is no party; expected one of the parties.")
                % {"key": shown(target["organization"])},
            )
        if target.good("indicator"):
            check_asked(case, program, target, codes)
        _check_year(case, program, target, calendars)
        _check_target_figures(case, target, indicators)


def _check_year(case: Case, program: Entry, target: Entry, calendars: Calendars) -> None:
    span = term(program)
    if span is None or not target.good("year") or target["year"] is None:
        return
    if case.get("units", program["unit"]) is None:
        return
    calendar = calendars.at(program["unit"], dt.date(target["year"], 7, 1))
    year = year_period(target["year"], calendar)
    if not year.overlaps(span.starts, span.ends):
        case.faults.add(
            target.at("year"),
            _("%(year)s lies outside of the term; expected a year within %(span)s, or null.")
            % {"year": target["year"], "span": span},
        )


def _check_target_figures(case: Case, target: Entry, indicators: dict[str, Counted]) -> None:
    if target.good("quantity", "value") and target["quantity"] is target["value"] is None:
        case.faults.add(target.path, _("says not how much; expected a quantity, a value or both."))
    known = indicators.get(target["indicator"]) if target.good("indicator") else None
    if known is None:
        return
    read_figure(case, target, "quantity", known)
    if refuse_value(case, target, known):
        return
    read_figure(case, target, "value", known)
