"""Expressions over the SQL functions that migration 0001 creates."""

import datetime as dt
from functools import reduce
from operator import or_

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Func, Q
from django.db.models.expressions import RawSQL
from psycopg.sql import Literal

from coordination.text import is_letter, typed_words

# What is no letter (`text.is_letter`), as PostgreSQL's patterns write it.
_SIGN = "[\t-\r -/:-@[-^`{-~\u00a0]"


class Fold(Func):
    """`vn_fold(text)`: lower case without accents, of a text in NFC; indexed by trigrams."""

    function = "vn_fold"
    output_field = models.TextField()


class InStatement(models.Value):
    """A text that stands in the statement itself, quoted, and not beside it as a parameter.

    For patterns: a plan that the database keeps for all of them alike can use no index.
    """

    def as_sql(self, compiler, connection):
        return Literal(self.value).as_string(None).replace("%", "%%"), []


def every_word(words: str, *fields: str) -> Q:
    """Every word that a person typed is a word of one of the folded fields, in any order.

    Of the last one, which may be unfinished, the beginning is enough: `chi huy` finds "Ban Chỉ huy
    Quân sự" and not "Hội Cựu chiến binh huyện". `text.has_words` says the same in Python. The
    trigrams of `search_index` serve the patterns.
    """
    wanted = Q()
    for word, is_last in typed_words(words):
        pattern = InStatement(pattern_of(word, is_whole=not is_last))
        wanted &= reduce(or_, (Q(**{f"{field}__regex": pattern}) for field in fields))
    return wanted


def pattern_of(word: str, *, is_whole: bool) -> str:
    """PostgreSQL's pattern of a word or of its beginning; signs (`/2022`) stand anywhere.

    `\\m`, `\\M` and `\\W` would say nearly the same, but the index makes nothing of them.
    """
    literal = "".join(c if is_letter(c) else f"\\{c}" for c in word)
    begins = f"(^|{_SIGN})" if is_letter(word[0]) else ""
    ends = f"($|{_SIGN})" if is_whole and is_letter(word[-1]) else ""
    return f"{begins}{literal}{ends}"


class UnitsBelow:
    """The ids of units below one, by functions in the database.

    `ids`: the unit and all under it on a day; null: ever. `reached`: those ever under it and all
    that went into them by a reorganisation. `gathered`: what it is made of as it stands on a day,
    with all that ended in it or went into it. `taken_over`: itself and what went whole into it.
    """

    @staticmethod
    def ids(root: int, on: dt.date | None) -> RawSQL:
        return RawSQL("SELECT units_below(%s::bigint, %s::date)", (root, on))

    @staticmethod
    def reached(root: int) -> RawSQL:
        # The number stands in the statement, so that the planner knows how many rows it means: a
        # plan kept for all units alike takes the nation's fifteen thousand for a handful.
        return RawSQL(  # noqa: S611 - an integer
            f"SELECT unit_id FROM coordination_unitreach WHERE root_id = {int(root)}",  # noqa: S608
            (),
        )

    @staticmethod
    def gathered(root: int, on: dt.date) -> RawSQL:
        return RawSQL("SELECT units_gathered(%s::bigint, %s::date)", (root, on))

    @staticmethod
    def taken_over(root: int) -> RawSQL:
        return RawSQL("SELECT units_taken_over(%s::bigint)", (root,))


class GivenNameFirst(Func):
    """`given_name_first(name)`: the key by which Vietnamese people are sorted."""

    function = "given_name_first"
    output_field = models.TextField(db_collation="vi")


def search_index(name: str, field: str) -> GinIndex:
    """Trigrams of the folded field: finds a part of a name, accents or not, without a scan."""
    return GinIndex(OpClass(Fold(field), "gin_trgm_ops"), name=name)
