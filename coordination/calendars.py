"""On which day a unit's reporting year begins: its own rule, or that of the nearest unit above."""

import datetime as dt
from collections.abc import Collection

from django.db import connection

from coordination.models import Unit
from coordination.periods import CALENDAR_YEAR, Calendar

_NEAREST = """
WITH RECURSIVE above(root_id, unit_id, distance) AS (
    SELECT id, id, 0 FROM unnest(%(units)s::bigint[]) AS id
    UNION
    SELECT above.root_id, place.parent_id, above.distance + 1
    FROM above
    JOIN coordination_unitparent AS place ON place.unit_id = above.unit_id
    WHERE (place.valid_from IS NULL OR place.valid_from <= %(day)s::date)
      AND (place.valid_to IS NULL OR place.valid_to >= %(day)s::date)
      AND above.distance < 12
)
SELECT DISTINCT ON (above.root_id)
       above.root_id, calendar.year_starts_month, calendar.year_starts_day
FROM above
JOIN coordination_unitcalendar AS calendar ON calendar.unit_id = above.unit_id
WHERE calendar.valid_from IS NULL OR calendar.valid_from <= %(day)s::date
ORDER BY above.root_id, above.distance, calendar.valid_from DESC NULLS LAST
"""


def calendar_of(unit: Unit, *, on: dt.date) -> Calendar:
    """The calendar in force for the unit on the day: the calendar year where nobody set another."""
    return calendars_of([unit.pk], on=on)[unit.pk]


def calendars_of(unit_ids: Collection[int], *, on: dt.date) -> dict[int, Calendar]:
    """The calendars of many units on the day, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(_NEAREST, {"units": list(unit_ids), "day": on})
        found = {unit_id: Calendar(month, day) for unit_id, month, day in cursor.fetchall()}
    return {unit_id: found.get(unit_id, CALENDAR_YEAR) for unit_id in unit_ids}
