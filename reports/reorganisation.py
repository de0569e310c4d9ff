"""What an act of reorganisation touches here: planned conferences, conclusions still to be done."""

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from coordination.reorganisation.situation import Situation
from coordination.reorganisation.touched import Group, Row, Source, register
from programs.reorganisation import touched_programs
from reports.models import Conclusion, Conference, ConferenceState


def found(situation: Situation) -> Iterator[Group]:
    """Conferences that were planned for later, and open tasks of what ends."""
    if not situation.plan.ending:
        return
    planned = Conference.objects.filter(
        Q(unit__in=[one.pk for one in situation.ending_units])
        | Q(programs__in=touched_programs(situation).values("pk")),
        Q(held_on=None) | Q(held_on__gte=situation.plan.on),
        state=ConferenceState.PLANNED,
    ).distinct()
    yield Group(
        title=_("Planned conferences"),
        text=_("They stay planned as they are; look at place, chair and papers again."),
        rows=tuple(
            Row(
                one.title,
                reverse("conference", args=[one.pk]),
                f"{one.held_on:%d/%m/%Y}" if one.held_on else "",
            )
            for one in planned.order_by("held_on", "pk")
        ),
    )
    tasks = (
        Conclusion.objects.open()
        .filter(owners__in=[one.pk for one in situation.organizations])
        .select_related("conference")
        .distinct()
    )
    yield Group(
        title=_("Conclusions still to be done"),
        text=_("They stay with the old organisation, so that its part is not forgotten."),
        rows=tuple(
            Row(
                str(one),
                reverse("conference", args=[one.conference_id]),
                _("by %(date)s") % {"date": f"{one.due_on:%d/%m/%Y}"} if one.due_on else "",
            )
            for one in tasks.order_by("due_on", "pk")
        ),
    )


register(Source(find=found))
