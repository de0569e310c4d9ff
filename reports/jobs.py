"""Work beside the web server: rendering papers, opening the periods that are due."""

from procrastinate.contrib.django import app

from coordination import clock
from coordination.history import recorded
from coordination.planner import refresh_statistics
from programs.schedule import open_due_periods
from reports.rendering import render


@app.task(name="render_paper", queue="papers")
def render_paper(rendering_id: int) -> None:
    """Make the file of a queued rendering."""
    render(rendering_id, at=clock.now())


@app.periodic(cron="5 * * * *")
@app.task(name="open_periods", queue="periods", queueing_lock="open_periods")
def open_periods(timestamp: int) -> None:
    """Every hour, since office machines sleep at night: open the periods that have become due."""
    with recorded(by=None, source="worker"):
        open_due_periods(on=clock.today())


@app.periodic(cron="35 * * * *")
@app.task(name="look_at_tables", queue="care", queueing_lock="look_at_tables")
def look_at_tables(timestamp: int) -> None:
    """Every hour: tell the planner about tables too small for the database to look at by itself."""
    refresh_statistics()


@app.periodic(cron="* * * * *")
@app.task(name="retry_stalled", queue="care", queueing_lock="retry_stalled")
async def retry_stalled(timestamp: int) -> None:
    """Every minute: give jobs of a worker that was killed back to the queue.

    All tasks may be run twice: a paper that is rendered already is left alone, periods that are
    open too.
    """
    for job in await app.job_manager.get_stalled_jobs():
        await app.job_manager.retry_job(job)
