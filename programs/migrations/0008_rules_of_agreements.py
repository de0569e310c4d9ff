"""Rules that triggers hold: an indicator in use keeps its meaning; who signed held an office.

The signatures of a loaded program are as its file has them.
"""

from django.db import migrations

KEEPS_MEANING = """
CREATE FUNCTION programs_check_indicator() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM programs_resultline WHERE indicator_id = NEW.id) THEN
        RAISE EXCEPTION 'violates programs_indicator_in_use_keeps_its_meaning' USING
            ERRCODE = 'check_violation',
            CONSTRAINT = 'programs_indicator_in_use_keeps_its_meaning';
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER programs_indicator_keeps_its_meaning
AFTER UPDATE OF unit_vi, has_value, aggregation ON programs_indicator
FOR EACH ROW WHEN (
    (OLD.unit_vi, OLD.has_value, OLD.aggregation)
    IS DISTINCT FROM (NEW.unit_vi, NEW.has_value, NEW.aggregation)
) EXECUTE FUNCTION programs_check_indicator();
"""
DROP_KEEPS_MEANING = """
DROP TRIGGER programs_indicator_keeps_its_meaning ON programs_indicator;
DROP FUNCTION programs_check_indicator();
"""

IN_OFFICE = """
CREATE FUNCTION programs_holds_office(who bigint, party bigint, day date) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM programs_party
        JOIN coordination_position AS office
          ON office.organization_id = programs_party.organization_id
        WHERE programs_party.id = party AND office.person_id = who
          AND daterange(office.valid_from, office.valid_to, '[]') @> day
    )
$$;
CREATE FUNCTION programs_check_signature() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    day date;
BEGIN
    SELECT COALESCE(paper.signed_on, program.signed_on) INTO day
    FROM programs_party AS party
    JOIN programs_program AS program ON program.id = party.program_id AND NOT program.is_loaded
    LEFT JOIN programs_signedpaper AS paper ON paper.id = NEW.paper_id
    WHERE party.id = NEW.party_id;
    IF day IS NOT NULL AND NOT programs_holds_office(NEW.person_id, NEW.party_id, day) THEN
        RAISE EXCEPTION 'violates programs_signatory_held_a_position_on_the_day' USING
            ERRCODE = 'check_violation',
            CONSTRAINT = 'programs_signatory_held_a_position_on_the_day';
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER programs_signature_in_office
AFTER INSERT OR UPDATE OF person_id, party_id, paper_id ON programs_signature
DEFERRABLE INITIALLY IMMEDIATE
FOR EACH ROW EXECUTE FUNCTION programs_check_signature();
"""
DROP_IN_OFFICE = """
DROP TRIGGER programs_signature_in_office ON programs_signature;
DROP FUNCTION programs_check_signature();
DROP FUNCTION programs_holds_office(bigint, bigint, date);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("programs", "0007_agreements"),
        ("coordination", "0011_index_of_given_names"),
    ]
    operations = [
        migrations.RunSQL(KEEPS_MEANING, DROP_KEEPS_MEANING),
        migrations.RunSQL(IN_OFFICE, DROP_IN_OFFICE),
    ]
