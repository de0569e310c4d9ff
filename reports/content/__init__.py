"""What papers say: a conference on a day becomes one tree of blocks.

Every figure comes from `programs.totals`; each printed one carries the source by which
`reports.tracing` finds it again. Texts here are those of the paper, always Vietnamese.
"""

from reports.content.heading import Defaults, defaults_of, form_of
from reports.content.review import review_report

__all__ = ["Defaults", "defaults_of", "form_of", "review_report"]
