"""What this app adds to the shell: navigation, wording, search."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from coordination import search, wording
from coordination.models import Membership
from coordination.panels import Link, register_link
from coordination.shell import Section, register_section
from programs.models import Program
from reports import access, held, histories, panels, reorganisation  # noqa: F401 - register themselves


def print_link(membership: Membership, program: Program) -> Link:
    """From a program's pages to the paper as it will be printed."""
    return Link(_("As it will be printed"), reverse("program_print", args=[program.pk]))


register_link(Program, print_link)

register_section(
    Section(
        "conferences",
        gettext_lazy("Conferences"),
        "conferences",
        order=40,
        about=gettext_lazy("Reviews, their conclusions and what became of them"),
    )
)
register_section(
    Section(
        "documents",
        pgettext_lazy("navigation", "Reports"),
        "documents",
        order=50,
        about=gettext_lazy("Papers that are drafted, and those that were issued"),
    )
)

wording.register(
    {
        "document.drafted": gettext_lazy("began the draft"),
        "document.issued": gettext_lazy("issued the paper"),
        "document.replaced": gettext_lazy("replaced the paper by a later one"),
    }
)


def find_conferences(membership: Membership, words: str) -> list[search.Row]:
    """Conferences by title."""
    found = access.visible_conferences(membership).search(words)[: search.LIMIT]
    return [
        search.Row(
            title=conference.title,
            url=reverse("conference", args=[conference.pk]),
            remark=f"{conference.held_on:%d/%m/%Y}" if conference.held_on else "",
        )
        for conference in found
    ]


search.register(gettext_lazy("Conferences"), find_conferences)
