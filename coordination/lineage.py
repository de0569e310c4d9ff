"""From an old name to what it is called now, and what came before and after a thing."""

import dataclasses
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.db import connection
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coordination.access import may_reorganise, visible_organizations, visible_units
from coordination.models import Membership, Organization, Succession, Unit
from coordination.panels import Panel, register
from coordination.reorganisation.telling import tell_sides
from coordination.text import has_words

NAMED = 2

_STORIES = """
WITH RECURSIVE earlier(root_id, id) AS (
    SELECT id, id FROM unnest(%(ids)s::bigint[]) AS id
    UNION
    SELECT earlier.root_id, follows.before_id
    FROM earlier JOIN coordination_{thing}_heir AS follows ON follows.after_id = earlier.id
),
later(root_id, id) AS (
    SELECT id, id FROM unnest(%(ids)s::bigint[]) AS id
    UNION
    SELECT later.root_id, follows.after_id
    FROM later JOIN coordination_{thing}_heir AS follows ON follows.before_id = later.id
)
SELECT root_id, name.name, name.short_name, false AS is_now, name.valid_from
FROM earlier
JOIN coordination_{thing}name AS name ON name.{thing}_id = earlier.id
WHERE %(words)s <> ''
UNION ALL
SELECT root_id, COALESCE((
    SELECT name.name FROM coordination_{thing}name AS name WHERE name.{thing}_id = later.id
    ORDER BY name.valid_from DESC NULLS LAST LIMIT 1), ''), '', true, NULL
FROM later
WHERE later.id <> later.root_id AND NOT EXISTS (
    SELECT FROM coordination_{thing}_heir AS follows WHERE follows.before_id = later.id)
ORDER BY 1, 4, 5 DESC NULLS LAST, 2
"""


def tell(
    things: Iterable[Unit | Organization], words: str = "", *, on: dt.date | None = None
) -> None:
    """Give each thing of a list its `story`, in one query: under which other name the words found
    it, and what it has become.

    `tên cũ: Huyện A`, `nay là Xã B`; empty where there is nothing to say. The things bear
    `current_name`, as of the day `on` (None: the latest).
    """
    listed = list(things)
    if not listed:
        return
    thing = "unit" if isinstance(listed[0], Unit) else "organization"
    old, later, now = defaultdict(list), defaultdict(list), defaultdict(list)
    with connection.cursor() as cursor:
        given = {"ids": [one.pk for one in listed], "words": words}
        cursor.execute(_STORIES.format(thing=thing), given)
        for pk, name, short_name, is_now, since in cursor.fetchall():
            if is_now:
                now[pk].append(name)
            elif has_words(words, f"{name} {short_name}"):
                (later if on and since and since > on else old)[pk].append(name)
    for one in listed:
        parts = []
        if one.current_name not in (*old[one.pk], *later[one.pk]):
            if old[one.pk]:
                parts.append(_("formerly: %(name)s") % {"name": old[one.pk][0]})
            elif later[one.pk]:
                parts.append(_("later called: %(name)s") % {"name": later[one.pk][0]})
        if now[one.pk]:
            parts.append(_("now: %(names)s") % {"names": joined(now[one.pk])})
        one.story = "; ".join(parts)


def joined(names: list[str]) -> str:
    """The first names, and how many more."""
    rest = len(names) - NAMED
    if rest <= 0:
        return ", ".join(names)
    return ngettext("%(names)s and %(number)d more", "%(names)s and %(number)d more", rest) % {
        "names": ", ".join(names[:NAMED]),
        "number": rest,
    }


@dataclasses.dataclass(frozen=True)
class Lineage:
    """The acts before and after a thing, oldest first; `own`: renames and moves.

    All with their sides, under the names of the time (`telling.tell_sides`).
    """

    earlier: list[Succession]
    later: list[Succession]
    own: list[Succession]
    new_url: str = ""

    @property
    def things(self) -> list[Unit | Organization]:
        acts = (*self.earlier, *self.own, *self.later)
        return [one for act in acts for one in (*act.before, *act.after, *act.places)]


def lineage(thing: Unit | Organization) -> Lineage:
    """The acts by which the thing arose, which changed it, and by which it ended."""
    acts = list(Succession.objects.filter(pk__in=_acts(thing)).order_by("on", "pk"))
    tell_sides(acts)
    found = Lineage([], [], [])
    for act in acts:
        if act.stays and thing in act.after:
            found.own.append(act)
        else:
            (found.later if thing in act.before else found.earlier).append(act)
    return found


def _acts(thing: Unit | Organization) -> QuerySet:
    field = "unit" if isinstance(thing, Unit) else "organization"
    sides = [getattr(Succession, f"{field}s_{side}").through for side in ("before", "after")]
    first, second = (
        side.objects.filter(**{field: thing.pk}).values("succession_id") for side in sides
    )
    return first.union(second)


def _panel(membership: Membership, thing: Unit | Organization, today: dt.date) -> Panel | None:
    """“Trước đó / Về sau” on the page of a unit or organisation, and the way to a new act."""
    found = lineage(thing)
    if may_reorganise(membership) and (thing.valid_to is None or thing.valid_to >= today):
        of = "units" if isinstance(thing, Unit) else "organizations"
        url = f"{reverse('reorganisation_new')}?{urlencode({'of': of, 'before': thing.pk})}"
        found = dataclasses.replace(found, new_url=url)
    if not (found.earlier or found.later or found.own or found.new_url):
        return None
    link(membership, found.things, type(thing))
    return Panel("coordination/includes/lineage.html", found)


def link(membership: Membership, things: list[Unit | Organization], model) -> None:
    """Give each thing its `page_url`; empty where the reader may not see it."""
    is_unit = model is Unit
    visible = (visible_units if is_unit else visible_organizations)(membership)
    seen = set(visible.filter(pk__in={one.pk for one in things}).values_list("pk", flat=True))
    name = "unit" if is_unit else "organization"
    for one in things:
        one.page_url = reverse(name, args=[one.pk]) if one.pk in seen else ""


register(Unit, _panel)
register(Organization, _panel)
