"""Expressions over the SQL functions that migration 0001 creates."""

import datetime as dt

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Func
from django.db.models.expressions import RawSQL

from coordination.text import fold


class Fold(Func):
    """`vn_fold(text)`: lower case without accents, indexed by trigrams."""

    function = "vn_fold"
    output_field = models.TextField()

    @staticmethod
    def python(words: str) -> str:
        """The same folding for the words that a person typed."""
        return fold(words)


class UnitsBelow:
    """`units_below(root, on)`: the ids of a unit and of all under it; `on` null: ever."""

    @staticmethod
    def ids(root: int, on: dt.date | None) -> RawSQL:
        return RawSQL("SELECT units_below(%s::bigint, %s::date)", (root, on))


class GivenNameFirst(Func):
    """`given_name_first(name)`: the key by which Vietnamese people are sorted."""

    function = "given_name_first"
    output_field = models.TextField(db_collation="vi")


def search_index(name: str, field: str) -> GinIndex:
    """Trigrams of the folded field: finds a part of a name, accents or not, without a scan."""
    return GinIndex(OpClass(Fold(field), "gin_trgm_ops"), name=name)
