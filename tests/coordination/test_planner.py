"""Small tables are known to the planner, though the application's role does not own them."""

import pytest
from django.conf import settings
from django.db import ProgrammingError, connection, transaction

from coordination.planner import refresh_statistics
from reports.jobs import look_at_tables
from tests.programs import factories as make

pytestmark = pytest.mark.django_db


def known_rows(table: str) -> float:
    """Rows that the planner believes in; -1 when nobody ever looked."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = %s::regclass", [table])
        return cursor.fetchone()[0]


def test_a_table_of_three_rows_is_looked_at():
    make.OrganizationFactory.create_batch(3)
    assert refresh_statistics() > 0
    assert known_rows("coordination_organization") == 3
    assert known_rows("coordination_succession") == 0


def test_the_job_looks_at_tables_too():
    make.UnitFactory()
    look_at_tables(timestamp=0)
    assert known_rows("coordination_unit") > 0


def test_the_application_may_not_analyze_by_itself():
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {settings.DATABASE_APP_ROLE}")
        with transaction.atomic():
            cursor.execute("SELECT coordination_analyze()")
        with pytest.raises(ProgrammingError), transaction.atomic():
            cursor.execute("ALTER TABLE coordination_unit SET (autovacuum_enabled = off)")
