"""Sheets stored before a file came with an act of an earlier day: they go to who came after."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q

from coordination.cases.case import Case
from coordination.models import Organization, Succession
from programs.handover import give_to_heirs


def hand_over(case: Case, acts: Iterable[str], *, at: dt.datetime) -> None:
    """As an act on the page does it; a sheet without a single place to go is a fault of the case.

    `acts`: the keys of those that this file brought; everything of it is stored already. `at`: the
    moment of loading.
    """
    entries = {case.pk("successions", key): case.get("successions", key) for key in acts}
    for act in Succession.objects.filter(pk__in=entries).order_by("on", "pk"):
        for fault in give_to_heirs(_gone(act), act=act, by=None, at=at):
            case.faults.add(entries[act.pk].at("from"), fault)


def _gone(act: Succession) -> list[int]:
    """The organisations that the act ended, themselves or with their unit."""
    before = Q(pk__in=act.organizations_before.values("pk"))
    of_units = Q(unit__in=act.units_before.values("pk"))
    ended = Q(valid_to__lt=act.on) | Q(unit__valid_to__lt=act.on)
    eve = act.on - dt.timedelta(days=1)
    found = Organization.objects.at(eve).filter(before | of_units).filter(ended)
    return list(found.values_list("pk", flat=True))
