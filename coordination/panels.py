"""Panels and links that apps above add to the pages of units, organisations, programs and so on."""

import dataclasses
import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db import models

from coordination.models import Membership


@dataclasses.dataclass(frozen=True)
class Panel:
    """A template and what it shows, as `panel.content`."""

    template: str
    content: Any


Build = Callable[[Membership, models.Model, dt.date], Panel | None]
_builds: dict[type[models.Model], list[Build]] = {}


def register(model: type[models.Model], build: Build) -> None:
    """Add a panel to the page of each `model` object; None where there is nothing to show."""
    _builds.setdefault(model, []).append(build)


def panels_of(thing: models.Model, membership: Membership, today: dt.date) -> list[Panel]:
    """The panels of one object for one reader."""
    built = (build(membership, thing, today) for build in _builds.get(type(thing), ()))
    return [panel for panel in built if panel]


@dataclasses.dataclass(frozen=True)
class Link:
    """A way from an object's page to a page of an app above."""

    label: str
    url: str


BuildLink = Callable[[Membership, models.Model], Link | None]
_links: dict[type[models.Model], list[BuildLink]] = {}


def register_link(model: type[models.Model], build: BuildLink) -> None:
    """Add a link to the actions of each `model` object; None where it leads nowhere."""
    _links.setdefault(model, []).append(build)


def links_of(thing: models.Model, membership: Membership) -> list[Link]:
    """The links of one object for one reader."""
    built = (build(membership, thing) for build in _links.get(type(thing), ()))
    return [link for link in built if link]
