"""Who came after whom, for reading: from an old name to what it is called now, and back.

`coordination_unit_heir`, `coordination_organization_heir`: who came directly after whom by which
act. Who goes on beside a new one is not succeeded, and nobody comes after what was dissolved.

`units_after(ids)`, `organizations_after(ids)`: all that came after one of these, at once or through
others. `units_taken_over(root)`: the unit and those that went whole into it: its Board is theirs.
"""

from django.db import migrations

HEIR = """
CREATE VIEW coordination_{thing}_heir AS
SELECT act.id AS act_id, act."on" AS since, gone.{thing}_id AS before_id, heir.{thing}_id AS after_id
FROM coordination_succession AS act
JOIN coordination_succession_{things}_before AS gone ON gone.succession_id = act.id
JOIN coordination_succession_{things}_after AS heir ON heir.succession_id = act.id
WHERE NOT EXISTS (
    SELECT FROM coordination_succession_{things}_after AS same
    WHERE same.succession_id = act.id AND same.{thing}_id = gone.{thing}_id
)
"""

AFTER = """
CREATE FUNCTION {things}_after(ids bigint[]) RETURNS SETOF bigint
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    WITH RECURSIVE later(id) AS (
        SELECT after_id FROM coordination_{thing}_heir WHERE before_id = ANY(ids)
        UNION
        SELECT follows.after_id
        FROM later
        JOIN coordination_{thing}_heir AS follows ON follows.before_id = later.id
    )
    SELECT id FROM later
$$
"""

TAKEN_OVER = """
CREATE FUNCTION units_taken_over(root bigint) RETURNS SETOF bigint
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    WITH RECURSIVE earlier(id) AS (
        SELECT root
        UNION
        SELECT origin.before_id
        FROM earlier
        JOIN coordination_origin AS origin ON origin.after_id = earlier.id
    )
    SELECT id FROM earlier
$$
"""

THINGS = ({"thing": "unit", "things": "units"}, {"thing": "organization", "things": "organizations"})


class Migration(migrations.Migration):
    dependencies = [("coordination", "0007_rules_in_time")]
    operations = [
        *(
            migrations.RunSQL(HEIR.format(**names), f"DROP VIEW coordination_{names['thing']}_heir")
            for names in THINGS
        ),
        *(
            migrations.RunSQL(
                AFTER.format(**names), f"DROP FUNCTION {names['things']}_after(bigint[])"
            )
            for names in THINGS
        ),
        migrations.RunSQL(TAKEN_OVER, "DROP FUNCTION units_taken_over(bigint)"),
    ]
