"""Writing the text of a draft, place by place, without two people overwriting each other.

The page carries with each slot what stood in it when the page was made. That tells three things
apart: a slot that the person left alone, one that they changed, and one that somebody else changed
meanwhile. The last is not overwritten: both texts are shown, and the person keeps one or joins
them. Several slots, or one alone, are saved by the same function.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from django.db import models, transaction
from django.http import QueryDict
from django.utils.formats import get_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from coordination.models import Membership
from coordination.naming import organization_name
from coordination.text import plain_lines, squeeze
from programs.comparing import Piece, compare_sides
from programs.drafts import locked_draft
from programs.models import (
    Area,
    Commitment,
    CommitmentPartner,
    ContentArea,
    Party,
    Program,
    ProgramSection,
    SectionCode,
)
from programs.starting import next_order
from programs.text import LATEST

TEXT_LENGTH = 20_000
TITLE_LENGTH = 600
DUE_LENGTH = 120
LINE_LETTERS = 95
MOST_ROWS = 24


class Kind(StrEnum):
    """What is written in a slot."""

    TEXT = "text"
    LINE = "line"
    PARTY = "party"
    PARTIES = "parties"
    DAY = "day"


@dataclass
class Slot:
    """One input: its name in the form, what stands there, what to show, what is wrong with it.

    Everything is text here: a party is its key, several are keys with commas, a day is d/m/Y.
    """

    name: str
    label: str
    kind: Kind
    owner: models.Model
    field: str
    stored: str = ""
    text: str = ""
    error: str = ""
    conflict: str | None = None  # what somebody else has written meanwhile
    was_typed: bool = False
    is_saved: bool = False
    most: int = TEXT_LENGTH

    @property
    def base_name(self) -> str:
        return f"was-{self.name}"

    @property
    def chosen(self) -> list[str]:
        """The keys of a choice of parties, as shown."""
        return self.text.split(",") if self.text else []

    @property
    def theirs(self) -> list[str]:
        """The keys of a choice of parties, as somebody else has made it."""
        return self.conflict.split(",") if self.conflict else []

    @property
    def rows(self) -> int:
        """How many lines the input shows: those that stand there, and room to go on."""
        lines = sum(1 + len(line) // LINE_LETTERS for line in self.text.split("\n"))
        return max(2 if isinstance(self.owner, Commitment) else 4, min(lines + 1, MOST_ROWS))

    @property
    def difference(self) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
        """The typed text and the one that stands there, with what differs between them."""
        return compare_sides(self.text, self.conflict or "")

    @property
    def has_conflict(self) -> bool:
        return self.conflict is not None


@dataclass
class Desk:
    """All slots of a draft by name, and what they belong to."""

    program: Program
    parties: list[Party]
    sections: dict[str, Slot] = field(default_factory=dict)
    areas: list[dict] = field(default_factory=list)
    duties: list[tuple[Party, Slot]] = field(default_factory=list)

    def slots(self) -> Iterator[Slot]:
        """Every slot in reading order."""
        yield from self.sections.values()
        for area in self.areas:
            yield from (area["title"], area["text"])
            for commitment in area["commitments"]:
                yield from commitment["slots"].values()
        yield from (slot for _party, slot in self.duties)

    def slot(self, name: str) -> Slot | None:
        """The slot of this name; None for one that is not there (any more)."""
        return next((one for one in self.slots() if one.name == name), None)


@dataclass
class Saved:
    """What became of a saving. `orphans`: typed for a place that somebody took out meanwhile."""

    written: list[Slot] = field(default_factory=list)
    refused: list[Slot] = field(default_factory=list)
    conflicts: list[Slot] = field(default_factory=list)
    orphans: list[str] = field(default_factory=list)

    @property
    def is_complete(self) -> bool:
        return not (self.refused or self.conflicts or self.orphans)


class Unfit(ValueError):
    """What was typed cannot be stored; the message is for the user."""


# --- The slots as they stand -------------------------------------------------------------------


def desk_of(program: Program) -> Desk:
    """The draft's slots with what is stored; five queries, however long the text is."""
    on = program.term_from or LATEST
    named = program.parties.annotate(short_name=organization_name("organization_id", on))
    desk = Desk(program, list(named))
    stored = {one.code: one for one in program.sections.all()}
    for code in SectionCode:
        owner = stored.get(code.value) or ProgramSection(program=program, code=code.value)
        name, label = f"section-{code.value}", capfirst(code.label)
        desk.sections[code.value] = _slot(name, label, Kind.TEXT, owner, "text")
    areas = program.content_areas.select_related("area").prefetch_related("commitments__partners")
    for area in areas:
        name = f"area-{area.pk}"
        desk.areas.append(
            {
                "area": area,
                "title": _slot(f"{name}-title", _("Title"), Kind.LINE, area, "title", TITLE_LENGTH),
                "text": _slot(f"{name}-text", _("Text"), Kind.TEXT, area, "text"),
                "commitments": [_commitment(one) for one in area.commitments.all()],
            }
        )
    desk.duties = [(party, _duties(party)) for party in desk.parties]
    return desk


