"""What a report on one program is written from: totals, whose lines they are, narratives."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import F, Q
from django.db.models.functions import Greatest, Least

from coordination.figures import Figure
from coordination.naming import organization_name
from programs.models import Narrative, Party, Program, ResultLine, SheetState
from programs.totals import Fate, Serving, Totals, line_fates, serving, totals

Share = tuple[int, int]  # organisation and indicator, by primary key


@dataclass(frozen=True, slots=True)
class JointLine:
    """A line of work done together with others."""

    line_id: int
    sheet_id: int
    version: int
    quantity: Figure | None
    value: Figure | None
    is_estimate: bool
    partners: tuple[str, ...]
    counted_by: str
    is_counted_here: bool

    @property
    def place(self) -> dict[str, int]:
        return {"sheet": self.sheet_id, "version": self.version, "line": self.line_id}


@dataclass(slots=True)
class Lines:
    """The accepted lines behind the totals, by organisation and indicator."""

    counted: dict[Share, list[dict[str, int]]] = field(default_factory=lambda: defaultdict(list))
    joint: dict[Share, list[JointLine]] = field(default_factory=lambda: defaultdict(list))

    def only_line(self, share: Share) -> dict[str, int]:
        """Where the share stands when it is exactly one line; else nothing."""
        places = self.counted.get(share, [])
        return places[0] if len(places) == 1 else {}


@dataclass(frozen=True, slots=True)
class PartyName:
    """A party under its full name on the paper's day."""

    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Told:
    """What an organisation told of an area, or of everything where `area` is None."""

    area: str | None
    organization: str
    text: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that the report says about one program."""

    program: Program
    parties: tuple[PartyName, ...]
    totals: Totals
    lines: Lines
    told: tuple[Told, ...]


def facts_of(program: Program, *, starts: dt.date, ends: dt.date, on: dt.date) -> Facts:
    """The program's facts for a span of days, with the names of the day `on`.

    Only accepted sheets count. The number of queries does not depend on how much was reported.
    """
    served = serving(program, on=ends)
    found = totals(program, starts=starts, ends=ends, compare=True, served=served)
    return Facts(
        program=program,
        parties=_parties(program, starts=starts, ends=ends, on=on),
        totals=found,
        lines=_lines(line_fates(program, starts=starts, ends=ends, served=served), on=on),
        told=_told(found, served, on=on),
    )


def _parties(
    program: Program, *, starts: dt.date, ends: dt.date, on: dt.date
) -> tuple[PartyName, ...]:
    """Who took part on some day of the span, in the order of signing."""
    rows = (
        Party.objects.filter(
            Q(valid_from=None) | Q(valid_from__lte=ends),
            Q(valid_to=None) | Q(valid_to__gte=starts),
            program=program,
        )
        .annotate(name=organization_name("organization_id", on, "name"))
        .order_by("order", "pk")
    )
    return tuple(PartyName(row.name or "", row.role) for row in rows)


def _lines(fates: dict[int, Fate], *, on: dt.date) -> Lines:
    here = [pk for pk, fate in fates.items() if fate in (Fate.COUNTED, Fate.ELSEWHERE)]
    rows = (
        ResultLine.objects.filter(pk__in=here)
        .select_related("sheet")
        .annotate(counter=organization_name("counted_by_id", on))
        .order_by("sheet__period__valid_from", "sheet_id", "ordinal")
    )
    found = Lines()
    joint = [row for row in rows if row.is_joint]
    partners = _partners(joint, on=on)
    for row in rows:
        share = (row.sheet.organization_id, row.indicator_id)
        is_counted = fates[row.pk] is Fate.COUNTED
        if is_counted:
            found.counted[share].append(
                {"sheet": row.sheet_id, "version": row.sheet.version, "line": row.pk}
            )
        if row.is_joint:
            found.joint[share].append(
                JointLine(
                    line_id=row.pk,
                    sheet_id=row.sheet_id,
                    version=row.sheet.version,
                    quantity=row.quantity_figure,
                    value=row.value_figure,
                    is_estimate=row.is_estimate,
                    partners=tuple(partners.get(row.pk, ())),
                    counted_by=row.counter or "",
                    is_counted_here=is_counted,
                )
            )
    return found


def _partners(lines: list[ResultLine], *, on: dt.date) -> dict[int, list[str]]:
    """With whom each line's work was done; its reporter is not repeated."""
    through = ResultLine.joint_with.through
    rows = (
        through.objects.filter(resultline_id__in=[line.pk for line in lines])
        .annotate(name=organization_name("organization_id", on))
        .order_by("organization__kind__order", "organization_id")
    )
    reporters = {line.pk: line.sheet.organization_id for line in lines}
    found: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        if row.organization_id != reporters[row.resultline_id]:
            found[row.resultline_id].append(row.name or "")
    return found


def _told(found: Totals, served: Serving, *, on: dt.date) -> tuple[Told, ...]:
    """Narratives of accepted sheets, in the order of the parties, then of time."""
    order = {party.participant.organization_id: at for at, party in enumerate(found.parties)}
    rows = (
        Narrative.objects.filter(
            sheet__state=SheetState.ACCEPTED,
            sheet__organization__in=order,
            sheet__period__program__in=served.ids,
        )
        .annotate(
            organization_id=F("sheet__organization_id"),
            name=organization_name("sheet__organization_id", on),
            first_day=Greatest("sheet__period__valid_from", "sheet__period__program__term_from"),
            last_day=Least(
                "sheet__period__valid_to",
                "sheet__period__program__term_to",
                "sheet__period__program__terminated_on",
            ),
        )
        .filter(Q(first_day__gte=found.starts) & Q(last_day__lte=found.ends))
        .order_by("sheet__period__valid_from", "order", "pk")
    )
    told = sorted(rows, key=lambda row: order[row.organization_id])
    return tuple(Told(row.area_id, row.name or "", row.text) for row in told)
