"""What the office writes itself into a review report; the rest is drafted from figures.

Codes are stored (`DocumentSection.code`). Where each stands in the paper is `reports.content`'s
business (official-documents, section 5.1).
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Section:
    """One text of a report; `final_only`: asked for in a final review alone."""

    code: str
    label: str | Promise
    final_only: bool = False


SECTIONS = (
    Section("advantages", _("I.1 Advantages of the situation")),
    Section("difficulties", _("I.2 Difficulties")),
    Section("leadership", _("II Leadership and steering")),
    Section("achievements", _("IV.1 Achievements")),
    Section("shortcomings", _("IV.2 Shortcomings")),
    Section("causes_of_achievements", _("IV.3a Causes of the achievements")),
    Section("causes_of_shortcomings", _("IV.3b Causes of the shortcomings")),
    Section("lessons", _("IV.4 Lessons"), final_only=True),
    Section("directions", _("V.1 Directions")),
    Section("tasks", _("V.2 Main tasks and measures")),
    Section("proposals", _("VI Proposals")),
)


def sections_of(conference_kind: str) -> tuple[Section, ...]:
    """The texts that a report on this kind of conference has."""
    return tuple(one for one in SECTIONS if conference_kind == "final_review" or not one.final_only)
