"""What the planner knows about the tables, refreshed on demand.

PostgreSQL looks at a table by itself only after fifty rows have changed. One that holds fewer, as the acts of
reorganisation of a district do, is never looked at and is taken for one of ten full pages, so that a
statement that asks it for heirs is planned for thousands. Only a table's owner may analyze it;
`coordination_analyze()` lets the application do so for those that changed since they were last looked at.
"""

from django.db import migrations

ANALYZE = """
CREATE FUNCTION coordination_analyze() RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    changed record;
    looked_at integer := 0;
BEGIN
    FOR changed IN
        SELECT tables.schemaname, tables.tablename
        FROM pg_tables AS tables
        JOIN pg_stat_user_tables AS known
            ON known.schemaname = tables.schemaname AND known.relname = tables.tablename
        WHERE tables.schemaname = 'public' AND tables.tableowner = current_user
            AND (
                known.n_mod_since_analyze > 0
                OR coalesce(known.last_analyze, known.last_autoanalyze) IS NULL
            )
        ORDER BY tables.tablename
    LOOP
        EXECUTE format('ANALYZE %I.%I', changed.schemaname, changed.tablename);
        looked_at := looked_at + 1;
    END LOOP;
    RETURN looked_at;
END
$$;
REVOKE ALL ON FUNCTION coordination_analyze() FROM PUBLIC
"""


class Migration(migrations.Migration):
    dependencies = [("coordination", "0011_index_of_given_names")]
    operations = [migrations.RunSQL(ANALYZE, "DROP FUNCTION coordination_analyze()")]
