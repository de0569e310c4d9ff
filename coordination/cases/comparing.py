"""What a file says differently from what is stored."""

from dataclasses import dataclass

from coordination.cases.shapes import shown

_NOTHING = object()


@dataclass(frozen=True)
class Difference:
    """One place where the file and the stored data disagree; nothing is changed because of it."""

    path: str
    stored: str
    new: str

    def __str__(self) -> str:
        return f"{self.path}: {self.stored} → {self.new}"


def differences(stored, new, path: str) -> list[Difference]:
    """Compare two trees of objects, lists and plain values, leaf by leaf."""
    if isinstance(stored, dict) and isinstance(new, dict):
        names = [*stored, *(name for name in new if name not in stored)]
        return [
            found
            for name in names
            for found in differences(
                stored.get(name, _NOTHING), new.get(name, _NOTHING), f"{path}.{name}"
            )
        ]
    if isinstance(stored, list | tuple) and isinstance(new, list | tuple):
        longest = max(len(stored), len(new))
        return [
            found
            for position in range(longest)
            for found in differences(
                _item(stored, position), _item(new, position), f"{path}[{position}]"
            )
        ]
    return [] if _same(stored, new) else [Difference(path, _text(stored), _text(new))]


def _item(values, position: int):
    return values[position] if position < len(values) else _NOTHING


def _same(stored, new) -> bool:
    """Equal and of the same kind: true is not 1. Left out, null and [] say the same."""
    if (stored is _NOTHING or stored is None or stored == []) and (
        new is _NOTHING or new is None or new == []
    ):
        return True
    return stored == new and isinstance(stored, bool) == isinstance(new, bool)


def _text(value) -> str:
    if value is _NOTHING:
        return "–"
    if value is None:
        return "null"
    return f"“{shown(value)}”" if isinstance(value, str) else shown(value)
