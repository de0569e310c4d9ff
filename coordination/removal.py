"""Taking away what was entered by mistake: only what nothing refers to.

The database refuses the rest by its foreign keys. Here the same references are found beforehand,
so that a reader is told what refers to the thing, and how often.
"""

import dataclasses
from collections.abc import Iterator

import pghistory.models
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, models, transaction
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from coordination import histories
from coordination.models import (
    AreaCover,
    CaseItem,
    Membership,
    Organization,
    OrganizationKind,
    OrganizationName,
    OrganizationParent,
    Unit,
    UnitCalendar,
    UnitName,
    UnitParent,
)

SHOWN = 5

# What goes with a thing: its own rows, by the field that leads to it.
PARTS: dict[type[models.Model], tuple[tuple[type[models.Model], str], ...]] = {
    Unit: (
        (UnitName, "unit"),
        (UnitParent, "unit"),
        (AreaCover, "area"),
        (UnitCalendar, "unit"),
    ),
    Organization: ((OrganizationName, "organization"), (OrganizationParent, "organization")),
    OrganizationKind: (),
}
LABELS = {
    (UnitParent, "parent"): _("units below it"),
    (OrganizationParent, "parent"): _("organisations below it"),
    (AreaCover, "unit"): _("areas that cover it"),
}


@dataclasses.dataclass(frozen=True)
class Reference:
    """Things of one kind that refer to another: how many, and links to some of them.

    `links`: (text, address) of those that the reader may see, at most `SHOWN`.
    """

    label: str
    count: int
    links: tuple[tuple[str, str], ...]


def references_to(thing: models.Model, *, reader: Membership) -> list[Reference]:
    """What keeps a thing from being removed, by kind; empty when nothing does."""
    found = []
    for model, field in _referring(type(thing)):
        rows = model._base_manager.filter(**{field: thing})
        if count := rows.count():
            label = LABELS.get((model, field)) or _kind_of(model)._meta.verbose_name
            links = tuple(_links(model, field, rows, reader))
            found.append(Reference(capfirst(str(label)), count, links))
    return found


def remove(thing: models.Model) -> bool:
    """Remove a thing with its own rows; False where something refers to it, and nothing changes."""
    try:
        with transaction.atomic():
            for model, field in PARTS[type(thing)]:
                model.objects.filter(**{field: thing}).delete()
            CaseItem.objects.filter(
                content_type=ContentType.objects.get_for_model(thing), object_id=str(thing.pk)
            ).delete()
            thing.delete()
    except IntegrityError:  # also models.ProtectedError
        return False
    return True


def _referring(model: type[models.Model]) -> Iterator[tuple[type[models.Model], str]]:
    """(model, field) of all tables that point to `model`, without its own parts and history."""
    for relation in model._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and relation.is_relation) or relation.many_to_many:
            continue
        other, field = relation.related_model, relation.field.name
        is_history = issubclass(other, pghistory.models.Event)
        if other._meta.managed and not is_history and (other, field) not in PARTS[model]:
            yield other, field


def _kind_of(model: type[models.Model]) -> type[models.Model]:
    """Of the rows behind a many-to-many field: the model that has this field."""
    return model._meta.auto_created or model


def _links(model, field: str, rows, reader: Membership) -> Iterator[tuple[str, str]]:
    """Texts and addresses of what the rows belong to, as far as the reader may see it."""
    path = _path_to_page(model, field)
    if path is None:
        return
    about = histories.subject(_target(model, path)._meta.label_lower)
    keys = rows.values(path or "pk")
    for one in about.visible(reader).filter(pk__in=keys).order_by("pk")[:SHOWN]:
        yield str(one) or str(one.pk), reverse(about.url, args=[one.pk])


def _path_to_page(model, field: str) -> str | None:
    """The foreign key to what has a page: "" for the rows themselves, None where nothing has."""
    if _has_page(model):
        return ""
    keys = [one for one in model._meta.fields if one.is_relation and one.name != field]
    return next((one.name for one in keys if _has_page(one.related_model)), None)


def _target(model, path: str) -> type[models.Model]:
    return model._meta.get_field(path).related_model if path else model


def _has_page(model: type[models.Model]) -> bool:
    about = histories.subject(model._meta.label_lower)
    return bool(about and about.url)
