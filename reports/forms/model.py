"""What a form of papers consists of. The values are in `rules` and `presets`."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from reports.blocks import Capacity


class System(StrEnum):
    """Which body of rules an issuing body follows."""

    PARTY = "party"
    STATE = "state"
    MILITARY = "military"
    UNION = "union"  # Front and mass organisations in the layout of the State
    YOUTH = "youth"


class Rule(StrEnum):
    """What is drawn under a line of the heading."""

    NONE = "none"
    FULL = "full"  # a line as long as the text
    SHORT = "short"  # a line 1/3 to 1/2 as long as the text
    STAR = "*"
    STARS = "***"
    HYPHENS = "-----"


class CounterScope(StrEnum):
    """Within what numbers run from 01 without gaps."""

    TYPE_AND_TERM = "type_and_term"  # per type of paper and Party committee term
    TYPE_AND_YEAR = "type_and_year"


@dataclass(frozen=True, slots=True)
class TextStyle:
    """Size in points."""

    size: int
    bold: bool = False
    italic: bool = False
    underline: bool = False
    caps: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """Millimetres; `verso_*` are the side margins of a back page in two-sided printing."""

    width: int = 210
    height: int = 297
    top: int = 20
    bottom: int = 20
    left: int = 30
    right: int = 15
    verso_left: int = 15
    verso_right: int = 30
    number_from_top: int = 10
    number_size: int = 14

    @property
    def text_width(self) -> int:
        return self.width - self.left - self.right

    @property
    def landscape_text_width(self) -> int:
        return self.height - self.left - self.right


@dataclass(frozen=True, slots=True)
class Header:
    """The two cells above the text; widths in millimetres."""

    left_width: int
    right_width: int
    widest_right: int  # how far the right cell may grow for a long place and date
    superior: TextStyle
    issuer: TextStyle
    issuer_rule: Rule
    right: tuple[tuple[str, TextStyle], ...]  # fixed lines
    right_rule: Rule
    place_date: TextStyle
    place_date_narrow: int  # size when it does not fit
    urgency: TextStyle
    joint_prefix: str = "- "
    joint_most: int = 3  # with more issuers only the lead party is in the header


@dataclass(frozen=True, slots=True)
class Numbering:
    """Patterns take n (two digits at least), type, org; cite takes also name, day, issuer."""

    style: TextStyle
    pattern: str
    scope: CounterScope
    cite: str
    cite_long_date: bool  # `ngày 05 tháng 7 năm 2022` rather than `ngày 05/7/2022`
    blank: str = "\u00a0" * 7


@dataclass(frozen=True, slots=True)
class Title:
    type: TextStyle
    subject: TextStyle
    subject_capital: bool
    subject_rule: Rule


@dataclass(frozen=True, slots=True)
class Body:
    """Sizes in points, indent in millimetres."""

    text: TextStyle
    leading: int
    indent: int
    spacing: int
    end_mark: str
    bases: TextStyle
    bases_prefix: str
    bases_last: str
    headings: tuple[tuple[str, TextStyle], ...]  # pattern of {n} and text, per level
    figures: TextStyle  # in tables


@dataclass(frozen=True, slots=True)
class AnnexStyle:
    """`single` and `several` (which takes n) are the labels; `reference` takes cite."""

    single: str
    several: str
    roman: bool
    label: TextStyle
    title: TextStyle
    reference: str


@dataclass(frozen=True, slots=True)
class Signing:
    prefixes: dict[Capacity, str] = field(hash=False)
    authority: TextStyle
    office: TextStyle
    office_alone: TextStyle
    name: TextStyle
    rank: bool  # the rank stands before the name
    space: int = 25  # millimetres for signature and seal


@dataclass(frozen=True, slots=True)
class RecipientsStyle:
    heading: TextStyle
    line: TextStyle
    separator: str
    archive: str  # takes archive
    end: str = "."


@dataclass(frozen=True, slots=True)
class Form:
    """One rule set: how the papers of a system look from `since` on.

    `until` is the last day on which it is in force, None while no successor is known.
    """

    id: str
    system: System
    instrument: str
    since: date
    until: date | None
    page: Page
    header: Header
    number: Numbering
    title: Title
    body: Body
    annex: AnnexStyle
    signing: Signing
    recipients: RecipientsStyle
    tone: str  # how its own fixed strings are spelled: "old" (uỷ) or "new" (ủy)


@dataclass(frozen=True, slots=True)
class Preset:
    """How papers of one kind of organisation begin and who signs them by default.

    `superior` and `issuer` are header lines in which `{name}` is the organisation's printed name,
    `{unit}` its unit's, `{parent}` its parent organisation's; a line that comes out empty is
    dropped. `capacity`, `body` and `office` are what a signer's cell is pre-filled with.
    """

    kind: str
    system: System
    superior: tuple[str, ...]
    issuer: tuple[str, ...]
    capacity: Capacity
    body: str
    office: str
