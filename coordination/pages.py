"""Pages of long lists."""

from functools import cached_property

from django.core.paginator import Paginator
from django.db.models import QuerySet


class CountedApart(Paginator):
    """Pages of ordered rows, counted without what only their order needs."""

    def __init__(self, rows: QuerySet, per_page: int, *, of: QuerySet):
        super().__init__(rows, per_page)
        self.counted = of

    @cached_property
    def count(self) -> int:
        return self.counted.count()
