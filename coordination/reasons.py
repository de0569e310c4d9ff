"""Why a list shows something: by which other name it was found."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import F, Model

from coordination.sql import Fold
from coordination.text import fold


def other_names(
    listed: Iterable[Model], model: type[Model], owner: str, words: str | None, on: dt.date
) -> dict[int, tuple[str, bool]]:
    """By primary key: the name that holds the words where the shown one does not, and whether it
    came only later than the day `on`. Of several the latest; one query, and none without words.
    """
    if not words:
        return {}
    wanted = fold(words)
    unlike = [one.pk for one in listed if wanted not in fold(one.current_name or "")]
    names = (
        model.objects.filter(**{f"{owner}__in": unlike})
        .alias(folded=Fold("name"))
        .filter(folded__contains=wanted)
        .order_by(F("valid_from").asc(nulls_first=True))
    )
    return {
        getattr(one, f"{owner}_id"): (one.name, bool(one.valid_from and one.valid_from > on))
        for one in names
    }
