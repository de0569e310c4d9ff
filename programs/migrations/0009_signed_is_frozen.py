"""Rules that triggers hold: what was signed stays as it was signed; amendments alone change it.

A program that was agreed here (it went through a review) is frozen for everybody but the loading
of case files. One that came in as signed is frozen for whoever acts in the application; a process
without an acting person (loading, a command, a migration) may still bring its rows in. Kept open:
the end of a party (reorganisation, leaving), scans that come later, a number that was not known,
a signatory's person when two rows of one person are merged.
"""

from django.db import migrations

IS_FROZEN = """
CREATE FUNCTION programs_is_closed_to_writer(review_round integer) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT COALESCE(said ->> 'source', '') <> 'load_case'
       AND (review_round > 0 OR said ->> 'membership' IS NOT NULL)
    FROM (
        SELECT NULLIF(current_setting('pghistory.context_metadata', true), '')::jsonb AS said
    ) AS context
$$;
CREATE FUNCTION programs_is_frozen(of_program bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM programs_program
        WHERE id = of_program AND state IN ('signed', 'terminated')
          AND programs_is_closed_to_writer(review_round)
    )
$$;
CREATE FUNCTION programs_refuse(rule text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'violates %', rule USING ERRCODE = 'check_violation', CONSTRAINT = rule;
END
$$;
CREATE FUNCTION programs_only_merges_a_person(before jsonb, after jsonb) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT before - 'person_id' = after - 'person_id' AND EXISTS (
        SELECT FROM coordination_person AS old, coordination_person AS new
        WHERE old.id = (before ->> 'person_id')::bigint
          AND new.id = (after ->> 'person_id')::bigint
          AND (old.merged_into_id = new.id OR old.name = new.name)
    )
$$;
CREATE FUNCTION programs_program_of(known jsonb) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT COALESCE(
        (known ->> 'program_id')::bigint,
        (SELECT program_id FROM programs_party WHERE id = (known ->> 'party_id')::bigint),
        (SELECT program_id FROM programs_contentarea
         WHERE id = (known ->> 'content_area_id')::bigint),
        (SELECT area.program_id FROM programs_commitment AS commitment
         JOIN programs_contentarea AS area ON area.id = commitment.content_area_id
         WHERE commitment.id = (known ->> 'commitment_id')::bigint)
    )
$$;
"""
DROP_IS_FROZEN = """
DROP FUNCTION programs_program_of(jsonb);
DROP FUNCTION programs_only_merges_a_person(jsonb, jsonb);
DROP FUNCTION programs_refuse(text);
DROP FUNCTION programs_is_frozen(bigint);
DROP FUNCTION programs_is_closed_to_writer(integer);
"""

# A program's own words: set once, then fixed. Empty ones of a loaded program may be filled in.
PROGRAM = """
CREATE FUNCTION programs_keep_program() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state IN ('signed', 'terminated') AND programs_is_closed_to_writer(OLD.review_round)
       AND (
        NEW.state NOT IN ('signed', 'terminated')
        OR (OLD.kind, OLD.title, OLD.term_from, OLD.term_to, OLD.unit_id, OLD.parent_id)
           IS DISTINCT FROM
           (NEW.kind, NEW.title, NEW.term_from, NEW.term_to, NEW.unit_id, NEW.parent_id)
        OR (OLD.number <> '' AND OLD.number <> NEW.number)
        OR (OLD.signed_at <> '' AND OLD.signed_at <> NEW.signed_at)
        OR (OLD.signed_on IS NOT NULL AND OLD.signed_on IS DISTINCT FROM NEW.signed_on)
    ) THEN
        PERFORM programs_refuse('programs_signed_program_is_frozen');
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER programs_program_stays_as_signed
AFTER UPDATE ON programs_program
FOR EACH ROW EXECUTE FUNCTION programs_keep_program();
"""
DROP_PROGRAM = """
DROP TRIGGER programs_program_stays_as_signed ON programs_program;
DROP FUNCTION programs_keep_program();
"""