def _duties(party: Party) -> Slot:
    label = _("Responsibilities of %(party)s") % {"party": party.short_name}
    return _slot(f"party-{party.pk}-duties", label, Kind.TEXT, party, "duties")


def _commitment(commitment: Commitment) -> dict:
    name = f"commitment-{commitment.pk}"
    parts = (
        ("text", _("Commitment"), Kind.TEXT, "text", TEXT_LENGTH),
        ("lead", _("Who leads"), Kind.PARTY, "lead_id", TEXT_LENGTH),
        ("partners", _("Who joins"), Kind.PARTIES, "partners", TEXT_LENGTH),
        ("due_on", _("Due on"), Kind.DAY, "due_on", DUE_LENGTH),
        ("due_text", _("Due, in words"), Kind.LINE, "due_text", DUE_LENGTH),
    )
    slots = {
        part: _slot(f"{name}-{part}", label, kind, commitment, attribute, most)
        for part, label, kind, attribute, most in parts
    }
    return {"commitment": commitment, "slots": slots}


def _slot(
    name: str,
    label: str,
    kind: Kind,
    owner: models.Model,
    attribute: str,
    most: int = TEXT_LENGTH,
) -> Slot:
    if kind is Kind.PARTIES:
        stored = _joined(str(one.party_id) for one in owner.partners.all())
    else:
        value = getattr(owner, attribute)
        stored = f"{value:%d/%m/%Y}" if isinstance(value, dt.date) else str(value or "")
    return Slot(name, label, kind, owner, attribute, stored=stored, text=stored, most=most)


def _joined(keys) -> str:
    return ",".join(sorted(keys, key=lambda key: (len(key), key)))


# --- Saving --------------------------------------------------------------------------------------


@transaction.atomic
def save_text(*, program: Program, posted: QueryDict, by: Membership) -> tuple[Desk, Saved]:
    """Write the slots that the person changed; keep the rest as typed, beside what stands there.

    Slots that are not posted are left alone. Raises Refused where the text may not be written.
    """
    desk = desk_of(locked_draft(program, by=by))
    saved = Saved()
    owners: dict[int, models.Model] = {}
    for slot in desk.slots():
        if slot.base_name in posted and _judge(slot, posted, desk, saved):
            _write(slot, desk)
            owners[id(slot.owner)] = slot.owner
            saved.written.append(slot)
    for owner in owners.values():
        owner.save()
    saved.orphans = _orphans(desk, posted)
    if saved.is_complete and _add_new(desk, posted):
        desk = desk_of(desk.program)
    return desk, saved


def _add_new(desk: Desk, posted: QueryDict) -> bool:
    """Add the area and the commitments that were typed into the inputs for new ones."""
    is_new = False
    for area in (one["area"] for one in desk.areas):
        if text := plain_lines(posted.get(f"new-commitment-{area.pk}", ""))[:TEXT_LENGTH]:
            order = next_order(area.commitments)
            Commitment.objects.create(content_area=area, text=text, order=order)
            is_new = True
    if title := squeeze(plain_lines(posted.get("new-area", "")))[:TITLE_LENGTH]:
        ContentArea.objects.create(
            program=desk.program,
            title=title,
            area=Area.objects.filter(pk=posted.get("new-area-field", "")[:10]).first(),
            order=next_order(desk.program.content_areas),
        )
        is_new = True
    return is_new


# --- What was typed ------------------------------------------------------------------------------


def typed(slot: Slot, posted: QueryDict) -> str:
    """What was typed into the slot, composed and with plain line ends."""
    return _canonical(slot, posted.getlist(slot.name))


