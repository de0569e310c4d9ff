"""Work beside the web server on files that were uploaded."""

from procrastinate.contrib.django import app

from coordination import clock
from coordination.history import recorded
from coordination.looking import look_at, waiting


@app.task(name="look_at_file", queue="files")
def look_at_file(file_id: int) -> None:
    """Check an uploaded file for viruses and make its picture."""
    with recorded(by=None, source="worker"):
        look_at(file_id, at=clock.now())


@app.periodic(cron="*/5 * * * *")
@app.task(name="look_at_files", queue="files", queueing_lock="look_at_files")
def look_at_files(timestamp: int) -> None:
    """Every five minutes: what could not be judged, and what was there before the scanner."""
    for file_id in waiting():
        look_at_file(file_id)
