"""From the bytes of a case file to a tree, and what two files have in common."""

import hashlib
import json
import unicodedata
from decimal import Decimal

from django.utils.translation import gettext as _

# Longer whole numbers mean nothing in a case; Python refuses to read those of thousands of digits.
_LONGEST_INT = 18


class CaseFileError(Exception):
    """The file is no JSON at all. Its text is a translated sentence."""


class Members(dict):
    """A JSON object that remembers which names stood in it twice."""

    repeated: tuple[str, ...] = ()


def read_tree(content: bytes) -> dict:
    """The file's top object. Raises CaseFileError when it is not UTF-8, not JSON or no object.

    Numbers with a fraction are Decimals; names and texts are composed (NFC).
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CaseFileError(
            _("The file is not UTF-8: byte %(byte)d cannot be read. Save it as UTF-8.")
            % {"byte": error.start + 1}
        ) from None
    try:
        tree = json.loads(
            text,
            object_pairs_hook=_members,
            parse_float=Decimal,
            parse_int=_whole,
            parse_constant=_no_number,
        )
        tree = composed(tree)
    except json.JSONDecodeError as error:
        raise CaseFileError(
            _("The file is not JSON: line %(line)d, column %(column)d cannot be read.")
            % {"line": error.lineno, "column": error.colno}
        ) from None
    except RecursionError:
        raise CaseFileError(_("The file is nested too deeply to be a case file.")) from None
    if not isinstance(tree, dict):
        raise CaseFileError(_("A case file is one JSON object: { … }."))
    return tree


def composed(value):
    """The tree with every name and text in Unicode's composed form; faults in them stay faults."""
    match value:
        case str():
            return unicodedata.normalize("NFC", value)
        case list():
            return [composed(item) for item in value]
        case dict():
            members = Members(
                (unicodedata.normalize("NFC", name), composed(item)) for name, item in value.items()
            )
            members.repeated = getattr(value, "repeated", ())
            return members
    return value


def digest(content) -> str:
    """The hash of a tree: the same whatever the order of names and the white space."""
    text = json.dumps(
        content, ensure_ascii=True, sort_keys=True, separators=(",", ":"), default=str
    )
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def _members(pairs: list[tuple[str, object]]) -> Members:
    members = Members(pairs)
    if len(members) < len(pairs):
        names = [name for name, _value in pairs]
        members.repeated = tuple(sorted({name for name in names if names.count(name) > 1}))
    return members


def _whole(digits: str) -> int | Decimal:
    return int(digits) if len(digits) <= _LONGEST_INT else Decimal(digits)


def _no_number(name: str):
    raise CaseFileError(_("The file is not JSON: %(name)s is not a number there.") % {"name": name})
