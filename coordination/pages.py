"""Pages of long lists."""

from functools import cached_property

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

FAR = 200  # rows skipped; for fewer, finding the page apart costs more than it spares


class CountedApart(Paginator):
    """Pages of ordered rows, counted without what only their order needs.

    A page far down is found by its keys first: what each row shows beside them is looked up for the
    rows of the page alone, not for all that are skipped.
    """

    def __init__(self, rows: QuerySet, per_page: int, *, of: QuerySet):
        super().__init__(rows, per_page)
        self.counted = of

    @cached_property
    def count(self) -> int:
        return self.counted.count()

    def page(self, number: int | str) -> Page:
        page = super().page(number)
        start = (page.number - 1) * self.per_page
        if start >= FAR:
            keys = self.object_list.values("pk")[start : start + self.per_page]
            page.object_list = self.object_list.filter(pk__in=keys)
        return page
