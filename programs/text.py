"""The text of a program in reading order: its places, what stands there, as of which day.

Every place has an anchor that stays the same while the text changes: `parties`, `term`,
`section:purpose`, `area:12`, `commitment:5`, `party:3` (its responsibilities), `targets`. Comments
are pinned to anchors, rounds of review compare them, amendments replace what stands at them.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from coordination.figures import Figure, format_quantity, format_value
from coordination.naming import organization_name
from programs.models import (
    Commitment,
    CommitmentPartner,
    Indicator,
    PartyRole,
    Program,
    SectionCode,
    Target,
)
from programs.models.indicators import then_called

LATEST = dt.date.max  # the name that nothing has replaced yet
BEFORE_AREAS = (SectionCode.BASES, SectionCode.PURPOSE, SectionCode.REQUIREMENTS)


@dataclass(frozen=True, slots=True)
class Part:
    """A place of the text: its anchor, what it is called, what stands there (lines)."""

    anchor: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class PartyText:
    """A party under its names of the day, and its responsibilities."""

    pk: int
    organization_id: int
    role: str
    name: str
    short_name: str
    duties: str


@dataclass(frozen=True, slots=True)
class CommitmentText:
    """A commitment; `lead` and `partners` are keys of parties."""

    pk: int
    text: str
    lead: int | None = None
    partners: tuple[int, ...] = ()
    due_on: dt.date | None = None
    due_text: str = ""

    @property
    def due(self) -> str:
        """By when, in words or as a day."""
        return self.due_text or (f"{self.due_on:%d/%m/%Y}" if self.due_on else "")


@dataclass(frozen=True, slots=True)
class AreaText:
    """A content area with its commitments."""

    pk: int
    title: str
    text: str
    commitments: tuple[CommitmentText, ...] = ()


@dataclass(frozen=True, slots=True)
class TargetText:
    """What a party (by key) is to reach in a year, or over the whole term."""

    pk: int
    party: int
    indicator: Indicator
    year: int | None
    quantity: Figure | None
    value: Figure | None


@dataclass(frozen=True, slots=True)
class ProgramText:
    """Everything that a program says."""

    program: Program
    parties: tuple[PartyText, ...]
    sections: dict[str, str]
    areas: tuple[AreaText, ...]
    targets: tuple[TargetText, ...]

    @property
    def is_written(self) -> bool:
        """Whether anything of its wording is there; of a loaded program often nothing is."""
        return bool(
            self.areas
            or any(one.strip() for one in self.sections.values())
            or any(one.duties.strip() for one in self.parties)
        )

    def short_name(self, party: int | None) -> str:
        """How a party is called in a sentence; empty for none."""
        return next((one.short_name for one in self.parties if one.pk == party), "")

    def who_and_when(self, commitment: CommitmentText) -> list[tuple[str, str]]:
        """Who leads, who joins, by when: what is known of it, each with its code."""
        partners = ", ".join(
            one.short_name for one in self.parties if one.pk in commitment.partners
        )
        found = (
            ("lead", self.short_name(commitment.lead)),
            ("partners", partners),
            ("due", commitment.due),
        )
        return [(code, said) for code, said in found if said]


Amend = Callable[[ProgramText, dt.date], ProgramText]
_amendments: list[Amend] = []


def register_amendments(apply: Amend) -> None:
    """Add what replaces places of a text by what signed amendments say on a day."""
    if apply not in _amendments:
        _amendments.append(apply)


def text_of(program: Program, on: dt.date | None = None) -> ProgramText:
    """The program's own words, as drafted or signed; in six queries, however long it is.

    Names of organisations are those of the day `on`, else of the signing, else of the term's
    beginning.
    """
    return ProgramText(
        program=program,
        parties=_parties(program, on or program.signed_on or program.term_from or LATEST),
        sections=dict(program.sections.values_list("code", "text")),
        areas=_areas(program),
        targets=_targets(program, None),
    )


def text_at(program: Program, on: dt.date) -> ProgramText:
    """What the program says on the day `on`, with the amendments in force until then."""
    text = replace(text_of(program, on), targets=_targets(program, on))
    for apply in _amendments:
        text = apply(text, on)
    return text


def anchors(program: Program, on: dt.date | None = None) -> list[Part]:
    """Every place of the text in reading order; with `on` as it reads on that day."""
    return parts_of(text_at(program, on) if on else text_of(program))


def snapshot(program: Program) -> dict[str, Any]:
    """The text as plain data, as it is laid before the parties of a round."""
    return {
        "parts": [
            {"anchor": part.anchor, "title": str(part.title), "text": part.text}
            for part in anchors(program)
        ]
    }


def parts_of(text: ProgramText) -> list[Part]:
    """The places of a text in reading order; sections that say nothing are there too."""
    program = text.program
    return [
        Part("parties", _("Parties"), _parties_in_words(text)),
        Part("term", _("Term"), _term_in_words(program)),
        *(_section(text, code) for code in BEFORE_AREAS),
        *(part for area in text.areas for part in _area_parts(text, area)),
        _section(text, SectionCode.METHODS),
        _section(text, SectionCode.COMMON_DUTIES),
        *(
            Part(
                f"party:{party.pk}",
                _("Responsibilities of %(party)s") % {"party": party.short_name},
                party.duties,
            )
            for party in text.parties
        ),
        _section(text, SectionCode.ORGANIZATION),
        Part("targets", _("Targets"), _targets_in_words(text)),
    ]


# --- Reading -----------------------------------------------------------------------------------


def _parties(program: Program, on: dt.date) -> tuple[PartyText, ...]:
    rows = program.parties.annotate(
        name=organization_name("organization_id", on, "name"),
        short_name=organization_name("organization_id", on),
    )
    return tuple(
        PartyText(
            pk=row.pk,
            organization_id=row.organization_id,
            role=row.role,
            name=row.name or "",
            short_name=row.short_name or "",
            duties=row.duties,
        )
        for row in rows
    )


def _areas(program: Program) -> tuple[AreaText, ...]:
    partners: dict[int, list[int]] = {}
    joined = CommitmentPartner.objects.filter(commitment__content_area__program=program)
    for commitment, party in joined.order_by("party__order", "party_id").values_list(
        "commitment_id", "party_id"
    ):
        partners.setdefault(commitment, []).append(party)
    commitments: dict[int, list[CommitmentText]] = {}
    for row in Commitment.objects.filter(content_area__program=program):
        commitments.setdefault(row.content_area_id, []).append(
            CommitmentText(
                pk=row.pk,
                text=row.text,
                lead=row.lead_id,
                partners=tuple(partners.get(row.pk, ())),
                due_on=row.due_on,
                due_text=row.due_text,
            )
        )
    return tuple(
        AreaText(row.pk, row.title, row.text, tuple(commitments.get(row.pk, ())))
        for row in program.content_areas.all()
    )


def _targets(program: Program, on: dt.date | None) -> tuple[TargetText, ...]:
    """The targets of the day; without one those agreed at first, called as when it was signed."""
    named = on or program.signed_on or program.term_from or LATEST
    rows = Target.objects.filter(party__program=program)
    rows = rows.filter(valid_from=None) if on is None else rows.at(on)
    rows = rows.select_related("indicator__area").annotate(**then_called(named, "indicator_id"))
    rows = rows.order_by(
        "indicator__area__order",
        "indicator__area_id",
        "indicator__order",
        "indicator_id",
        "party__order",
        "party_id",
        "year",
    )
    return tuple(
        TargetText(
            pk=row.pk,
            party=row.party_id,
            indicator=row.indicator.worded(row.then_vi, row.then_en),
            year=row.year,
            quantity=row.quantity_figure,
            value=row.value_figure,
        )
        for row in rows
    )


# --- In words ----------------------------------------------------------------------------------


def _section(text: ProgramText, code: SectionCode) -> Part:
    return Part(f"section:{code.value}", capfirst(code.label), text.sections.get(code.value, ""))


def _area_parts(text: ProgramText, area: AreaText) -> list[Part]:
    title = _("Content area: %(title)s") % {"title": area.title}
    said = "\n".join(line for line in (area.title, area.text) if line)
    found = [Part(f"area:{area.pk}", title, said)]
    labels = {
        "lead": _("who leads"),
        "partners": _("who joins"),
        "due": _("due"),
    }
    for commitment in area.commitments:
        more = [f"{labels[code]}: {said}" for code, said in text.who_and_when(commitment)]
        found.append(
            Part(
                f"commitment:{commitment.pk}",
                _("Commitment"),
                "\n".join((commitment.text, *more)),
            )
        )
    return found


def _parties_in_words(text: ProgramText) -> str:
    roles = dict(PartyRole.choices)
    return "\n".join(f"{party.name} ({roles[party.role]})" for party in text.parties)


def _term_in_words(program: Program) -> str:
    days = (program.term_from, program.term_to)
    return " – ".join(f"{day:%d/%m/%Y}" if day else "…" for day in days)


def _targets_in_words(text: ProgramText) -> str:
    lines = []
    for target in text.targets:
        said = [
            format_quantity(target.quantity, target.indicator.unit_vi) if target.quantity else "",
            format_value(target.value) if target.value else "",
        ]
        year = str(target.year) if target.year else _("whole term")
        figures = ", ".join(one for one in said if one)
        lines.append(
            f"{text.short_name(target.party)} · {target.indicator.wording} · {year}: {figures}"
        )
    return "\n".join(lines)
