"""What stands around every page: place, acting role, navigation, and what apps add to them.

Apps above register their sections and home cards from a module `shell.py` of their own, which is
imported at start.
"""

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterable
from functools import cached_property

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.access import may_administer
from coordination.models import Membership
from coordination.reorganisation import people  # noqa: F401 - registers itself

DEMO_FILE = "demo.json"


def everybody(membership: Membership) -> bool:
    return True


@dataclasses.dataclass(frozen=True)
class Section:
    """An entry of the navigation.

    `prefixes`: further paths, beside the section's own, on which it is the current one. `about`:
    what one does there, for the home page.
    """

    key: str
    label: str | Promise
    url_name: str
    order: int
    prefixes: tuple[str, ...] = ()
    about: str | Promise = ""
    is_visible: Callable[[Membership], bool] = everybody

    @property
    def url(self) -> str:
        return reverse(self.url_name)

    def holds(self, path: str) -> bool:
        """Whether a page with this path belongs to the section."""
        return path.startswith((self.url, *self.prefixes))


@dataclasses.dataclass(frozen=True)
class HomeCard:
    """Something on the home page that the reader can do now.

    `count` stands large before the title; `rows` are (label, url, remark) below it; `tone` is a
    badge tone (`neutral`, `info`, `good`, `warn`, `bad`).
    """

    title: str
    url: str = ""
    count: int | None = None
    text: str = ""
    rows: tuple[tuple[str, str, str], ...] = ()
    tone: str = "neutral"


_sections: dict[str, Section] = {}
_home: list[Callable[[Membership, dt.date], Iterable[HomeCard]]] = []


def register_section(section: Section) -> None:
    """Add an entry to the navigation; one entry per key."""
    _sections[section.key] = section


def register_home(cards: Callable[[Membership, dt.date], Iterable[HomeCard]]) -> None:
    """Add a source of home cards: called with the acting membership and the day."""
    if cards not in _home:
        _home.append(cards)


def home_cards(membership: Membership, today: dt.date) -> list[HomeCard]:
    """All cards for this reader on this day, in the order of registration."""
    return [card for source in _home for card in source(membership, today)]


@dataclasses.dataclass(frozen=True)
class Acting:
    """A membership in words: for whom, as what, where."""

    pk: int
    role: str
    organization: str
    place: str
    is_current: bool


class Shell:
    """The surroundings of one page; everything is computed when the template asks for it."""

    def __init__(self, request: HttpRequest):
        self._request = request
        self._membership = getattr(request, "membership", None)

    @cached_property
    def sections(self) -> list[tuple[Section, bool]]:
        """The reader's navigation: sections, and whether each is the current one."""
        if self._membership is None:
            return []
        path = self._request.path
        ordered = sorted(_sections.values(), key=lambda section: section.order)
        return [(one, one.holds(path)) for one in ordered if one.is_visible(self._membership)]

    @cached_property
    def memberships(self) -> list[Acting]:
        """All roles that the reader may take, with the names of today that they came with."""
        return [self._acting(one) for one in getattr(self._request, "memberships", [])]

    def _acting(self, membership: Membership) -> Acting:
        is_of_one = membership.organization_id is not None
        return Acting(
            pk=membership.pk,
            role=membership.get_role_display(),
            organization=membership.short_name or "" if is_of_one else _("The whole installation"),
            place=membership.place or "",
            is_current=membership == self._membership,
        )

    @cached_property
    def acting(self) -> Acting | None:
        """The role in which the reader acts now."""
        return next((one for one in self.memberships if one.is_current), None)

    @property
    def place(self) -> str:
        return self.acting.place if self.acting else ""

    @cached_property
    def is_demo(self) -> bool:
        """Whether this installation was filled with the demonstration's data."""
        return (settings.VAR_DIR / DEMO_FILE).exists()

    @property
    def languages(self) -> list[tuple[str, str]]:
        """Codes and names, each language in its own words."""
        return [("vi", "Tiếng Việt"), ("en", "English")]


def context(request: HttpRequest) -> dict:
    """Context processor: `shell` in every template."""
    return {"shell": Shell(request)}


register_section(
    Section(
        "organizations",
        gettext_lazy("Organisations"),
        "organizations",
        order=10,
        prefixes=("/don-vi/", "/ban-chi-dao/", "/can-bo/", "/sap-xep/", "/nhap-tu-excel/"),
        about=gettext_lazy("Units, organisations, people, steering committees"),
    )
)
register_section(
    Section(
        "administration",
        gettext_lazy("Administration"),
        "users",
        order=90,
        prefixes=("/quan-tri/",),
        about=gettext_lazy("Users, their roles, help with signing in"),
        is_visible=may_administer,
    )
)
