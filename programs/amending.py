"""What signed amendments make of a program's text on a day. Nothing is copied as a whole.

Each change names the place that it replaces; of several changes of one place the latest in force
holds. Parties join and leave by their own dates, targets follow as `Target` rows of the amendment.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from programs.models import AmendmentChange, AmendmentState, ChangeKind, Party, Program
from programs.text import AreaText, CommitmentText, ProgramText, register_amendments

# Commitments that an amendment adds have no row of their own: their keys lie below zero.
_Added = dict[int, list[CommitmentText]]


def signed_changes(program: Program, on: dt.date) -> list[AmendmentChange]:
    """The changes in force on the day, the earliest first."""
    return list(
        AmendmentChange.objects.filter(
            amendment__program=program,
            amendment__state=AmendmentState.SIGNED,
            amendment__effective_from__lte=on,
        ).order_by(
            "amendment__effective_from",
            "amendment__signed_on",
            "amendment_id",
            "order",
            "pk",
        )
    )


def amended(text: ProgramText, on: dt.date) -> ProgramText:
    """The text with all signed amendments in force on the day, and the parties of that day."""
    there = set(Party.objects.filter(program=text.program).at(on).values_list("pk", flat=True))
    text = replace(text, parties=tuple(one for one in text.parties if one.pk in there))
    return with_changes(text, signed_changes(text.program, on))


def with_changes(text: ProgramText, changes: Iterable[AmendmentChange]) -> ProgramText:
    """The text with these changes of wording; parties and targets come from their own rows."""
    sections = dict(text.sections)
    areas: dict[int, str] = {}
    commitments: dict[int, str] = {}
    added: _Added = {}
    duties: dict[int, str] = {}
    for change in changes:
        match change.kind:
            case ChangeKind.SECTION:
                sections[change.section] = change.text
            case ChangeKind.AREA:
                areas[change.content_area_id] = change.text
            case ChangeKind.COMMITMENT:
                commitments[change.commitment_id] = change.text
            case ChangeKind.NEW_COMMITMENT:
                new = CommitmentText(pk=-change.pk, text=change.text)
                added.setdefault(change.content_area_id, []).append(new)
            case ChangeKind.DUTIES:
                duties[change.party_id] = change.text
    return replace(
        text,
        sections=sections,
        areas=tuple(_area(one, areas, commitments, added) for one in text.areas),
        parties=tuple(replace(one, duties=duties.get(one.pk, one.duties)) for one in text.parties),
    )


def _area(
    area: AreaText, texts: dict[int, str], commitments: dict[int, str], added: _Added
) -> AreaText:
    """An area with its new text; a commitment whose new text is empty is taken out."""
    kept = tuple(
        replace(one, text=commitments.get(one.pk, one.text))
        for one in area.commitments
        if commitments.get(one.pk, one.text)
    )
    return replace(
        area,
        text=texts.get(area.pk, area.text),
        commitments=kept + tuple(added.get(area.pk, ())),
    )


def place_in(text: ProgramText, change: AmendmentChange) -> str:
    """What a text says at the place that a change replaces."""
    match change.kind:
        case ChangeKind.SECTION:
            return text.sections.get(change.section, "")
        case ChangeKind.AREA:
            places, key = {one.pk: one.text for one in text.areas}, change.content_area_id
        case ChangeKind.COMMITMENT:
            every = (one for area in text.areas for one in area.commitments)
            places, key = {one.pk: one.text for one in every}, change.commitment_id
        case ChangeKind.DUTIES:
            places, key = {one.pk: one.duties for one in text.parties}, change.party_id
        case _:
            return ""
    return places.get(key, "")


register_amendments(amended)
