"""Per kind of organisation: which system it follows, its header lines, its usual signer.

The kinds are those of `coordination` (they are named here as text: forms know no models). Header
lines of the Front and the mass organisations follow usage, not a rule; an organisation's stored
print lines come before them.
"""

from reports.blocks import Capacity
from reports.forms.model import Preset, System

NAME = ("{name}",)
STANDING_BOARD = "BAN THƯỜNG VỤ"

PRESETS = (
    Preset(
        "party_committee",
        System.PARTY,
        ("{parent}",),
        NAME,
        Capacity.COLLECTIVE,
        STANDING_BOARD,
        "PHÓ BÍ THƯ",
    ),
    Preset(
        "mobilization_board",
        System.PARTY,
        ("{parent}",),
        NAME,
        Capacity.DIRECT,
        "",
        "TRƯỞNG BAN",
    ),
    Preset(
        "military_command",
        System.MILITARY,
        ("{parent}",),
        NAME,
        Capacity.DIRECT,
        "",
        "CHÍNH TRỊ VIÊN",
    ),
    Preset(
        "fatherland_front",
        System.UNION,
        ("ỦY BAN MẶT TRẬN TỔ QUỐC VIỆT NAM", "{unit}"),
        ("BAN THƯỜNG TRỰC",),
        Capacity.COLLECTIVE,
        "BAN THƯỜNG TRỰC",
        "CHỦ TỊCH",
    ),
    *(
        Preset(
            kind,
            System.UNION,
            NAME,
            (STANDING_BOARD,),
            Capacity.COLLECTIVE,
            STANDING_BOARD,
            "CHỦ TỊCH",
        )
        for kind in ("labour_federation", "veterans", "farmers", "women", "red_cross")
    ),
    Preset(
        "youth",
        System.YOUTH,
        (),
        ("BCH {unit}",),
        Capacity.COLLECTIVE,
        STANDING_BOARD,
        "BÍ THƯ",
    ),
    *(
        Preset(kind, System.STATE, ("{parent}",), NAME, Capacity.DIRECT, "", office)
        for kind, office in (
            ("people_committee", "CHỦ TỊCH"),
            ("police", "TRƯỞNG CÔNG AN"),
            ("border_guard", "CHÍNH TRỊ VIÊN"),
            ("other", "THỦ TRƯỞNG"),
        )
    ),
)
PRESET_OF = {preset.kind: preset for preset in PRESETS}


def preset_for(kind: str) -> Preset:
    """The preset of a kind of organisation, that of `other` for a kind without one."""
    return PRESET_OF.get(kind, PRESET_OF["other"])


def header_lines(
    patterns: tuple[str, ...], *, name: tuple[str, ...], unit: str, parent: str
) -> tuple[str, ...]:
    """A preset's lines filled in; `name` may have stored breaks. Empty lines are dropped."""
    lines: list[str] = []
    for pattern in patterns:
        if pattern == "{name}":
            lines.extend(name)
        else:
            lines.append(pattern.format(unit=unit, parent=parent))
    return tuple(line for line in lines if line.strip())
