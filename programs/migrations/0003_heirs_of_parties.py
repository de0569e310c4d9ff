"""Who reports to a program: its lead and partners, and whoever took the place of one of them.

`programs_heir`: who came directly after whom by a reorganisation. Who goes on beside a new
organisation is not succeeded, and nobody comes after what was dissolved.

`program_reporters(program)`: its parties that report, as listed (`since` is null), and from the
act's day on those who came after one, at once or through others. A place that ended before the
act has no heir; who is listed itself, in any role, stands as listed. An organisation appears once,
at the place of the first party that it follows. `first_day` and `last_day` are the days on which
all exist: the place, the organisation, its unit and the program's term; null is open.
"""

from django.db import migrations, models

HEIRS = """
CREATE VIEW programs_heir AS
SELECT gone.organization_id AS before_id, heir.organization_id AS after_id, act."on" AS since
FROM coordination_succession AS act
JOIN coordination_succession_organizations_before AS gone ON gone.succession_id = act.id
JOIN coordination_succession_organizations_after AS heir ON heir.succession_id = act.id
WHERE NOT EXISTS (
    SELECT FROM coordination_succession_organizations_after AS same
    WHERE same.succession_id = act.id AND same.organization_id = gone.organization_id
)
"""

REPORTERS_OF = """
CREATE FUNCTION program_reporters(of_program bigint) RETURNS TABLE (
    party_id bigint, organization_id bigint, place int, since date, first_day date, last_day date
) LANGUAGE sql STABLE PARALLEL SAFE ROWS 10 AS $$
    WITH RECURSIVE listed AS (
        SELECT party.id, party.organization_id, party.role, party."order" AS place,
               party.valid_from AS starts, party.valid_to AS ends
        FROM programs_party AS party
        WHERE party.program_id = of_program
    ),
    heir(party_id, organization_id, since) AS (
        SELECT listed.id, follows.after_id, follows.since
        FROM listed
        JOIN programs_heir AS follows ON follows.before_id = listed.organization_id
        WHERE listed.role <> 'witness'
        UNION
        SELECT heir.party_id, follows.after_id, follows.since
        FROM heir
        JOIN programs_heir AS follows
          ON follows.before_id = heir.organization_id AND follows.since >= heir.since
    ),
    reporter AS (
        SELECT listed.id AS party_id, listed.organization_id, listed.place, NULL::date AS since,
               listed.starts, listed.ends
        FROM listed
        WHERE listed.role <> 'witness'
        UNION ALL
        SELECT (array_agg(listed.id ORDER BY listed.place, listed.id))[1], heir.organization_id,
               min(listed.place), min(heir.since), min(GREATEST(heir.since, listed.starts)),
               CASE WHEN bool_and(listed.ends IS NOT NULL) THEN max(listed.ends) END
        FROM heir
        JOIN listed ON listed.id = heir.party_id
         AND (listed.ends IS NULL OR listed.ends >= heir.since)
        WHERE heir.organization_id NOT IN (SELECT listed.organization_id FROM listed)
        GROUP BY heir.organization_id
    )
    SELECT reporter.party_id, reporter.organization_id, reporter.place::int, reporter.since,
           GREATEST(reporter.starts, body.valid_from, unit.valid_from, program.term_from),
           LEAST(reporter.ends, body.valid_to, unit.valid_to, program.term_to)
    FROM reporter
    JOIN coordination_organization AS body ON body.id = reporter.organization_id
    JOIN coordination_unit AS unit ON unit.id = body.unit_id
    JOIN programs_program AS program ON program.id = of_program
$$
"""

REPORTERS = """
CREATE VIEW programs_reporter AS
SELECT program.id AS program_id, reporter.*
FROM programs_program AS program
CROSS JOIN LATERAL program_reporters(program.id) AS reporter
"""

# The way back finds the few programs to ask; who reports in them is said by program_reporters.
REPORTED_BY = """
CREATE FUNCTION programs_reported_by(by_organization bigint) RETURNS SETOF bigint
LANGUAGE sql STABLE PARALLEL SAFE ROWS 10 AS $$
    WITH RECURSIVE earlier(organization_id, until) AS (
        SELECT by_organization, 'infinity'::date
        UNION
        SELECT follows.before_id, follows.since
        FROM earlier
        JOIN programs_heir AS follows
          ON follows.after_id = earlier.organization_id AND follows.since <= earlier.until
    ),
    candidate AS (
        SELECT DISTINCT party.program_id
        FROM programs_party AS party
        JOIN earlier ON earlier.organization_id = party.organization_id
    )
    SELECT candidate.program_id
    FROM candidate
    CROSS JOIN LATERAL program_reporters(candidate.program_id) AS reporter
    WHERE reporter.organization_id = by_organization
$$
"""


class Migration(migrations.Migration):
    dependencies = [("programs", "0002_catalogue"), ("coordination", "0004_kinds")]
    operations = [
        migrations.RunSQL(HEIRS, "DROP VIEW programs_heir"),
        migrations.RunSQL(REPORTERS_OF, "DROP FUNCTION program_reporters(bigint)"),
        migrations.RunSQL(REPORTERS, "DROP VIEW programs_reporter"),
        migrations.RunSQL(REPORTED_BY, "DROP FUNCTION programs_reported_by(bigint)"),
        migrations.CreateModel(
            name="Reporter",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "program_id",
                        "organization_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("place", models.IntegerField()),
                ("since", models.DateField(null=True)),
                ("first_day", models.DateField(null=True)),
                ("last_day", models.DateField(null=True)),
            ],
            options={
                "verbose_name": "party",
                "db_table": "programs_reporter",
                "ordering": [
                    "place",
                    "party_id",
                    models.OrderBy(models.F("since"), nulls_first=True),
                    "organization_id",
                ],
                "managed": False,
            },
        ),
    ]
