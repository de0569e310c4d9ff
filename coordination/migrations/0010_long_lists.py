"""Indexes for long lists; the triggers of 0007 look rows up by index, whenever they were planned.

PostgreSQL keeps the plans of a trigger function for the session. Made while a table was nearly
empty, they scan it whole for every further row: a file of a whole country took minutes.
"""

from django.db import migrations, models

from coordination.sql import search_index

RULES = (
    "coordination_check_unit_parent()",
    "coordination_check_organization_parent()",
    "coordination_check_seat()",
)


class Migration(migrations.Migration):
    dependencies = [("coordination", "0009_sentences_of_committees")]
    operations = [
        *(
            migrations.RunSQL(
                f"ALTER FUNCTION {rule} SET enable_seqscan = off",
                f"ALTER FUNCTION {rule} RESET enable_seqscan",
            )
            for rule in RULES
        ),
        migrations.AddIndex(
            "unitname", models.Index(fields=["name", "unit"], name="unit_name_order")
        ),
        migrations.AddIndex(
            "organizationname", search_index("organization_short_name_words", "short_name")
        ),
    ]
