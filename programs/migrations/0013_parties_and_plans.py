"""Rules that triggers hold: how many parties a program has, when an annual plan runs.

What a case file loaded is as the file has it. Numbers of programs get an index of their words, as
their titles have one: a search asks for both.
"""

import django.contrib.postgres.indexes
from django.db import migrations

import coordination.sql

# The most parties on one day: each day on which one joins is looked at.
PARTIES = """
CREATE FUNCTION programs_check_number_of_parties() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    most integer;
BEGIN
    PERFORM FROM programs_program WHERE id = NEW.program_id AND NOT is_loaded FOR NO KEY UPDATE;
    IF NOT FOUND THEN RETURN NULL; END IF;
    SELECT max(present) INTO most FROM (
        SELECT count(*) AS present
        FROM programs_party AS one
        JOIN programs_party AS other
          ON other.program_id = one.program_id
         AND daterange(other.valid_from, other.valid_to, '[]')
             @> COALESCE(one.valid_from, '-infinity'::date)
        WHERE one.program_id = NEW.program_id
        GROUP BY one.id
    ) AS days;
    IF most > 12 THEN
        PERFORM programs_refuse('programs_program_has_at_most_twelve_parties');
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER programs_party_is_one_of_twelve
AFTER INSERT OR UPDATE OF program_id, valid_from, valid_to ON programs_party
FOR EACH ROW EXECUTE FUNCTION programs_check_number_of_parties();
"""
DROP_PARTIES = """
DROP TRIGGER programs_party_is_one_of_twelve ON programs_party;
DROP FUNCTION programs_check_number_of_parties();
"""

PLANS = """
CREATE FUNCTION programs_check_plans() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.parent_id IS NOT NULL THEN
        PERFORM FROM programs_program WHERE id = NEW.parent_id FOR SHARE;
    END IF;
    IF EXISTS (
        SELECT FROM programs_program AS plan
        JOIN programs_program AS parent ON parent.id = plan.parent_id
        WHERE NEW.id IN (plan.id, parent.id) AND NOT plan.is_loaded
          AND (plan.term_from < parent.term_from OR plan.term_to > parent.term_to)
    ) THEN
        PERFORM programs_refuse('programs_program_plan_lies_within_its_program');
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER programs_program_holds_its_plans
AFTER INSERT OR UPDATE OF parent_id, term_from, term_to ON programs_program
FOR EACH ROW EXECUTE FUNCTION programs_check_plans();
"""
DROP_PLANS = """
DROP TRIGGER programs_program_holds_its_plans ON programs_program;
DROP FUNCTION programs_check_plans();
"""


class Migration(migrations.Migration):
    dependencies = [("programs", "0012_begun_with")]
    operations = [
        migrations.RunSQL(PARTIES, DROP_PARTIES),
        migrations.RunSQL(PLANS, DROP_PLANS),
        migrations.AddIndex(
            model_name="program",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(
                    coordination.sql.Fold("number"), "gin_trgm_ops"
                ),
                name="program_number_words",
            ),
        ),
    ]
