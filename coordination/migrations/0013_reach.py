"""How far each unit reaches, kept beside the places and the acts from which it follows.

A unit reaches itself, all that stand or ever stood below it, and all that went into these. Worked out
at each page this took a quarter of a second for the nation; kept, a page asks an index. Triggers
keep it whoever writes, and only they write it: the application may read.

A new place adds what its unit reaches to all that reach its parent. Anything else (a place taken
back, an act of reorganisation) works out anew those that reached the upper end: each path that came or
went leads through there. One transaction at a time, or two new places would not see each other.
"""

import re

from django.db import migrations, models

EDGES = """
CREATE VIEW coordination_unit_edge AS
SELECT parent_id AS upper_id, unit_id AS lower_id FROM coordination_unitparent
UNION ALL
SELECT after_id, before_id FROM coordination_origin;

CREATE FUNCTION coordination_reach_of(roots bigint[])
RETURNS TABLE (root_id bigint, unit_id bigint) LANGUAGE sql STABLE AS $$
    WITH RECURSIVE reached(root_id, unit_id) AS (
        SELECT id, id FROM unnest(roots) AS id
        UNION
        SELECT reached.root_id, edge.lower_id
        FROM reached
        JOIN coordination_unit_edge AS edge ON edge.upper_id = reached.unit_id
    )
    SELECT root_id, unit_id FROM reached
$$;
"""

REFRESH = """
CREATE FUNCTION coordination_lock_reach() RETURNS void LANGUAGE sql AS $$
    SELECT pg_advisory_xact_lock('coordination_unitreach'::regclass::oid::bigint)
$$;

CREATE FUNCTION coordination_refresh_reach(uppers bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET enable_seqscan = off AS $$
DECLARE
    roots bigint[];
BEGIN
    PERFORM coordination_lock_reach();
    SELECT array_agg(DISTINCT stored.root_id) INTO roots
    FROM coordination_unitreach AS stored WHERE stored.unit_id = ANY(uppers);
    DELETE FROM coordination_unitreach AS stored
    WHERE stored.root_id = ANY(roots) AND NOT EXISTS (
        SELECT FROM coordination_reach_of(roots) AS now
        WHERE now.root_id = stored.root_id AND now.unit_id = stored.unit_id
    );
    INSERT INTO coordination_unitreach (root_id, unit_id)
    SELECT now.root_id, now.unit_id FROM coordination_reach_of(roots) AS now
    ON CONFLICT DO NOTHING;
END
$$;
"""

UNITS = """
CREATE FUNCTION coordination_unit_reaches_itself() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO coordination_unitreach (root_id, unit_id) SELECT id, id FROM added;
    RETURN NULL;
END
$$;
CREATE TRIGGER coordination_unit_reaches_itself AFTER INSERT ON coordination_unit
REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION coordination_unit_reaches_itself();

CREATE FUNCTION coordination_unit_reaches_no_more() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    DELETE FROM coordination_unitreach WHERE root_id = OLD.id OR unit_id = OLD.id;
    RETURN OLD;
END
$$;
CREATE TRIGGER coordination_unit_reaches_no_more BEFORE DELETE ON coordination_unit
FOR EACH ROW EXECUTE FUNCTION coordination_unit_reaches_no_more();
"""