def _canonical(slot: Slot, values: list[str]) -> str:
    if slot.kind is Kind.PARTIES:
        return _joined({one for value in values for one in value.split(",") if one})
    text = values[-1] if values else ""
    return plain_lines(text) if slot.kind is Kind.TEXT else squeeze(plain_lines(text))


def _judge(slot: Slot, posted: QueryDict, desk: Desk, saved: Saved) -> bool:
    """Compare what was typed with what stood and what stands there; True: to be written."""
    slot.text, slot.was_typed = typed(slot, posted), True
    base = _canonical(slot, posted.getlist(slot.base_name))
    there = _canonical(slot, [slot.stored])
    choice = posted.get(f"choose-{slot.name}", "")
    seen = _canonical(slot, posted.getlist(f"seen-{slot.name}"))
    if choice and seen == there:
        if choice == "theirs":
            slot.text = slot.stored
            return False
        if choice == "both" and slot.kind is Kind.TEXT and slot.text != there:
            slot.text = "\n".join(one for one in (there, slot.text) if one)
    elif slot.text in (there, base):
        slot.text = slot.stored
        return False
    elif base != there:
        slot.conflict = slot.stored
        saved.conflicts.append(slot)
        return False
    if slot.text == there:
        return False
    try:
        _check(slot, desk)
    except Unfit as fault:
        slot.error = str(fault)
        saved.refused.append(slot)
        return False
    return True


def _check(slot: Slot, desk: Desk) -> None:
    """Raise Unfit, with a sentence, for what cannot stand in the slot."""
    if len(slot.text) > slot.most:
        raise Unfit(
            _("This has more than %(most)d letters; shorten it, or attach it as a file.")
            % {"most": slot.most}
        )
    if slot.kind is Kind.DAY:
        day_of(slot.text)
    if slot.kind in (Kind.PARTY, Kind.PARTIES):
        strangers = set(slot.chosen) - {str(party.pk) for party in desk.parties}
        if strangers:
            raise Unfit(_("This organisation is not a party to the program; add it first."))
    if not slot.text and slot.field == "title":
        raise Unfit(_("A content area needs its title; to take it out, press Remove."))
    if not slot.text and isinstance(slot.owner, Commitment) and slot.field == "text":
        raise Unfit(_("Write what is undertaken; to take it out, press Remove."))


def day_of(text: str) -> dt.date | None:
    """The day that was typed, as dates are written here. Raises Unfit."""
    if not text:
        return None
    for pattern in get_format("DATE_INPUT_FORMATS"):
        try:
            return dt.datetime.strptime(text, pattern).date()
        except ValueError:
            continue
    raise Unfit(_("“%(text)s” is not a day; write it as 31/12/2026.") % {"text": text[:40]})


def _write(slot: Slot, desk: Desk) -> None:
    """Put the typed text into its object, and tell that it is saved."""
    owner = slot.owner
    if slot.kind is Kind.PARTIES:
        _set_partners(owner, {int(key) for key in slot.chosen})
    elif slot.kind is Kind.PARTY:
        owner.lead_id = int(slot.text) if slot.text else None
    elif slot.kind is Kind.DAY:
        owner.due_on = day_of(slot.text)
        slot.text = f"{owner.due_on:%d/%m/%Y}" if owner.due_on else ""
    else:
        setattr(owner, slot.field, slot.text)
    slot.stored = slot.text
    slot.is_saved = True


def _set_partners(commitment: Commitment, wanted: set[int]) -> None:
    there = {one.party_id: one for one in commitment.partners.all()}
    for party_id, one in there.items():
        if party_id not in wanted:
            one.delete()
    CommitmentPartner.objects.bulk_create(
        CommitmentPartner(commitment=commitment, party_id=party_id)
        for party_id in sorted(wanted - there.keys())
    )


def _orphans(desk: Desk, posted: QueryDict) -> list[str]:
    """What was changed in places that are no longer there: shown, so that it is not lost."""
    there = {slot.name for slot in desk.slots()}
    found = []
    for name in posted:
        slot_name = name.removeprefix("was-")
        if name == slot_name or slot_name in there or not slot_name.endswith(_WORDS):
            continue
        text = plain_lines(posted.get(slot_name, ""))
        if text and text != plain_lines(posted[name]):
            found.append(text)
    return found


_WORDS = ("-text", "-title", "-duties", "-due_text")