# What hangs on a program. `kept` are the columns that may change after the signing.
PARTS = """
CREATE FUNCTION programs_keep_part() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before jsonb; after jsonb; kept text[] := TG_ARGV[0]::text[];
BEGIN
    IF TG_OP <> 'INSERT' THEN before := to_jsonb(OLD); END IF;
    IF TG_OP <> 'DELETE' THEN after := to_jsonb(NEW); END IF;
    IF TG_OP = 'UPDATE' AND before - kept = after - kept THEN RETURN NULL; END IF;
    IF (before IS NOT NULL AND programs_is_frozen(programs_program_of(before)))
       OR (after IS NOT NULL AND programs_is_frozen(programs_program_of(after)))
    THEN
        IF NOT programs_part_is_amended(TG_TABLE_NAME, TG_OP, before, after) THEN
            PERFORM programs_refuse('programs_signed_program_is_frozen');
        END IF;
    END IF;
    RETURN NULL;
END
$$;
CREATE FUNCTION programs_part_is_amended(place text, act text, before jsonb, after jsonb)
RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN place = 'programs_target' AND act = 'INSERT' THEN EXISTS (
            SELECT FROM programs_amendment AS amendment
            WHERE amendment.id = (after ->> 'amendment_id')::bigint
              AND amendment.state = 'in_review'
              AND amendment.program_id = programs_program_of(after)
        )
        WHEN place = 'programs_party' AND act = 'INSERT' THEN EXISTS (
            SELECT FROM programs_amendment AS amendment
            JOIN programs_amendmentchange AS change ON change.amendment_id = amendment.id
            WHERE amendment.program_id = (after ->> 'program_id')::bigint
              AND amendment.state = 'in_review'
              AND amendment.effective_from = (after ->> 'valid_from')::date
              AND change.kind = 'party_joins'
              AND change.organization_id = (after ->> 'organization_id')::bigint
        )
        WHEN place = 'programs_signature' AND act = 'UPDATE' THEN
            programs_only_merges_a_person(before, after)
        WHEN place = 'programs_signature' AND act = 'DELETE' THEN EXISTS (
            SELECT FROM programs_signature AS kept
            JOIN coordination_person AS old ON old.merged_into_id = kept.person_id
            WHERE old.id = (before ->> 'person_id')::bigint
              AND kept.party_id = (before ->> 'party_id')::bigint
              AND kept.paper_id IS NOT DISTINCT FROM (before ->> 'paper_id')::bigint
        )
        ELSE false
    END
$$;
"""
DROP_PARTS = """
DROP FUNCTION programs_keep_part();
DROP FUNCTION programs_part_is_amended(text, text, jsonb, jsonb);
"""
KEPT = {
    "programs_programsection": "{}",
    "programs_contentarea": "{}",
    "programs_commitment": "{}",
    "programs_commitmentpartner": "{}",
    "programs_party": "{valid_to}",
    "programs_target": "{}",
    "programs_signedpaper": "{scan_id}",
    "programs_paperparty": "{}",
    "programs_signature": "{}",
}


def on_part(table: str, kept: str) -> tuple[str, str]:
    """The trigger of one table and its removal."""
    name = f"{table}_stays_as_signed"
    return (
        f"CREATE CONSTRAINT TRIGGER {name} AFTER INSERT OR UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION programs_keep_part('{kept}')",
        f"DROP TRIGGER {name} ON {table}",
    )