PLACES = """
CREATE FUNCTION coordination_places_added() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET enable_seqscan = off AS $$
DECLARE
    place record;
BEGIN
    PERFORM coordination_lock_reach();
    FOR place IN SELECT DISTINCT parent_id, unit_id FROM added LOOP
        INSERT INTO coordination_unitreach (root_id, unit_id)
        SELECT higher.root_id, lower.unit_id
        FROM coordination_unitreach AS higher
        CROSS JOIN coordination_unitreach AS lower
        WHERE higher.unit_id = place.parent_id AND lower.root_id = place.unit_id
        ON CONFLICT DO NOTHING;
    END LOOP;
    RETURN NULL;
END
$$;
CREATE TRIGGER coordination_places_added AFTER INSERT ON coordination_unitparent
REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION coordination_places_added();

CREATE FUNCTION coordination_places_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    uppers bigint[];
BEGIN
    -- Days do not matter, so that most changes touch nothing here.
    SELECT array_agg(place.parent_id) INTO uppers FROM (
        (SELECT parent_id, unit_id FROM before EXCEPT SELECT parent_id, unit_id FROM after)
        UNION
        (SELECT parent_id, unit_id FROM after EXCEPT SELECT parent_id, unit_id FROM before)
    ) AS place;
    IF uppers IS NOT NULL THEN
        PERFORM coordination_refresh_reach(uppers);
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER coordination_places_changed AFTER UPDATE ON coordination_unitparent
REFERENCING OLD TABLE AS before NEW TABLE AS after
FOR EACH STATEMENT EXECUTE FUNCTION coordination_places_changed();

CREATE FUNCTION coordination_places_removed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM removed) THEN
        PERFORM coordination_refresh_reach((SELECT array_agg(parent_id) FROM removed));
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER coordination_places_removed AFTER DELETE ON coordination_unitparent
REFERENCING OLD TABLE AS removed
FOR EACH STATEMENT EXECUTE FUNCTION coordination_places_removed();
"""

# {side}: before or after; {event}, {rows}, {age}: what happened, and which rows are looked at.
ACTS = """
CREATE TRIGGER coordination_act_{side}_{rows} AFTER {event} ON coordination_succession_units_{side}
REFERENCING {age} TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION coordination_acts_changed('{side}');
"""
ACTS_CHANGED = """
CREATE FUNCTION coordination_acts_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    uppers bigint[];
BEGIN
    SELECT array_agg(heir.unit_id) INTO uppers FROM (
        SELECT stored.unit_id FROM coordination_succession_units_after AS stored
        WHERE stored.succession_id IN (SELECT succession_id FROM changed)
        UNION
        SELECT changed.unit_id FROM changed WHERE TG_ARGV[0] = 'after'
    ) AS heir;
    IF uppers IS NOT NULL THEN
        PERFORM coordination_refresh_reach(uppers);
    END IF;
    RETURN NULL;
END
$$;
"""
EVENTS = (
    ("added", "INSERT", "NEW"),
    ("removed", "DELETE", "OLD"),
    ("changed_from", "UPDATE", "OLD"),
    ("changed_to", "UPDATE", "NEW"),
)

ALL = """
INSERT INTO coordination_unitreach (root_id, unit_id)
SELECT root_id, unit_id
FROM coordination_reach_of((SELECT array_agg(id) FROM coordination_unit))
"""


def _dropped(created: str) -> str:
    """The functions that a statement creates, dropped with the triggers that call them."""
    names = re.findall(r"CREATE FUNCTION (\w+)\(", created)
    return ";".join(f"DROP FUNCTION {name} CASCADE" for name in names)


class Migration(migrations.Migration):
    dependencies = [("coordination", "0012_statistics")]
    operations = [
        migrations.CreateModel(
            name="UnitReach",
            fields=[
                ("pk", models.CompositePrimaryKey("root_id", "unit_id", serialize=False)),
                ("root_id", models.BigIntegerField()),
                ("unit_id", models.BigIntegerField()),
            ],
            options={
                "verbose_name": "reach of a unit",
                "indexes": [models.Index(fields=["unit_id", "root_id"], name="unit_is_reached_by")],
            },
        ),
        migrations.RunSQL(
            EDGES,
            "DROP FUNCTION coordination_reach_of(bigint[]); DROP VIEW coordination_unit_edge",
        ),
        migrations.RunSQL(
            REFRESH,
            "DROP FUNCTION coordination_refresh_reach(bigint[]);"
            "DROP FUNCTION coordination_lock_reach()",
        ),
        migrations.RunSQL(UNITS, _dropped(UNITS)),
        migrations.RunSQL(PLACES, _dropped(PLACES)),
        migrations.RunSQL(ACTS_CHANGED, _dropped(ACTS_CHANGED)),
        *(
            migrations.RunSQL(
                ACTS.format(side=side, rows=rows, event=event, age=age),
                f"DROP TRIGGER coordination_act_{side}_{rows}"
                f" ON coordination_succession_units_{side}",
            )
            for side in ("before", "after")
            for rows, event, age in EVENTS
        ),
        migrations.RunSQL(ALL, migrations.RunSQL.noop),
    ]
