"""`program_reporters`: nobody reports after the day on which a program was terminated."""

import importlib

from django.db import migrations

UNTIL_THE_TERM = importlib.import_module("programs.migrations.0003_heirs_of_parties").REPORTERS_OF
REPLACED = UNTIL_THE_TERM.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
UNTIL_THE_TERMINATION = REPLACED.replace(
    "program.term_to)", "program.term_to, program.terminated_on)"
)


class Migration(migrations.Migration):
    dependencies = [("programs", "0005_terminated")]
    operations = [migrations.RunSQL(UNTIL_THE_TERMINATION, REPLACED)]
