"""The rows that are measured: the demo, and around it a district that has been at work for years.

Made once per database; a database that holds anything else is left alone.
"""

import datetime as dt
from dataclasses import dataclass

from coordination import clock
from coordination.figures import Figure, Qualifier
from coordination.history import recorded
from coordination.models import Membership, Organization
from coordination.periods import Period, PeriodKind, period_containing, previous_period
from coordination.planner import refresh_statistics
from programs.models import (
    Indicator,
    Party,
    PartyRole,
    Program,
    ProgramIndicator,
    ProgramKind,
    ProgramRhythm,
    ProgramState,
    ReportingPeriod,
    ResultLine,
    ResultSheet,
    SheetState,
    Target,
)
from reports.demo.accounts import is_fresh
from reports.demo.loading import load_demo
from reports.demo.situation import SUCCESSOR_NUMBER
from reports.models import Conference, Document
from reports.transitions import start_draft

PROGRAMS = 200  # with periods, sheets and lines
ENDED_PROGRAMS = 4_800  # besides, without
LARGE_PARTIES, LARGE_TARGETS = 12, 500
GRID_ROWS = 60
PARTIES_OF_A_PROGRAM = 4
FEW = 5  # accepted lines and targets of a party; the first party has all rows
PUBLISHED_FROM = dt.date(2022, 1, 1)
NUMBER = "Số: 60/CTrPH-ĐO"
LARGE_NUMBER = "Số: 500/CTrPH-ĐO"
SOURCE = "command:benchmark"


class ForeignDatabaseError(Exception):
    """The database holds rows that were not made here."""


@dataclass(frozen=True)
class Rows:
    """What the requests are about. `clerk` acts; each of the `parties` has a sheet in `period`.

    `program` asks for sixty indicators, `document` reports on it; `large` has twelve parties,
    sixty indicators and five hundred targets; `published` and
    `published_document` are the demo's, with the figures of 2022 as they were published.
    """

    clerk: Membership
    program: Program
    large: Program
    published: Program
    period: ReportingPeriod
    closed: Period
    parties: list[Organization]
    document: Document
    published_document: Document


def rows() -> Rows:
    """The measured rows; makes them in an empty database. Raises ForeignDatabaseError."""
    today = clock.today()
    if is_fresh():
        load_demo(on=today, at=clock.now())
    elif not Program.objects.filter(number=NUMBER).exists():
        raise ForeignDatabaseError(
            "this database holds other rows; name an empty one, or another VAR_DIR"
        )
    if not Program.objects.filter(number=NUMBER).exists():
        with recorded(by=None, source=SOURCE):
            _make(today)
        refresh_statistics()
    if not Program.objects.filter(number=LARGE_NUMBER).exists():
        with recorded(by=None, source=SOURCE):
            _make_large()
        refresh_statistics()
    return _find()


def _find() -> Rows:
    program = Program.objects.select_related("unit").get(number=NUMBER)
    period = program.periods.latest("valid_from")
    parties = [
        party.organization
        for party in program.reporting_parties().select_related("organization").order_by("order")
    ]
    return Rows(
        clerk=Membership.objects.select_related("user").get(user__username="canbo.bdv"),
        program=program,
        large=Program.objects.get(number=LARGE_NUMBER),
        published=Program.objects.get(number=SUCCESSOR_NUMBER),
        period=period,
        closed=previous_period(period.period),
        parties=parties,
        document=Document.objects.get(conference__programs=program),
        published_document=Document.objects.get(conference__period_from=PUBLISHED_FROM),
    )


def _make(today: dt.date) -> None:
    clerk = Membership.objects.select_related("user", "organization").get(
        user__username="canbo.bdv"
    )
    unit = clerk.organization.unit
    organizations = [
        *Organization.objects.filter(unit=unit)
        .exclude(pk=clerk.organization_id)
        .order_by("kind__order", "pk")
    ]
    halves = [period_containing(today, PeriodKind.HALF_YEAR)]
    while len(halves) < 4:
        halves.append(previous_period(halves[-1]))
    indicators = list(Indicator.objects.order_by("-has_value", "area__order", "order", "code"))
    indicators = sorted(
        indicators[:GRID_ROWS], key=lambda one: (one.area.order, one.area_id, one.order, one.code)
    )
    _many_programs(unit, organizations, halves[:2], indicators[:3])
    program = _grid_program(unit, organizations, halves, indicators)
    for conference in (
        _conference(program, halves[1]),
        Conference.objects.get(period_from=PUBLISHED_FROM),
    ):
        start_draft(conference=conference, issuer=clerk.organization, by=clerk, at=clock.now())


