"""What the application's database role may do: it owns nothing and cannot change history."""

import pghistory.models
from django.apps import apps
from django.conf import settings
from django.db import connections

ADDED_ONLY = (
    "coordination.Event",
    "coordination.StoredFile",
    "programs.Attachment",
    "programs.ReviewedText",
    "programs.SheetVersion",
    "pghistory.Context",
)
# Kept by triggers, which run as the owner; everybody else only reads.
READ_ONLY = ("coordination.UnitReach",)


def grant(*, using: str = "default", **kwargs) -> None:
    """After a migration: read and write everywhere, but only add to what must never change.

    Does nothing when the migrating role is the application's own or the role does not exist.
    """
    role = settings.DATABASE_APP_ROLE
    connection = connections[using]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM pg_roles WHERE rolname = %s AND rolname <> current_user", [role]
        )
        if cursor.fetchone() is None:
            return
        name = connection.ops.quote_name(role)
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {name}")
        cursor.execute(
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {name}"
        )
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {name}")
        cursor.execute(f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {name}")
        existing = set(connection.introspection.table_names(cursor))
        for table in sorted(added_only_tables() & existing):
            quoted = connection.ops.quote_name(table)
            cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {quoted} FROM {name}")
        for table in sorted(_tables(READ_ONLY) & existing):
            quoted = connection.ops.quote_name(table)
            cursor.execute(f"REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON {quoted} FROM {name}")


def added_only_tables() -> set[str]:
    """Tables whose rows the application may add and read, never change or remove."""
    history = {
        model._meta.db_table
        for model in apps.get_models()
        if issubclass(model, pghistory.models.Event) and model._meta.managed
    }
    return history | _tables(ADDED_ONLY)


def _tables(labels: tuple[str, ...]) -> set[str]:
    return {apps.get_model(label)._meta.db_table for label in labels}
