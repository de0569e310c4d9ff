"""How a draft begins: empty, with the usual words of its kind, or from an earlier program."""

import calendar
import datetime as dt
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from coordination.history import record
from coordination.models import Membership, Organization
from programs import access
from programs.models import (
    Area,
    Commitment,
    CommitmentPartner,
    ContentArea,
    Indicator,
    Party,
    Program,
    ProgramIndicator,
    ProgramRhythm,
    ProgramSection,
    Target,
)
from programs.skeletons import SKELETONS
from programs.workflow import Refused

ANNUAL = 366  # days: a term up to this long is named as a year


@dataclass(frozen=True, slots=True)
class Taken:
    """What a new draft takes over from an earlier program."""

    text: bool = True
    parties: bool = True
    indicators: bool = True
    targets: bool = False


@transaction.atomic
def begin_program(
    *,
    program: Program,
    rhythms: dict[str, int],
    with_usual_words: bool,
    earlier: Program | None,
    taken: Taken,
    by: Membership,
    at: dt.datetime,
) -> Program:
    """Store a new draft (`program`, not saved yet) of the actor's own unit, with its beginnings.

    `rhythms`: due days by kind of period. A form that is sent twice (`begun_with`) begins one
    draft, which the second sending gets. Raises Refused for whoever may not begin programs.
    """
    if not access.may_begin_programs(by):
        raise Refused(_("Only the Board's staff begin programs."))
    program.unit = by.organization.unit
    if (begun := _begun_before(program)) is not None:
        return begun
    program.save()
    ProgramRhythm.objects.bulk_create(
        ProgramRhythm(program=program, kind=kind, due_days=days) for kind, days in rhythms.items()
    )
    if earlier is not None:
        _Copy(earlier, program, taken).make()
    elif with_usual_words:
        _write_usual_words(program)
    record("program.begun", program, by=by, at=at, earlier=earlier.pk if earlier else None)
    return program


def _begun_before(program: Program) -> Program | None:
    """The draft that this form began already; with other words in it it begins another one.

    Of two sendings at once the second waits for the first.
    """
    if program.begun_with is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(program.begun_with)]
        )
    there = Program.objects.filter(begun_with=program.begun_with).first()
    if there is None:
        return None
    same = ("unit_id", "kind", "title", "number", "term_from", "term_to", "parent_id")
    if all(getattr(there, name) == getattr(program, name) for name in same):
        return there
    program.begun_with = None
    return None


def term_in_words(starts: dt.date | None, ends: dt.date | None) -> str:
    """`năm 2017`, `giai đoạn 2019 - 2023`; what papers call the term."""
    if starts is None or ends is None:
        return "giai đoạn mới"
    if (ends - starts).days < ANNUAL and starts.year == ends.year:
        return f"năm {starts.year}"
    return f"giai đoạn {starts.year} - {ends.year}"


def _write_usual_words(program: Program) -> None:
    skeleton = SKELETONS[program.kind]
    term = term_in_words(program.term_from, program.term_to)
    ProgramSection.objects.bulk_create(
        ProgramSection(program=program, code=code, text=text.format(term=term))
        for code, text in skeleton.sections.items()
    )
    known = set(Area.objects.values_list("pk", flat=True))
    ContentArea.objects.bulk_create(
        ContentArea(
            program=program,
            area_id=code if code in known else None,
            title=title,
            text=text,
            order=order,
        )
        for order, (code, title, text) in enumerate(skeleton.areas, start=1)
    )


