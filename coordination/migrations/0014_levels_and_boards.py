"""Who can stand above whom by its level, and where Board staff act: held by triggers.

They refuse as those of `coordination.0007` do: a check violation with the rule's name (`Rule` in
`models/base.py`), deferrable, so that an act or its undoing is asked when all of it is done.

`unit_rank(level)`: how far below the nation a level stands, as `Level.rank` has it.

`is_a_board(organization)`: whether it is a Mass Mobilization Board, or came after one by
reorganisations, at once or through others. Roles of Board staff are held in such ones alone. It is
asked when a role is given, when an organisation becomes one of another kind, and when a
reorganisation by which something became a Board is taken back.
"""

from django.db import migrations

RANK = """
CREATE FUNCTION unit_rank(level text) RETURNS integer
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT CASE level
        WHEN 'nation' THEN 0
        WHEN 'military_region' THEN 1
        WHEN 'province' THEN 2
        WHEN 'area' THEN 3
        WHEN 'district' THEN 3
        WHEN 'commune' THEN 4
    END
$$;
"""

CHECK_LEVEL = """
CREATE FUNCTION coordination_check_level_of_parent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock('coordination_unitparent'::regclass::oid::bigint);
    IF EXISTS (
        SELECT FROM coordination_unit AS below, coordination_unit AS above
        WHERE below.id = NEW.unit_id AND above.id = NEW.parent_id
          AND unit_rank(above.level) >= unit_rank(below.level)
    ) THEN
        RAISE EXCEPTION 'violates coordination_unit_parent_is_of_a_higher_level' USING
            ERRCODE = 'check_violation',
            CONSTRAINT = 'coordination_unit_parent_is_of_a_higher_level';
    END IF;
    RETURN NULL;
END
$$;
CREATE FUNCTION coordination_check_level_of_unit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock('coordination_unitparent'::regclass::oid::bigint);
    IF EXISTS (
        SELECT FROM coordination_unitparent AS place
        JOIN coordination_unit AS below ON below.id = place.unit_id
        JOIN coordination_unit AS above ON above.id = place.parent_id
        WHERE (place.unit_id = NEW.id OR place.parent_id = NEW.id)
          AND unit_rank(above.level) >= unit_rank(below.level)
    ) THEN
        RAISE EXCEPTION 'violates coordination_unit_level_fits_those_above_and_below' USING
            ERRCODE = 'check_violation',
            CONSTRAINT = 'coordination_unit_level_fits_those_above_and_below';
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER coordination_unit_parent_of_its_level
AFTER INSERT OR UPDATE OF unit_id, parent_id ON coordination_unitparent
DEFERRABLE INITIALLY IMMEDIATE
FOR EACH ROW EXECUTE FUNCTION coordination_check_level_of_parent();
CREATE CONSTRAINT TRIGGER coordination_unit_level_in_its_place
AFTER UPDATE OF level ON coordination_unit
DEFERRABLE INITIALLY IMMEDIATE
FOR EACH ROW EXECUTE FUNCTION coordination_check_level_of_unit();
"""
DROP_LEVEL = """
DROP TRIGGER coordination_unit_level_in_its_place ON coordination_unit;
DROP TRIGGER coordination_unit_parent_of_its_level ON coordination_unitparent;
DROP FUNCTION coordination_check_level_of_unit();
DROP FUNCTION coordination_check_level_of_parent();
"""

BOARD = """
CREATE FUNCTION is_a_board(organization bigint) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    WITH RECURSIVE earlier(id) AS (
        SELECT organization
        UNION
        SELECT gone.organization_id
        FROM earlier
        JOIN coordination_succession_organizations_after AS heir
            ON heir.organization_id = earlier.id
        JOIN coordination_succession_organizations_before AS gone
            ON gone.succession_id = heir.succession_id
    )
    SELECT EXISTS (
        SELECT FROM earlier JOIN coordination_organization AS body USING (id)
        WHERE body.kind_id = 'mobilization_board'
    )
$$;
"""