def _program(unit, number: str, title: str, first: Period, last: Period, **fields) -> Program:
    return Program(
        kind=ProgramKind.COORDINATION_PROGRAM,
        unit=unit,
        title=title,
        number=number,
        state=ProgramState.SIGNED,
        signed_on=first.starts,
        term_from=first.starts,
        term_to=dt.date(last.ends.year + 2, 12, 31),
        is_loaded=True,
        **fields,
    )


def _half_years(program: Program, halves: list[Period]) -> list[ReportingPeriod]:
    return [
        ReportingPeriod(
            program=program,
            kind=half.kind,
            valid_from=half.starts,
            valid_to=half.ends,
            due_on=half.ends + dt.timedelta(days=5),
        )
        for half in halves
    ]


def _line(sheet: ResultSheet, indicator: Indicator, at: int) -> ResultLine:
    line = ResultLine(sheet=sheet, indicator=indicator)
    qualifier = Qualifier.MORE if at % 7 == 0 else Qualifier.EXACT
    number = 100 + at * 7 % 800
    line.set_quantity(Figure(number, qualifier), text=str(number))
    if indicator.has_value:
        line.set_value(Figure(number * 150_000, qualifier), text="")
    return line


def _sheets(periods: list[ReportingPeriod], organizations: list[Organization]) -> list[ResultSheet]:
    """Accepted sheets, as a case file brings them; a draft in the latest period."""
    latest = max(period.valid_from for period in periods)
    return ResultSheet.objects.bulk_create(
        ResultSheet(
            period=period,
            organization=organization,
            state=SheetState.DRAFT if period.valid_from == latest else SheetState.ACCEPTED,
            is_loaded=True,
        )
        for period in periods
        for organization in organizations
    )


def _many_programs(unit, organizations, halves: list[Period], indicators: list[Indicator]) -> None:
    """Enough for pages of a list, each with parties, two periods, sheets and lines."""
    programs = Program.objects.bulk_create(
        _program(
            unit,
            f"Số: {1000 + at}/CTrPH-ĐO",
            f"Chương trình phối hợp hoạt động thứ {at + 1} giữa Ban Chỉ huy Quân sự huyện "
            f"với các cơ quan, đoàn thể giai đoạn {halves[-1].starts.year} - "
            f"{halves[0].ends.year + 2}",
            halves[-1],
            halves[0],
        )
        for at in range(PROGRAMS)
    )
    groups = [
        [organizations[(at + place) % len(organizations)] for place in range(PARTIES_OF_A_PROGRAM)]
        for at in range(PROGRAMS)
    ]
    Party.objects.bulk_create(
        Party(
            program=program,
            organization=organization,
            role=PartyRole.PARTNER if order else PartyRole.LEAD,
            order=order,
        )
        for program, group in zip(programs, groups, strict=True)
        for order, organization in enumerate(group)
    )
    ProgramRhythm.objects.bulk_create(
        ProgramRhythm(program=program, kind=PeriodKind.HALF_YEAR) for program in programs
    )
    for program, group in zip(programs, groups, strict=True):
        periods = ReportingPeriod.objects.bulk_create(_half_years(program, halves))
        ResultLine.objects.bulk_create(
            _line(sheet, indicator, at)
            for sheet in _sheets(periods, group)
            for at, indicator in enumerate(indicators)
        )