class _Copy:
    """Takes over what is asked for; a party that ended is followed by who took its place."""

    def __init__(self, earlier: Program, program: Program, taken: Taken):
        self.earlier, self.program, self.taken = earlier, program, taken
        self.years = self._years()
        self.parties: dict[int, Party] = {}

    def _years(self) -> int:
        """By how many years the new term begins later."""
        old, new = self.earlier.term_from, self.program.term_from
        return new.year - old.year if old and new else 0

    def make(self) -> None:
        if self.taken.parties:
            self._parties()
        if self.taken.text:
            self._text()
        if self.taken.indicators:
            self._indicators()

    def _parties(self) -> None:
        used: set[int] = set()
        for party in self.earlier.parties.select_related("organization"):
            organization = self._present(party.organization)
            if organization.pk in used:
                continue
            used.add(organization.pk)
            self.parties[party.pk] = Party.objects.create(
                program=self.program,
                organization=organization,
                role=party.role,
                order=party.order,
                duties=party.duties if self.taken.text else "",
            )

    def _present(self, organization: Organization) -> Organization:
        """The organisation, or the only one that came after it when the new term begins."""
        on = self.program.term_from
        seen = {organization.pk}
        while on and organization.valid_to and organization.valid_to < on:
            after = list(
                Organization.objects.filter(arose_in__organizations_before=organization)
                .exclude(pk__in=seen)
                .distinct()[:2]
            )
            if len(after) != 1:
                break
            organization = after[0]
            seen.add(organization.pk)
        return organization

    def _text(self) -> None:
        ProgramSection.objects.bulk_create(
            ProgramSection(program=self.program, code=one.code, text=one.text)
            for one in self.earlier.sections.all()
        )
        areas = self.earlier.content_areas.prefetch_related("commitments__partners")
        for area in areas:
            copy = ContentArea.objects.create(
                program=self.program,
                area_id=area.area_id,
                title=area.title,
                text=area.text,
                order=area.order,
            )
            for commitment in area.commitments.all():
                self._commitment(commitment, copy)

    def _commitment(self, commitment: Commitment, area: ContentArea) -> None:
        copy = Commitment.objects.create(
            content_area=area,
            text=commitment.text,
            lead=self.parties.get(commitment.lead_id),
            due_on=self._later(commitment.due_on),
            due_text=commitment.due_text,
            order=commitment.order,
        )
        CommitmentPartner.objects.bulk_create(
            CommitmentPartner(commitment=copy, party=self.parties[one.party_id])
            for one in commitment.partners.all()
            if one.party_id in self.parties
        )

    def _later(self, day: dt.date | None) -> dt.date | None:
        """The same day of the new term's year; 29 February becomes the 28th where it must."""
        if day is None:
            return None
        year = day.year + self.years
        last = calendar.monthrange(year, day.month)[1]
        return day.replace(year=year, day=min(day.day, last))

    def _indicators(self) -> None:
        asked = self.earlier.program_indicators.select_related("indicator")
        indicators: dict[int, Indicator] = {}
        for one in asked:
            indicators[one.indicator_id] = self._own(one.indicator)
            ProgramIndicator.objects.create(
                program=self.program, indicator=indicators[one.indicator_id], order=one.order
            )
        if self.taken.targets and self.taken.parties:
            self._targets(indicators)

    def _own(self, indicator: Indicator) -> Indicator:
        """An indicator of the catalogue as it is; one made for the earlier program anew."""
        if indicator.program_id is None:
            return indicator
        return Indicator.objects.create(
            code=own_code(self.program),
            area_id=indicator.area_id,
            label_vi=indicator.label_vi,
            label_en=indicator.label_en,
            unit_vi=indicator.unit_vi,
            unit_en=indicator.unit_en,
            has_value=indicator.has_value,
            aggregation=indicator.aggregation,
            order=indicator.order,
            program=self.program,
        )

    def _targets(self, indicators: dict[int, Indicator]) -> None:
        """Targets of the earlier term's years as those of the new one; others do not fit."""
        program = self.program
        made = []
        for old in Target.objects.filter(party__in=self.parties, valid_from=None):
            year = old.year and old.year + self.years
            if old.indicator_id not in indicators or (year and not _is_within(program, year)):
                continue
            target = Target(
                party=self.parties[old.party_id], indicator=indicators[old.indicator_id], year=year
            )
            target.set_quantity(old.quantity_figure, text=old.quantity_text)
            target.set_value(old.value_figure, text=old.value_text)
            made.append(target)
        Target.objects.bulk_create(made)


def _is_within(program: Program, year: int) -> bool:
    starts, ends = program.term_from, program.term_to
    return (starts is None or starts.year <= year) and (ends is None or year <= ends.year)


def own_code(program: Program) -> str:
    """A free code for an indicator of this program alone: `CT12-3`."""
    prefix = f"CT{program.pk}-"
    taken = Indicator.objects.filter(code__startswith=prefix).values_list("code", flat=True)
    numbers = [int(code.removeprefix(prefix)) for code in taken if code[len(prefix) :].isdigit()]
    return f"{prefix}{max(numbers, default=0) + 1}"


def next_order(rows) -> int:
    """The place after the last of these rows."""
    return (rows.aggregate(last=Max("order"))["last"] or 0) + 1
