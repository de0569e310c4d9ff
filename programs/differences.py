"""What differs between two texts, word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

WORDS = re.compile(r"\n|[^\S\n]+|\w+|[^\w\s]")
MOST_WORDS = 6000  # comparing takes the product of both lengths in the worst case


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words in a row that stand in both texts, or in this one alone."""

    text: str
    is_own: bool


def compared(left: str, right: str) -> tuple[list[Stretch], list[Stretch]]:
    """Both texts in stretches, each marked where it says what the other does not."""
    ours, theirs = WORDS.findall(left), WORDS.findall(right)
    if len(ours) + len(theirs) > MOST_WORDS:
        ours, theirs = left.splitlines(keepends=True), right.splitlines(keepends=True)
    found: tuple[list[Stretch], list[Stretch]] = ([], [])
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    for code, ours_from, ours_to, theirs_from, theirs_to in matcher.get_opcodes():
        for side, words in (
            (found[0], ours[ours_from:ours_to]),
            (found[1], theirs[theirs_from:theirs_to]),
        ):
            if words:
                side.append(Stretch("".join(words), is_own=code != "equal"))
    return found
