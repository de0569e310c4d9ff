"""Extensions, the Vietnamese collation, and the functions that search and order by."""

from django.contrib.postgres.operations import (
    BtreeGistExtension,
    CreateCollation,
    TrigramExtension,
    UnaccentExtension,
)
from django.db import migrations

FOLD = """
CREATE FUNCTION vn_fold(words text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
    SELECT lower(public.unaccent('public.unaccent'::regdictionary, normalize(words, NFC)))
$$;
"""

GIVEN_NAME_FIRST = r"""
CREATE FUNCTION given_name_first(full_name text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
    SELECT regexp_replace(btrim(full_name), '^(.*)\s(\S+)$', '\2 \1')
$$;
"""


class Migration(migrations.Migration):
    initial = True
    # Libraries' many small steps go first, while there are few models to carry along.
    dependencies = [
        ("axes", "0001_initial"),
        ("procrastinate", "0041_post_retry_failed_job"),
        ("sessions", "0001_initial"),
    ]
    operations = [
        BtreeGistExtension(),
        TrigramExtension(),
        UnaccentExtension(),
        CreateCollation("vi", provider="icu", locale="vi-VN"),
        migrations.RunSQL(FOLD, "DROP FUNCTION vn_fold(text)"),
        migrations.RunSQL(GIVEN_NAME_FIRST, "DROP FUNCTION given_name_first(text)"),
    ]
