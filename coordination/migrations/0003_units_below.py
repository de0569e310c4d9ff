"""`units_below(root, on)`: a unit and all that stand under it on a day, or ever when null."""

from django.db import migrations

UNITS_BELOW = """
CREATE FUNCTION units_below(root bigint, day date) RETURNS SETOF bigint
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    WITH RECURSIVE below(id) AS (
        SELECT root
        UNION
        SELECT place.unit_id
        FROM coordination_unitparent AS place
        JOIN below ON place.parent_id = below.id
        WHERE day IS NULL
           OR ((place.valid_from IS NULL OR place.valid_from <= day)
               AND (place.valid_to IS NULL OR place.valid_to >= day))
    )
    SELECT id FROM below
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("coordination", "0002_initial")]
    operations = [migrations.RunSQL(UNITS_BELOW, "DROP FUNCTION units_below(bigint, date)")]
