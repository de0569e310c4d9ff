"""The way of a program as a line of steps: where it stands, who is next, and since when."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from coordination.models import Event
from programs.models import Program, ProgramState
from programs.workflow import PROGRAM_MOVES

# The steps in order, with the stored state in which a program stands on them; the last two follow
# from the term.
STEPS = (
    ("draft", gettext_lazy("Draft"), ProgramState.DRAFT),
    ("in_review", pgettext_lazy("step", "Review by the parties"), ProgramState.IN_REVIEW),
    ("approved", pgettext_lazy("step", "Approved by all"), ProgramState.APPROVED),
    ("signed", pgettext_lazy("step", "Signed"), ProgramState.SIGNED),
    ("in_force", pgettext_lazy("step", "In force"), None),
    ("ended", pgettext_lazy("step", "Ended"), None),
)
PLACES = {state: place for place, (_key, _label, state) in enumerate(STEPS) if state}
DONE, CURRENT, AHEAD = "done", "current", "ahead"


@dataclass(frozen=True)
class Step:
    """A step of the line: behind, here or ahead; `day` where it is known."""

    label: str
    where: str
    day: dt.date | None = None


@dataclass(frozen=True)
class Way:
    """The steps, who has to do the next one (nobody: it follows from dates), and since when."""

    steps: tuple[Step, ...]
    next_who: str = ""
    next_what: str = ""
    since: dt.datetime | None = None


def way_of(
    program: Program,
    *,
    today: dt.date,
    waiting: list[str],
    is_replaced: bool,
    moved_at: dt.datetime | None,
    replaced_on: dt.date | None = None,
) -> Way:
    """The line of steps of a program; `waiting` names the parties that have not decided.

    `replaced_on`: from which day a successor holds in its place, where there is one.
    """
    if program.state == ProgramState.CANCELLED:
        steps = (Step(str(STEPS[0][1]), DONE), Step(program.get_state_display(), CURRENT))
        return Way(steps)
    here = _place(program, today=today, is_replaced=is_replaced)
    days = {3: program.signed_on, 4: program.term_from, 5: program.ends_on}
    labels = [str(label) for _key, label, _state in STEPS]
    if program.state == ProgramState.TERMINATED:
        labels[5] = _("Terminated")
    elif is_replaced:
        labels[5], days[5] = _("Replaced"), replaced_on
    steps = tuple(
        Step(
            label,
            CURRENT if place == here else DONE if place < here else AHEAD,
            days.get(place),
        )
        for place, label in enumerate(labels)
    )
    who, what = _next(program, waiting)
    return Way(steps, who, what, moved_at if who else None)


def last_moved_at(program: Program) -> dt.datetime | None:
    """When the program came to its present state; None where no move led here (loaded)."""
    codes = [move.code for move in PROGRAM_MOVES.values()]
    last = Event.objects.about(program).filter(code__in=codes).first()
    return last.at if last else None


def _place(program: Program, *, today: dt.date, is_replaced: bool) -> int:
    if program.state not in (ProgramState.SIGNED, ProgramState.TERMINATED):
        return PLACES[program.state]
    if is_replaced or (program.ends_on and program.ends_on < today):
        return 5
    if program.state == ProgramState.TERMINATED and program.terminated_on is None:
        return 5
    return 3 if program.term_from and today < program.term_from else 4


def _next(program: Program, waiting: list[str]) -> tuple[str, str]:
    """Who is next, and to do what."""
    board = _("the Board's staff")
    match program.state:
        case ProgramState.DRAFT:
            return board, _("to finish the draft and send it to review")
        case ProgramState.IN_REVIEW:
            return ", ".join(waiting), _("to approve or send back")
        case ProgramState.APPROVED:
            return board, _("to record the signing")
    return "", ""