AMENDMENTS = """
CREATE FUNCTION programs_keep_amendment() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before jsonb := to_jsonb(OLD); kept text[] := ARRAY['scan_id'];
BEGIN
    IF OLD.state = 'signed' AND COALESCE(
        NULLIF(current_setting('pghistory.context_metadata', true), '')::jsonb ->> 'source', ''
    ) <> 'load_case' AND (TG_OP = 'DELETE' OR before - kept <> to_jsonb(NEW) - kept) THEN
        PERFORM programs_refuse('programs_signed_amendment_is_frozen');
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER programs_amendment_stays_as_signed
AFTER UPDATE OR DELETE ON programs_amendment
FOR EACH ROW EXECUTE FUNCTION programs_keep_amendment();

CREATE FUNCTION programs_keep_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    said jsonb := NULLIF(current_setting('pghistory.context_metadata', true), '')::jsonb;
    held bigint[] := CASE TG_OP
        WHEN 'INSERT' THEN ARRAY[NEW.amendment_id]
        WHEN 'DELETE' THEN ARRAY[OLD.amendment_id]
        ELSE ARRAY[NEW.amendment_id, OLD.amendment_id] END;
BEGIN
    IF COALESCE(said ->> 'source', '') <> 'load_case'
       AND (TG_OP <> 'INSERT' OR said ->> 'membership' IS NOT NULL)
       AND EXISTS (
           SELECT FROM programs_amendment WHERE id = ANY(held) AND state = 'signed'
       )
       AND NOT (
           TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'programs_amendmentsignature'
           AND programs_only_merges_a_person(to_jsonb(OLD), to_jsonb(NEW))
       )
    THEN
        PERFORM programs_refuse('programs_signed_amendment_is_frozen');
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER programs_amendmentchange_stays_as_signed
AFTER INSERT OR UPDATE OR DELETE ON programs_amendmentchange
FOR EACH ROW EXECUTE FUNCTION programs_keep_change();
CREATE CONSTRAINT TRIGGER programs_amendmentsignature_stays_as_signed
AFTER INSERT OR UPDATE OR DELETE ON programs_amendmentsignature
FOR EACH ROW EXECUTE FUNCTION programs_keep_change();

CREATE FUNCTION programs_check_amendment_signature() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    day date; of_program bigint;
BEGIN
    SELECT amendment.signed_on, amendment.program_id INTO day, of_program
    FROM programs_amendment AS amendment
    JOIN programs_program AS program ON program.id = amendment.program_id AND NOT program.is_loaded
    WHERE amendment.id = NEW.amendment_id;
    IF day IS NOT NULL AND NOT EXISTS (
        SELECT FROM coordination_position AS office
        WHERE office.person_id = NEW.person_id
          AND daterange(office.valid_from, office.valid_to, '[]') @> day
          AND office.organization_id IN (
              SELECT organization_id FROM programs_party WHERE id = NEW.party_id
              UNION
              SELECT organization_id FROM program_reporters(of_program)
              WHERE party_id = NEW.party_id
          )
    ) THEN
        PERFORM programs_refuse('programs_amendment_signatory_held_a_position_on_the_day');
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER programs_amendment_signature_in_office
AFTER INSERT OR UPDATE OF person_id, party_id, amendment_id ON programs_amendmentsignature
FOR EACH ROW EXECUTE FUNCTION programs_check_amendment_signature();
"""
DROP_AMENDMENTS = """
DROP TRIGGER programs_amendment_signature_in_office ON programs_amendmentsignature;
DROP FUNCTION programs_check_amendment_signature();
DROP TRIGGER programs_amendmentsignature_stays_as_signed ON programs_amendmentsignature;
DROP TRIGGER programs_amendmentchange_stays_as_signed ON programs_amendmentchange;
DROP FUNCTION programs_keep_change();
DROP TRIGGER programs_amendment_stays_as_signed ON programs_amendment;
DROP FUNCTION programs_keep_amendment();
"""


class Migration(migrations.Migration):
    dependencies = [("programs", "0008_rules_of_agreements")]
    operations = [
        migrations.RunSQL(IS_FROZEN, DROP_IS_FROZEN),
        migrations.RunSQL(PROGRAM, DROP_PROGRAM),
        migrations.RunSQL(PARTS, DROP_PARTS),
        *(migrations.RunSQL(*on_part(table, kept)) for table, kept in KEPT.items()),
        migrations.RunSQL(AMENDMENTS, DROP_AMENDMENTS),
    ]
