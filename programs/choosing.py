"""Which indicators a draft asks for: chosen from the catalogue, or made for this program alone."""

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from coordination.models import Membership
from coordination.sql import Fold, every_word
from programs.drafts import locked_draft
from programs.models import Indicator, PartyRole, Program, ProgramIndicator, Target
from programs.starting import next_order, own_code

# How the catalogue names the kinds of parties for which an indicator is usual.
CODES = {
    "military_command": "BCHQS",
    "mobilization_board": "BDV",
    "fatherland_front": "MTTQ",
    "labour_federation": "LDLD",
    "veterans": "CCB",
    "farmers": "ND",
    "women": "PN",
    "youth": "DTN",
    "red_cross": "CTD",
}


def areas_together(indicators: list[Indicator]) -> list[Indicator]:
    """In their own order, those of an area beside each other where the first one stands."""
    first = {one.area_id: place for place, one in reversed(list(enumerate(indicators)))}
    return sorted(indicators, key=lambda one: first[one.area_id])


def offered(program: Program, *, words: str = "") -> QuerySet[Indicator]:
    """What can be chosen: the catalogue as offered, the program's own, and what it asks already."""
    found = (
        Indicator.objects.filter(
            Q(program=None, is_offered=True) | Q(program=program) | Q(programs=program)
        )
        .distinct()
        .select_related("area")
        .order_by("area__order", "area_id", "order", "code")
    )
    if words:
        found = found.alias(folded=Fold("label_vi"), folded_code=Fold("code")).filter(
            every_word(words, "folded", "folded_code")
        )
    return found


def usual_codes(program: Program) -> set[str]:
    """How the catalogue names those who report to the program."""
    kinds = program.parties.exclude(role=PartyRole.WITNESS).values_list(
        "organization__kind_id", flat=True
    )
    return {CODES[kind] for kind in kinds if kind in CODES}


def is_usual(indicator: Indicator, codes: set[str]) -> bool:
    """Whether one of the parties usually reports the indicator."""
    return not codes.isdisjoint(indicator.typical_parties.split(";"))


@transaction.atomic
def choose(
    *, program: Program, shown: set[int], chosen: set[int], with_usual: bool, by: Membership
) -> list[Indicator]:
    """Ask for the `chosen` of the `shown` indicators (keys); with the usual ones where wanted.

    What was not shown stays as it is. Gives back those that stay because targets are set for them.
    """
    program = locked_draft(program, by=by)
    there = {one.indicator_id: one for one in program.program_indicators.all()}
    known = {one.pk: one for one in offered(program)}
    wanted = (there.keys() - shown) | (chosen & known.keys())
    if with_usual:
        codes = usual_codes(program)
        wanted |= {pk for pk, one in known.items() if is_usual(one, codes)}
    with_targets = set(
        Target.objects.filter(party__program=program).values_list("indicator_id", flat=True)
    )
    kept = (there.keys() - wanted) & with_targets
    wanted |= kept
    for pk in there.keys() - wanted:
        there[pk].delete()
    ProgramIndicator.objects.bulk_create(
        ProgramIndicator(program=program, indicator_id=pk)
        for pk in known
        if pk in wanted - set(there)
    )
    _put_in_order(program, list(known))
    return [known[pk] for pk in known if pk in kept]


def _put_in_order(program: Program, catalogue: list[int]) -> None:
    """The order of the catalogue: by area, then as it stands there."""
    place = {pk: at for at, pk in enumerate(catalogue, start=1)}
    for one in program.program_indicators.all():
        order = place.get(one.indicator_id, len(place) + 1)
        if one.order != order:
            one.order = order
            one.save(update_fields=["order"])


@transaction.atomic
def add_own(*, program: Program, indicator: Indicator, by: Membership) -> Indicator:
    """Store an indicator (not saved yet) for this program alone, and ask for it."""
    program = locked_draft(program, by=by)
    indicator.program = program
    indicator.code = own_code(program)
    indicator.order = next_order(Indicator.objects.filter(area=indicator.area_id))
    indicator.save()
    ProgramIndicator.objects.create(
        program=program, indicator=indicator, order=next_order(program.program_indicators)
    )
    return indicator


def kept_sentence(kept: list[Indicator]) -> str:
    """Why some indicators stay."""
    return _("Targets are set for these; clear them first: %(labels)s.") % {
        "labels": ", ".join(one.label for one in kept)
    }
