"""Work beside the web server survives a worker that was killed."""

import pytest
from asgiref.sync import async_to_sync
from django.db import connection

from reports.jobs import open_periods, retry_stalled
from tests.programs import factories as make

pytestmark = pytest.mark.django_db


def jobs() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, status::text FROM procrastinate_jobs")
        return cursor.fetchall()


@pytest.mark.parametrize(("silence", "status"), [("10 minutes", "todo"), ("0 minutes", "doing")])
def test_a_job_of_a_silent_worker_is_done_again(silence, status):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat)"
            " VALUES (now() - %s::interval) RETURNING id",
            [silence],
        )
        (worker,) = cursor.fetchone()
        cursor.execute(
            "INSERT INTO procrastinate_jobs"
            " (queue_name, task_name, priority, args, status, worker_id)"
            " VALUES ('papers', 'render_paper', 0, '{}', 'doing', %s)",
            [worker],
        )
    async_to_sync(retry_stalled.func)(timestamp=0)
    assert jobs() == [("render_paper", status)]


def test_due_periods_open_by_themselves_once(time_machine):
    time_machine.move_to("2022-03-01 08:00:00+07:00")
    program = make.ProgramFactory(parties=[make.OrganizationFactory(), make.OrganizationFactory()])
    open_periods(timestamp=0)
    count = program.periods.count()
    assert count > 0
    open_periods(timestamp=0)
    assert program.periods.count() == count
