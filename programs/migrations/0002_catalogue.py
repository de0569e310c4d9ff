"""The catalogue of areas and indicators that every installation begins with."""

from django.db import migrations

from programs.catalogue import add_missing_indicators


def add(apps, schema_editor):
    add_missing_indicators(
        apps.get_model("programs", "Area"), apps.get_model("programs", "Indicator")
    )


class Migration(migrations.Migration):
    dependencies = [("programs", "0001_initial"), ("coordination", "0004_kinds")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
