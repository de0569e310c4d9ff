"""The kinds of organisations, without which no organisation can be stored."""

from django.db import migrations

from coordination.catalogue import add_missing_kinds


def add(apps, schema_editor):
    add_missing_kinds(apps.get_model("coordination", "OrganizationKind"))


class Migration(migrations.Migration):
    dependencies = [("coordination", "0003_units_below")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
