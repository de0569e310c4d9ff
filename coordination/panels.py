"""Panels that apps above add to the pages of units, organisations and committees."""

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
