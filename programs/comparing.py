"""What changed between two texts, word by word: as one text, or as both side by side."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

SAME, REMOVED, ADDED = "same", "removed", "added"
MOST_WORDS = 6000  # matching takes the product of both lengths in the worst case
_WORD = re.compile(r"\S+\s*")


@dataclass(frozen=True)
class Piece:
    """A run of words that stayed, went or came."""

    kind: str
    text: str


@dataclass(frozen=True)
class PartChange:
    """A part of a text beside what it was before; `pieces` hold both wordings."""

    anchor: str
    title: str
    pieces: tuple[Piece, ...]
    is_new: bool = False
    is_gone: bool = False

    @property
    def is_changed(self) -> bool:
        return self.is_new or self.is_gone or any(one.kind != SAME for one in self.pieces)


def compare_words(before: str, after: str) -> tuple[Piece, ...]:
    """The runs of words from `before` to `after`; spaces and line breaks alone change nothing."""
    return tuple(_joined(Piece(kind, new or old) for kind, old, new in _runs(before, after)))


def compare_sides(before: str, after: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Both texts whole: in the first what the second lacks is removed, in that one it is added."""
    runs = list(_runs(before, after))
    return (
        tuple(_joined(Piece(kind, old) for kind, old, _new in runs if kind != ADDED)),
        tuple(_joined(Piece(kind, new) for kind, _old, new in runs if kind != REMOVED)),
    )


def compare_parts(before: list, after: list) -> list[PartChange]:
    """Part by part in the order of `after`; what is gone stands where it stood before.

    Both are lists of objects with `anchor`, `title` and `text` (`programs.text.Part`).
    """
    earlier = {one.anchor: one for one in before}
    found: list[PartChange] = []
    for part in after:
        old = earlier.get(part.anchor)
        pieces = compare_words(old.text if old else "", part.text)
        found.append(PartChange(part.anchor, part.title, pieces, is_new=old is None))
    kept = {one.anchor for one in after}
    places = [one.anchor for one in found]
    for number, part in enumerate(before):
        if part.anchor not in kept:
            gone = PartChange(part.anchor, part.title, compare_words(part.text, ""), is_gone=True)
            above = next(
                (one.anchor for one in reversed(before[:number]) if one.anchor in places), None
            )
            place = places.index(above) + 1 if above else 0
            found.insert(place, gone)
            places.insert(place, part.anchor)
    return found


Run = tuple[str, str, str]  # what became of it, as it stood before, as it stands after


def _runs(before: str, after: str) -> Iterator[Run]:
    """Lines are matched first, then words within the lines that differ.

    So the time grows with what was changed, not with the square of the whole text.
    """
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    for tag, i1, i2, j1, j2 in _matched(old, new):
        if tag == "equal":
            yield SAME, "".join(old[i1:i2]), "".join(new[j1:j2])
        else:
            yield from _within("".join(old[i1:i2]), "".join(new[j1:j2]))


def _within(old: str, new: str) -> Iterator[Run]:
    before, after = _WORD.findall(old), _WORD.findall(new)
    if len(before) + len(after) > MOST_WORDS:
        before, after = [old], [new]
    for tag, i1, i2, j1, j2 in _matched(before, after):
        if tag == "equal":
            yield SAME, "".join(before[i1:i2]), "".join(after[j1:j2])
            continue
        if i1 < i2:
            yield REMOVED, "".join(before[i1:i2]), ""
        if j1 < j2:
            yield ADDED, "", "".join(after[j1:j2])


def _matched(before: list[str], after: list[str]) -> list[tuple]:
    keys = [one.strip() for one in before], [one.strip() for one in after]
    return SequenceMatcher(None, *keys, autojunk=False).get_opcodes()


def _joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Neighbours of one kind become one piece; no two words grow together at a seam."""
    waiting: Piece | None = None
    for piece in pieces:
        if not piece.text.strip():
            continue
        if waiting and not waiting.text[-1].isspace():
            waiting = Piece(waiting.kind, f"{waiting.text} ")
        if waiting and waiting.kind == piece.kind:
            waiting = Piece(piece.kind, waiting.text + piece.text)
        else:
            if waiting:
                yield waiting
            waiting = piece
    if waiting:
        yield waiting
