"""`manage.py totals`: what was reported to a program, or in a unit, between two days, added up."""

import datetime as dt
import json

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from coordination import clock
from coordination.figures import Figure, Style, format_percent, format_quantity, format_value
from coordination.models import Unit
from coordination.periods import PeriodKind, short_date
from coordination.text import nfc
from programs.models import Program
from programs.totals import (
    Totals,
    UnitTotals,
    as_json,
    read_day,
    totals,
    unit_as_json,
    unit_totals,
)


class Command(BaseCommand):
    """Prints the totals of accepted sheets as a table for people or as JSON for machines."""

    help = "Adds up what was reported to a program for the periods between two days."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--program", metavar="NUMBER")
        parser.add_argument(
            "--unit",
            metavar="NAME-OR-CODE",
            help="whose program, where the number is not unique; alone: all programs of the unit "
            "and of what went into it",
        )
        parser.add_argument(
            "--as-of",
            dest="as_of",
            metavar="YYYY-MM-DD",
            help="the day on which the unit is looked at; today",
        )
        parser.add_argument("--from", required=True, dest="starts", metavar="YYYY-MM-DD")
        parser.add_argument("--to", required=True, dest="ends", metavar="YYYY-MM-DD")
        parser.add_argument(
            "--kind", choices=[kind.value for kind in PeriodKind], help="kind of period to add up"
        )
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args, **options) -> None:
        starts, ends = day_of(options["starts"], "--from"), day_of(options["ends"], "--to")
        if starts > ends:
            raise CommandError(_("--from lies after --to."))
        if not options["program"]:
            self.of_a_unit(starts, ends, options)
            return
        found = totals(
            find_program(options["program"], unit=options["unit"]),
            starts=starts,
            ends=ends,
            kind=PeriodKind(options["kind"]) if options["kind"] else None,
        )
        if options["as_json"]:
            self.stdout.write(json.dumps(as_json(found), ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n".join(as_text(found)))

    def of_a_unit(self, starts: dt.date, ends: dt.date, options: dict) -> None:
        """The totals of a unit with all that went into it."""
        if not options["unit"]:
            raise CommandError(_("Name a program with --program, or a unit with --unit."))
        if options["kind"]:
            raise CommandError(_("--kind goes with --program only."))
        as_of = day_of(options["as_of"], "--as-of") if options["as_of"] else clock.today()
        unit = find_unit(options["unit"], as_of=as_of)
        found = unit_totals(unit, as_of=as_of, starts=starts, ends=ends)
        if options["as_json"]:
            self.stdout.write(json.dumps(unit_as_json(found), ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n".join(unit_as_text(found)))


def find_unit(words: str, *, as_of: dt.date) -> Unit:
    """The one unit with this name or code; of several the one that exists on the day."""
    named = units_named(words)
    found = list(named.at(as_of).order_by("pk")[:20]) or list(named.order_by("pk")[:20])
    if len(found) > 1:
        raise CommandError(
            _("Several units have the name or code “%(unit)s”. Give one code: %(units)s.")
            % {"unit": words, "units": "; ".join(f"{one} ({one.code or '?'})" for one in found)}
        )
    return found[0]


def day_of(text: str, option: str) -> dt.date:
    """The day, written as 2022-06-30 or 30/6/2022."""
    if day := read_day(text):
        return day
    raise CommandError(
        _("%(option)s: “%(text)s” is not a day. Write it as 2022-06-30 or 30/6/2022.")
        % {"option": option, "text": text}
    )


def find_program(number: str, *, unit: str | None = None) -> Program:
    """The one program with this number, in the unit named where several have it."""
    wanted = " ".join(nfc(number).split())
    found = Program.objects.filter(number__iexact=wanted).select_related("unit")
    if unit is not None:
        found = found.filter(unit__in=units_named(unit))
    programs = list(found.order_by("pk")[:20])
    if not programs and unit is not None:
        raise CommandError(
            _("“%(unit)s” has no program with the number “%(number)s”.")
            % {"number": wanted, "unit": unit}
        )
    if not programs:
        raise CommandError(_("No program has the number “%(number)s”.") % {"number": wanted})
    if len(programs) > 1:
        raise CommandError(
            _("Several programs have the number “%(number)s”. Name one with --unit: %(units)s.")
            % {"number": wanted, "units": "; ".join(described(one) for one in programs)}
        )
    return programs[0]


def units_named(words: str) -> QuerySet[Unit]:
    """Units that bear or once bore exactly this name, or have this official code."""
    wanted = " ".join(nfc(words).split())
    units = Unit.objects.filter(Q(code=wanted) | Q(names__name__iexact=wanted)).distinct()
    if not units.exists():
        raise CommandError(_("No unit has the name or code “%(unit)s”.") % {"unit": wanted})
    return units


def described(program: Program) -> str:
    """A program's unit with its code and the program's term, to tell namesakes apart."""
    code = f" ({program.unit.code})" if program.unit.code else ""
    years = [str(day.year) for day in (program.term_from, program.term_to) if day]
    return f"{program.unit}{code}, {' - '.join(years)}"


def as_text(found: Totals) -> list[str]:
    """The totals as lines of a table."""
    lines = [
        f"{found.program.number} · {short_date(found.starts)} - {short_date(found.ends)}",
        _("Sheets: %(accepted)s of %(expected)s accepted.")
        % {"accepted": found.sheets.accepted, "expected": found.sheets.expected},
    ]
    if found.sheets.missing:
        names = ", ".join(one.short_name for one in found.sheets.missing)
        lines.append(_("Not reported: %(names)s.") % {"names": names})
    lines += ["", *_aligned(_indicator_rows(found.indicators, found.total_value))]
    if found.targets:
        head = (_("Party"), _("Indicator"), _("Target"), _("Result"), "%")
        lines += ["", *_aligned([head, *_target_rows(found)])]
    return lines


def unit_as_text(found: UnitTotals) -> list[str]:
    """The totals of a unit as lines of a table, with the programs that were added up."""
    lines = [
        f"{found.unit} · {short_date(found.starts)} - {short_date(found.ends)}",
        _("As the unit stands on %(day)s, with: %(units)s.")
        % {"day": short_date(found.as_of), "units": "; ".join(str(one) for one in found.units)},
        *(f"- {one.number or one.title} ({one.unit_name})" for one in found.programs),
        "",
        *_aligned(_indicator_rows(found.indicators, found.total_value)),
    ]
    for one in found.shared:
        lines.append(
            _("%(party)s, %(indicator)s, %(starts)s - %(ends)s: counted once, not in %(program)s.")
            % {
                "party": one.party,
                "indicator": one.indicator.code,
                "starts": short_date(one.starts),
                "ends": short_date(one.ends),
                "program": one.program.number or one.program.title,
            }
        )
    return lines


def _indicator_rows(indicators, total_value: Figure | None) -> list[tuple[str, ...]]:
    rows = [(_("Code"), _("Indicator"), _("Quantity"), _("Value (đồng)"))]
    for total in indicators:
        indicator = total.indicator
        quantity = (
            format_quantity(total.sum.quantity, indicator.unit, empty=_nothing())
            if total.sum.is_computable
            else pgettext("rate", "not computable")
        )
        rows.append((indicator.code, indicator.label, quantity, _money(total.sum.value)))
    return [*rows, ("", _("Total value"), "", _money(total_value))]


def _target_rows(found: Totals) -> list[tuple[str, ...]]:
    rows = []
    for target in found.targets:
        names = target.participant.short_name, target.indicator.code
        if target.quantity is not None:
            unit, reached = target.indicator.unit, target.reached.quantity
            numbers = (
                format_quantity(one, unit, empty=_nothing()) for one in (target.quantity, reached)
            )
            rows.append((*names, *numbers, format_percent(target.percent, empty=_nothing())))
        if target.value is not None:
            numbers = (
                format_value(one, empty=_nothing()) for one in (target.value, target.reached.value)
            )
            rows.append((*names, *numbers, format_percent(target.percent_value, empty=_nothing())))
    return rows


def _money(figure: Figure | None) -> str:
    return format_value(figure, style=Style.SCREEN_CELL, empty=_nothing())


def _nothing() -> str:
    return pgettext("figure", "not reported")


def _aligned(rows: list[tuple[str, ...]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
