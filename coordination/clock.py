"""The only place that asks what time it is; views call it, everything below takes dates."""

import datetime as dt

from django.utils import timezone


def now() -> dt.datetime:
    """This moment, aware."""
    return timezone.now()


def today() -> dt.date:
    """Today in the installation's time zone."""
    return timezone.localdate()
