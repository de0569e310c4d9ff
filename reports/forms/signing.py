"""The cells of the signatures: prefixes, offices, ranks, and where each signer stands."""

from dataclasses import dataclass, replace

from reports.blocks import Capacity, Paper, Signature, SignerRole
from reports.forms.lines import Line, fitted
from reports.forms.model import Form, Signing, TextStyle
from reports.forms.rules import FORM_OF

MOST_SIGNERS = 12
COLUMNS_OF_GRID = {1: 1, 2: 2, 4: 2}  # every other number of signers stands in rows of three


@dataclass(frozen=True, slots=True)
class Signer:
    """One cell: the lines above the signature, all cells of a row as many, and the name."""

    lines: tuple[Line, ...]
    name: Line


def signer_rows(paper: Paper, form: Form) -> tuple[tuple[Signer | None, ...], ...]:
    """The grid of signers: the lead right-most; from seven signers on, in the last cell."""
    parties = [one for one in paper.signatures if one.role is SignerRole.PARTY]
    if len(parties) > MOST_SIGNERS:
        raise ValueError(f"A paper has at most {MOST_SIGNERS} signers.")
    if not parties:
        return ()
    columns = COLUMNS_OF_GRID.get(len(parties), 3)
    joint = len(parties) > 1
    width = form.page.text_width // columns if joint else form.header.right_width
    if len(parties) <= 6:
        groups = [parties[at : at + columns] for at in range(0, len(parties), columns)]
        rows = [list(reversed(group)) for group in groups]
    else:
        backwards = list(reversed(parties))
        rows = [backwards[at : at + columns] for at in range(0, len(parties), columns)]
    return tuple(_set_row(row, columns=columns, width=width, joint=joint) for row in rows)


def _set_row(
    row: list[Signature], *, columns: int, width: int, joint: bool
) -> tuple[Signer | None, ...]:
    cells = [_signer(one, width=width, narrow=columns == 3, joint=joint) for one in row]
    most = max(len(cell.lines) for cell in cells)
    padded = [_padded(cell, most) for cell in cells]
    return (*[None] * (columns - len(cells)), *padded)


def _padded(cell: Signer, most: int) -> Signer:
    blank = Line("\u00a0", cell.lines[-1].style)
    return replace(cell, lines=cell.lines + (blank,) * (most - len(cell.lines)))


def witnesses(paper: Paper, form: Form) -> tuple[Signer, ...]:
    """Witnesses sign below the parties, each in the middle of a row of its own."""
    return tuple(
        _signer(one, width=form.header.right_width, narrow=False, joint=True)
        for one in paper.signatures
        if one.role is SignerRole.WITNESS
    )


def _signer(one: Signature, *, width: int, narrow: bool, joint: bool) -> Signer:
    """One cell, by the prefixes and the rank rule of the signer's own system."""
    signing = _signing_of(one.system)
    authority, office, alone, name = (
        replace(style, size=13) if narrow else style
        for style in (signing.authority, signing.office, signing.office_alone, signing.name)
    )
    above: list[tuple[str, TextStyle]] = []
    if one.capacity in {Capacity.DIRECT, Capacity.ACTING}:
        above = [(text, authority) for text in one.party] if joint else []
        prefix = signing.prefixes.get(one.capacity, "")
        above.append((prefix + one.office, office if above else alone))
    else:
        above.append((signing.prefixes[one.capacity] + one.body, authority))
        above += [(text, authority) for text in one.party] if joint else []
        above.append((one.office, office))
    lines = [line for text, style in above for line in fitted((text,), style, width)]
    if one.seal_office:
        lines += fitted((one.seal_office,), office, width)
    signed = f"{one.rank} {one.name}" if one.rank and signing.rank else one.name
    return Signer(lines=tuple(lines), name=Line(signed, name))


def _signing_of(system: str) -> Signing:
    sets = [form for form in FORM_OF.values() if form.system == system]
    if not sets:
        raise ValueError(f"There is no system {system!r}.")
    return sets[-1].signing
