"""Home cards of what was agreed: what waits for a reviewer, and what for the Board."""

import datetime as dt

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from coordination.access import is_board
from coordination.models import Membership
from coordination.naming import organization_name
from coordination.shell import HomeCard, register_home
from programs import waiting

SHOWN = 6


def to_judge(membership: Membership, today: dt.date) -> list[HomeCard]:
    """What waits for the reader as a party's reviewer; it opens on the desk."""
    items = waiting.queue_of(membership, today)
    if not items:
        return []
    desk = reverse("review_desk")
    rows = tuple(
        (
            one.program.title,
            f"{desk}?{urlencode({'viec': one.key})}",
            f"{one.what}, {one.remark}" if one.remark else one.what,
        )
        for one in items[:SHOWN]
    )
    title = _("Waiting for my verdict")
    return [HomeCard(title=title, url=desk, count=len(items), rows=rows, tone="warn")]


def reviews_to_handle(membership: Membership, today: dt.date) -> list[HomeCard]:
    """Reviews of signed programs that the Board has not handled yet."""
    if not is_board(membership):
        return []
    found = waiting.reviews_to_handle(membership).annotate(
        short_name=organization_name("party__organization_id", today)
    )
    rows = tuple(
        (
            f"{one.short_name}: {one.get_advice_display()}",
            f"{reverse('standing_reviews', args=[one.party.program_id])}#review-{one.pk}",
            one.party.program.number or one.party.program.title,
        )
        for one in found[:SHOWN]
    )
    return _card(_("Reviews of programs to handle"), rows, found)


def programs_to_sign(membership: Membership, today: dt.date) -> list[HomeCard]:
    """Programs that all have approved."""
    if not is_board(membership):
        return []
    found = waiting.programs_to_sign(membership)
    rows = tuple(
        (one.title, reverse("program_signing", args=[one.pk]), one.number) for one in found[:SHOWN]
    )
    return _card(_("Programs to sign"), rows, found)


def _card(title: str, rows: tuple, found: QuerySet) -> list[HomeCard]:
    """A card with its first rows; none when there is nothing. Counts only what is not shown."""
    if not rows:
        return []
    count = len(rows) if len(rows) < SHOWN else found.count()
    return [HomeCard(title=title, url=reverse("board_desk"), count=count, rows=rows, tone="warn")]


for _source in (to_judge, programs_to_sign, reviews_to_handle):
    register_home(_source)