def _grid_program(unit, organizations, halves: list[Period], indicators: list[Indicator]):
    """One program that asks for sixty indicators, with figures of four half-years."""
    program = _program(
        unit,
        NUMBER,
        "Chương trình phối hợp hoạt động của các cơ quan, đoàn thể huyện: sáu mươi chỉ tiêu",
        halves[-1],
        halves[0],
    )
    program.save()
    ProgramRhythm.objects.create(program=program, kind=PeriodKind.HALF_YEAR)
    ProgramIndicator.objects.bulk_create(
        ProgramIndicator(program=program, indicator=indicator, order=order)
        for order, indicator in enumerate(indicators)
    )
    parties = Party.objects.bulk_create(
        Party(
            program=program,
            organization=organization,
            role=PartyRole.PARTNER if order else PartyRole.LEAD,
            order=order,
        )
        for order, organization in enumerate(organizations)
    )
    Target.objects.bulk_create(
        Target(
            party=party,
            indicator=indicator,
            year=halves[0].starts.year,
            quantity=1000,
            quantity_qualifier=Qualifier.EXACT,
        )
        for order, party in enumerate(parties)
        for indicator in indicators[: FEW if order else GRID_ROWS]
    )
    periods = ReportingPeriod.objects.bulk_create(_half_years(program, halves))
    ResultLine.objects.bulk_create(
        _line(sheet, indicator, at)
        for sheet in _sheets(periods, organizations)
        for at, indicator in enumerate(indicators)
        if sheet.state == SheetState.DRAFT or sheet.organization == organizations[0] or at < FEW
    )
    return program


def _make_large() -> None:
    """A list of five thousand programs, and one program with very much on its page."""
    example = Program.objects.select_related("unit").get(number=NUMBER)
    places = list(example.parties.values_list("organization_id", flat=True))
    states = (ProgramState.SIGNED, ProgramState.SIGNED, ProgramState.CANCELLED)
    ended = Program.objects.bulk_create(
        Program(
            kind=ProgramKind.COORDINATION_PROGRAM,
            unit=example.unit,
            title=f"Chương trình phối hợp thứ {at + 1} giai đoạn {2006 + at % 10} - "
            f"{2009 + at % 10} giữa Ban Chỉ huy Quân sự huyện với các đoàn thể",
            number=f"Số: {10_000 + at}/CTrPH-ĐO",
            state=states[at % 3],
            signed_on=None if at % 3 == 2 else dt.date(2006 + at % 10, 1, 1),
            term_from=dt.date(2006 + at % 10, 1, 1),
            term_to=dt.date(2009 + at % 10, 12, 31),
            is_loaded=True,
        )
        for at in range(ENDED_PROGRAMS)
    )
    Party.objects.bulk_create(
        Party(
            program=program,
            organization_id=places[(at + place) % len(places)],
            role=PartyRole.PARTNER if place else PartyRole.LEAD,
            order=place,
        )
        for at, program in enumerate(ended)
        for place in range(2)
    )
    example.pk = None
    example._state.adding = True
    example.number = LARGE_NUMBER
    example.title = "Chương trình phối hợp hoạt động mười hai bên, năm trăm mức giao"
    example.save()
    parties = Party.objects.bulk_create(
        Party(
            program=example,
            organization=organization,
            role=PartyRole.PARTNER if place else PartyRole.LEAD,
            order=place,
        )
        for place, organization in enumerate(Organization.objects.order_by("pk")[:LARGE_PARTIES])
    )
    indicators = list(
        Indicator.objects.filter(program_indicators__program__number=NUMBER).order_by(
            "program_indicators__order"
        )
    )
    ProgramIndicator.objects.bulk_create(
        ProgramIndicator(program=example, indicator=indicator, order=order)
        for order, indicator in enumerate(indicators)
    )
    Target.objects.bulk_create(
        Target(
            party=parties[at % LARGE_PARTIES],
            indicator=indicators[at // LARGE_PARTIES % GRID_ROWS],
            year=example.term_from.year,
            quantity=1000 + at,
            quantity_qualifier=Qualifier.EXACT,
        )
        for at in range(LARGE_TARGETS)
    )


def _conference(program: Program, half: Period) -> Conference:
    """A review of the last half-year."""
    conference = Conference.objects.create(
        kind="preliminary_review",
        unit=program.unit,
        title="Hội nghị sơ kết chương trình sáu mươi chỉ tiêu",
        held_on=half.ends + dt.timedelta(days=20),
        place="Hội trường Huyện ủy",
        state="held",
        period_kind=half.kind,
        period_from=half.starts,
        period_to=half.ends,
    )
    conference.programs.add(program)
    return conference
