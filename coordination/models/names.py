"""Names in time: the one in force on a day, and who is found by one."""

import datetime as dt

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import F, Func, OuterRef, Q, Subquery


def name_at(model: type[models.Model], owner: str, on: dt.date | None, field: str = "name"):
    """Subquery: the name in force on a day, or the latest one when `on` is None."""
    names = model.objects.filter(**{owner: OuterRef("pk")})
    if on is not None:
        names = names.at(on)
    return Subquery(names.order_by(F("valid_from").desc(nulls_last=True)).values(field)[:1])


def found_by_name(owner: str, bearers: models.QuerySet) -> Q:
    """The condition that a thing is one of the bearers of a name, or came after one."""
    later = Func(
        ArraySubquery(bearers),
        function=f"{owner}s_after",
        template="(SELECT %(function)s(%(expressions)s))",
    )
    return Q(pk__in=bearers) | Q(pk__in=later)
