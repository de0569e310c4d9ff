"""Rules in time that no constraint can hold, and the units that went into a unit.

A trigger that refuses raises a check violation with the rule's name, so that it is told like a
constraint (`Rule` in `models/base.py`). The triggers are deferrable: an act that changes several
rows may set them aside until it is done.

`coordination_origin`: which unit went whole into which other one, and since when. A unit that was
split among several did not go into any of them.

`units_reached(root)`: a unit, all that stand or ever stood below it, and all that went into these.

`units_gathered(root, day)`: what the unit is made of as it stands on the day: the units whose last
place until then is below it, whether they still exist or not, and what went into these.
"""

from django.db import migrations

# {thing}: unit or organization; {what}: how the rules call it; {superior}: the one above.
CHECK_PARENT = """
CREATE FUNCTION coordination_check_{thing}_parent() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    own daterange;
    above daterange;
    place daterange := daterange(NEW.valid_from, NEW.valid_to, '[]');
BEGIN
    PERFORM pg_advisory_xact_lock('coordination_{thing}parent'::regclass::oid::bigint);
    SELECT daterange(valid_from, valid_to, '[]') INTO own
    FROM coordination_{thing} WHERE id = NEW.{thing}_id;
    SELECT daterange(valid_from, valid_to, '[]') INTO above
    FROM coordination_{thing} WHERE id = NEW.parent_id;
    IF isempty(place * own * above)
       OR (NEW.valid_from IS NOT NULL AND NOT above @> NEW.valid_from)
       OR (NEW.valid_to IS NOT NULL AND NOT above @> NEW.valid_to) THEN
        RAISE EXCEPTION 'violates coordination_{superior}_exists_at_the_time' USING
            ERRCODE = 'check_violation', CONSTRAINT = 'coordination_{superior}_exists_at_the_time';
    END IF;
    IF EXISTS (
        WITH RECURSIVE higher(id, span) AS (
            SELECT NEW.parent_id, place * own
            UNION
            SELECT step.parent_id, higher.span * daterange(step.valid_from, step.valid_to, '[]')
            FROM higher
            JOIN coordination_{thing}parent AS step ON step.{thing}_id = higher.id
             AND higher.span && daterange(step.valid_from, step.valid_to, '[]')
            WHERE higher.id <> NEW.{thing}_id
        )
        SELECT FROM higher WHERE id = NEW.{thing}_id
    ) THEN
        RAISE EXCEPTION 'violates coordination_{thing}_is_never_below_itself' USING
            ERRCODE = 'check_violation', CONSTRAINT = 'coordination_{thing}_is_never_below_itself';
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER coordination_{thing}_parent_in_time
AFTER INSERT OR UPDATE ON coordination_{thing}parent
DEFERRABLE INITIALLY IMMEDIATE
FOR EACH ROW EXECUTE FUNCTION coordination_check_{thing}_parent();
"""
DROP_PARENT = """
DROP TRIGGER coordination_{thing}_parent_in_time ON coordination_{thing}parent;
DROP FUNCTION coordination_check_{thing}_parent();
"""

CHECK_SEAT = """
CREATE FUNCTION coordination_check_seat() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    first_days daterange := CASE WHEN NEW.valid_from IS NULL
        THEN daterange(NULL, NEW.valid_to, '[]')
        ELSE daterange(NEW.valid_from, NEW.valid_from, '[]') END;
BEGIN
    IF NOT EXISTS (
        SELECT FROM coordination_position AS office
        JOIN coordination_organization AS body ON body.id = office.organization_id
        WHERE office.person_id = NEW.person_id
          AND daterange(office.valid_from, office.valid_to, '[]') && first_days
          AND daterange(body.valid_from, body.valid_to, '[]') && first_days
    ) THEN
        RAISE EXCEPTION 'violates coordination_seat_is_held_by_somebody_in_office' USING
            ERRCODE = 'check_violation',
            CONSTRAINT = 'coordination_seat_is_held_by_somebody_in_office';
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER coordination_seat_in_time
AFTER INSERT OR UPDATE OF person_id, valid_from ON coordination_seat
DEFERRABLE INITIALLY IMMEDIATE
FOR EACH ROW EXECUTE FUNCTION coordination_check_seat();
"""
DROP_SEAT = """
DROP TRIGGER coordination_seat_in_time ON coordination_seat;
DROP FUNCTION coordination_check_seat();
"""

ORIGIN = """
CREATE VIEW coordination_origin AS
SELECT gone.unit_id AS before_id, heir.unit_id AS after_id, act."on" AS since
FROM coordination_succession AS act
JOIN coordination_succession_units_before AS gone ON gone.succession_id = act.id
JOIN coordination_succession_units_after AS heir ON heir.succession_id = act.id
WHERE gone.unit_id <> heir.unit_id
  AND NOT EXISTS (
      SELECT FROM coordination_succession_units_after AS other
      WHERE other.succession_id = act.id AND other.unit_id <> heir.unit_id
  );
"""

REACHED = """
CREATE FUNCTION units_reached(root bigint) RETURNS SETOF bigint
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    WITH RECURSIVE reached(id) AS (
        SELECT root
        UNION
        SELECT step.id
        FROM reached
        CROSS JOIN LATERAL (
            SELECT unit_id AS id FROM coordination_unitparent WHERE parent_id = reached.id
            UNION ALL
            SELECT before_id FROM coordination_origin WHERE after_id = reached.id
        ) AS step
    )
    SELECT id FROM reached
$$;
"""

GATHERED = """
CREATE FUNCTION units_gathered(root bigint, day date) RETURNS SETOF bigint
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    WITH RECURSIVE gathered(id, day) AS (
        SELECT root, day
        UNION
        SELECT step.id, step.day
        FROM gathered
        CROSS JOIN LATERAL (
            SELECT place.unit_id AS id, gathered.day
            FROM coordination_unitparent AS place
            WHERE place.parent_id = gathered.id
              AND (place.valid_from IS NULL OR place.valid_from <= gathered.day)
              AND NOT EXISTS (
                  SELECT FROM coordination_unitparent AS later
                  WHERE later.unit_id = place.unit_id
                    AND later.valid_from <= gathered.day
                    AND (place.valid_from IS NULL OR later.valid_from > place.valid_from)
              )
            UNION ALL
            SELECT origin.before_id, origin.since - 1
            FROM coordination_origin AS origin
            WHERE origin.after_id = gathered.id AND origin.since <= gathered.day
        ) AS step
    )
    SELECT DISTINCT id FROM gathered
$$;
"""

PARENTS = (
    {"thing": "unit", "superior": "unit_parent"},
    {"thing": "organization", "superior": "superior"},
)


class Migration(migrations.Migration):
    dependencies = [("coordination", "0006_people_seats_and_acts")]
    operations = [
        *(
            migrations.RunSQL(CHECK_PARENT.format(**names), DROP_PARENT.format(**names))
            for names in PARENTS
        ),
        migrations.RunSQL(CHECK_SEAT, DROP_SEAT),
        migrations.RunSQL(ORIGIN, "DROP VIEW coordination_origin"),
        migrations.RunSQL(REACHED, "DROP FUNCTION units_reached(bigint)"),
        migrations.RunSQL(GATHERED, "DROP FUNCTION units_gathered(bigint, date)"),
    ]
