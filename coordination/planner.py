"""What PostgreSQL's planner knows about the tables."""

from django.db import connection


def refresh_statistics() -> int:
    """Analyze all tables that changed since they were last looked at; returns how many.

    For small tables, which the database itself never looks at (migration 0012): without this the
    home page of a district took six times as long. Cheap to repeat, and best called outside a
    transaction, since it keeps the tables' maintenance locks until the end of one.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT coordination_analyze()")
        return cursor.fetchone()[0]
