"""The block tree as JSON, both ways without loss, and its SHA-256.

The canonical form (sorted keys, no spaces, UTF-8) is what an issued paper stores and what its hash
is taken of, so that the same paper has the same hash wherever it is computed.
"""

import hashlib
import json
import types
import typing
from collections.abc import Mapping
from dataclasses import Field, fields, is_dataclass
from datetime import date
from enum import StrEnum
from functools import cache

from django.utils.translation import gettext as _

from reports import blocks
from reports.blocks import BlockError, Paper

FORMAT = "paper/1"
TAG = "block"  # the key that tells the kinds of blocks and runs apart

KINDS = {
    "annex": blocks.Annex,
    "bases": blocks.Bases,
    "figure": blocks.FigureRun,
    "heading": blocks.Heading,
    "list": blocks.ItemList,
    "page_break": blocks.PageBreak,
    "paragraph": blocks.Paragraph,
    "run": blocks.Run,
    "table": blocks.Table,
}
KIND_OF = {kind: name for name, kind in KINDS.items()}


def dump(paper: Paper) -> dict[str, object]:
    """The paper as plain JSON data."""
    return {"format": FORMAT, "paper": _dump(paper)}


def canonical(paper: Paper) -> bytes:
    """The one spelling of the paper as JSON bytes."""
    text = json.dumps(dump(paper), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def sha256(paper: Paper) -> str:
    """The hash of the canonical form, in hexadecimal."""
    return hashlib.sha256(canonical(paper)).hexdigest()


def load(data: object) -> Paper:
    """The paper again. Raises BlockError, naming the place, for anything `dump` does not write."""
    if (
        not isinstance(data, Mapping)
        or data.get("format") != FORMAT
        or set(data)
        != {
            "format",
            "paper",
        }
    ):
        raise BlockError(_("This is not a stored paper."))
    return _load(Paper, data["paper"], "paper")


def loads(text: str | bytes) -> Paper:
    """The paper from JSON text. Raises BlockError."""
    try:
        return load(json.loads(text))
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise BlockError(_("This is not a stored paper.")) from error


def _dump(value: object) -> object:
    if (parts := _parts(type(value))) is not None:
        data = {
            item.name: _dump(getattr(value, item.name))
            for item in parts
            if not (item.metadata.get(blocks.LATER) and getattr(value, item.name) == item.default)
        }
        kind = KIND_OF.get(type(value))
        return data if kind is None else {TAG: kind, **data}
    if isinstance(value, tuple):
        return [_dump(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    return value


@cache
def _parts(kind: type) -> tuple[Field, ...] | None:
    """The fields of a block; None for what is no block."""
    return fields(kind) if is_dataclass(kind) else None


@cache
def _hints(kind: type) -> dict[str, object]:
    return typing.get_type_hints(kind, vars(blocks))


def _load(hint: object, data: object, path: str) -> object:
    origin = typing.get_origin(hint)
    if origin in {typing.Union, types.UnionType}:
        return _load_union(typing.get_args(hint), data, path)
    if origin is tuple:
        if not isinstance(data, list):
            raise _misfit(path)
        inner = typing.get_args(hint)[0]
        return tuple(_load(inner, item, f"{path}[{at}]") for at, item in enumerate(data))
    if is_dataclass(hint):
        return _load_dataclass(hint, data, path)
    return _load_scalar(hint, data, path)


def _load_union(options: tuple[object, ...], data: object, path: str) -> object:
    if data is None and type(None) in options:
        return None
    present = [option for option in options if option is not type(None)]
    if len(present) == 1:
        return _load(present[0], data, path)
    name = data.get(TAG) if isinstance(data, Mapping) else None
    kind = KINDS.get(name) if isinstance(name, str) else None
    if kind not in present:
        raise _misfit(path)
    return _load_dataclass(kind, data, path)


def _load_dataclass(kind: type, data: object, path: str) -> object:
    if not isinstance(data, Mapping):
        raise _misfit(path)
    expected = {item.name for item in fields(kind)} | ({TAG} if kind in KIND_OF else set())
    later = {item.name for item in fields(kind) if item.metadata.get(blocks.LATER)}
    if not expected - later <= set(data) <= expected or data.get(TAG) != KIND_OF.get(kind):
        raise _misfit(path)
    hints = _hints(kind)
    return kind(
        **{
            name: _load(hint, data[name], f"{path}.{name}")
            for name, hint in hints.items()
            if name in data
        }
    )


def _load_scalar(hint: object, data: object, path: str) -> object:
    if hint is date or (isinstance(hint, type) and issubclass(hint, StrEnum)):
        try:
            return date.fromisoformat(data) if hint is date else hint(data)
        except (TypeError, ValueError) as error:
            raise _misfit(path) from error
    if typing.get_origin(hint) is Mapping:
        hint = Mapping
    if not isinstance(data, hint) or (hint is int and isinstance(data, bool)):
        raise _misfit(path)
    return data


def _misfit(path: str) -> BlockError:
    return BlockError(_("The stored paper is damaged at %(path)s.") % {"path": path})