# The lock holds apart who gives a role and who takes from the organisation what makes it a Board.
CHECK_STAFF = """
CREATE FUNCTION coordination_check_board_staff() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock('coordination_membership'::regclass::oid::bigint);
    IF NOT is_a_board(NEW.organization_id) THEN
        RAISE EXCEPTION 'violates coordination_board_staff_act_for_a_board' USING
            ERRCODE = 'check_violation', CONSTRAINT = 'coordination_board_staff_act_for_a_board';
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER coordination_board_staff_in_a_board
AFTER INSERT OR UPDATE OF organization_id, role ON coordination_membership
DEFERRABLE INITIALLY IMMEDIATE
FOR EACH ROW WHEN (NEW.role IN ('clerk', 'head') AND NEW.organization_id IS NOT NULL)
EXECUTE FUNCTION coordination_check_board_staff();

CREATE FUNCTION coordination_check_boards() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    first bigint[];
BEGIN
    PERFORM pg_advisory_xact_lock('coordination_membership'::regclass::oid::bigint);
    IF TG_TABLE_NAME = 'coordination_organization' THEN
        first := ARRAY[OLD.id];
    ELSE
        SELECT array_agg(organization_id) INTO first
        FROM coordination_succession_organizations_after
        WHERE succession_id = OLD.succession_id;
        first := first || OLD.organization_id;
    END IF;
    IF EXISTS (
        WITH RECURSIVE later(id) AS (
            SELECT unnest(first)
            UNION
            SELECT heir.organization_id
            FROM later
            JOIN coordination_succession_organizations_before AS gone
                ON gone.organization_id = later.id
            JOIN coordination_succession_organizations_after AS heir
                ON heir.succession_id = gone.succession_id
        )
        SELECT FROM later
        JOIN coordination_membership AS staff ON staff.organization_id = later.id
        WHERE staff.role IN ('clerk', 'head') AND NOT is_a_board(later.id)
    ) THEN
        RAISE EXCEPTION 'violates coordination_organization_with_board_staff_is_a_board' USING
            ERRCODE = 'check_violation',
            CONSTRAINT = 'coordination_organization_with_board_staff_is_a_board';
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER coordination_kind_of_board
AFTER UPDATE OF kind_id ON coordination_organization
DEFERRABLE INITIALLY IMMEDIATE
FOR EACH ROW WHEN (OLD.kind_id = 'mobilization_board' AND NEW.kind_id <> OLD.kind_id)
EXECUTE FUNCTION coordination_check_boards();
CREATE CONSTRAINT TRIGGER coordination_board_came_after
AFTER DELETE ON coordination_succession_organizations_after
DEFERRABLE INITIALLY IMMEDIATE
FOR EACH ROW EXECUTE FUNCTION coordination_check_boards();
CREATE CONSTRAINT TRIGGER coordination_board_went_before
AFTER DELETE ON coordination_succession_organizations_before
DEFERRABLE INITIALLY IMMEDIATE
FOR EACH ROW EXECUTE FUNCTION coordination_check_boards();
"""
DROP_STAFF = """
DROP TRIGGER coordination_board_went_before ON coordination_succession_organizations_before;
DROP TRIGGER coordination_board_came_after ON coordination_succession_organizations_after;
DROP TRIGGER coordination_kind_of_board ON coordination_organization;
DROP FUNCTION coordination_check_boards();
DROP TRIGGER coordination_board_staff_in_a_board ON coordination_membership;
DROP FUNCTION coordination_check_board_staff();
"""


class Migration(migrations.Migration):
    dependencies = [("coordination", "0013_reach")]
    operations = [
        migrations.RunSQL(RANK, "DROP FUNCTION unit_rank(text)"),
        migrations.RunSQL(CHECK_LEVEL, DROP_LEVEL),
        migrations.RunSQL(BOARD, "DROP FUNCTION is_a_board(bigint)"),
        migrations.RunSQL(CHECK_STAFF, DROP_STAFF),
    ]
