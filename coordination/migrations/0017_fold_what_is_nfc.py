"""`vn_fold` takes texts in NFC, as every field of ours stores them, and does not normalise again.

That was two thirds of its work, and a search folds each name that the index proposes. Indexes stay
as they are: of what is stored nothing folds otherwise than before.
"""

from django.db import migrations

FOLD = """
CREATE OR REPLACE FUNCTION vn_fold(words text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
    SELECT lower(public.unaccent('public.unaccent'::regdictionary, {words}))
$$
"""


class Migration(migrations.Migration):
    dependencies = [("coordination", "0016_looks_at_files")]
    operations = [
        migrations.RunSQL(
            FOLD.format(words="words"), FOLD.format(words="normalize(words, NFC)")
        )
    ]
