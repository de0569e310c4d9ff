"""What an act touches, and what there is to decide; apps above register theirs from `shell.py`.

touched.register(Source(find=found_programs, apply=decide_programs, writes=(Program, Party)))
"""

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterable, Mapping

from django.db import models

from coordination.models import Membership, Organization, Succession
from coordination.reorganisation.plan import Plan
from coordination.reorganisation.situation import Situation

SHOWN = 30


@dataclasses.dataclass(frozen=True)
class Row:
    """Something that is touched; with `choices` (value, label) there is a decision to take."""

    label: str
    url: str = ""
    remark: str = ""
    key: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    default: str = ""


@dataclasses.dataclass(frozen=True)
class Group:
    """Things of one sort: how many, what happens to them, and the first rows.

    All rows with a decision are shown, of the others the first ones.
    """

    title: str
    rows: tuple[Row, ...]
    text: str = ""

    @property
    def shown(self) -> tuple[Row, ...]:
        return self.rows if any(one.choices for one in self.rows) else self.rows[:SHOWN]

    @property
    def hidden(self) -> int:
        return len(self.rows) - len(self.shown)


@dataclasses.dataclass(frozen=True)
class Step:
    """One act of organisations that was carried out: what went, what came, in the plan's order."""

    act: Succession
    gone: tuple[Organization, ...]
    after: tuple[Organization, ...]


@dataclasses.dataclass(frozen=True)
class Done:
    """An act that was carried out, for what apps above do with it in the same transaction."""

    plan: Plan
    situation: Situation
    act: Succession
    steps: tuple[Step, ...]
    by: Membership | None
    at: dt.datetime

    def heirs(self) -> dict[int, list[int]]:
        """Who came after each organisation that ended by a merger or split."""
        return {
            one.pk: [heir.pk for heir in step.after]
            for step in self.steps
            for one in step.gone
            if one not in step.after
        }

    def decision(self, key: str, default: str) -> str:
        return self.plan.decisions.get(key, default)


@dataclasses.dataclass(frozen=True)
class Source:
    """What an app says about acts.

    `find` lists what is touched; `apply` does what was decided; `writes` names the models that it
    writes; `since` says what was done on the new side, after which the acts cannot be undone.
    """

    find: Callable[[Situation], Iterable[Group]]
    apply: Callable[[Done], None] = lambda done: None
    writes: tuple[type[models.Model], ...] = ()
    since: Callable[[list[Succession]], Iterable[str]] = lambda acts: ()


_sources: list[Source] = []


def register(source: Source) -> None:
    """Add a source; the order of registration is that of the page."""
    if source not in _sources:
        _sources.append(source)


def groups(situation: Situation) -> list[Group]:
    """Everything that the act touches, without empty groups; what was decided is the default."""
    given = situation.plan.decisions
    return [
        dataclasses.replace(group, rows=tuple(_decided(row, given) for row in group.rows))
        for source in _sources
        for group in source.find(situation)
        if group.rows
    ]


def _decided(row: Row, given: Mapping[str, str]) -> Row:
    chosen = given.get(row.key, row.default)
    known = chosen in {value for value, _label in row.choices}
    return dataclasses.replace(row, default=chosen) if known else row


def apply(done: Done) -> None:
    """Do what was decided."""
    for source in _sources:
        source.apply(done)


def written_models() -> list[type[models.Model]]:
    """The models that acts write, through whichever app."""
    return [model for source in _sources for model in source.writes]


def done_since(acts: list[Succession]) -> list[str]:
    """What keeps these acts from being undone."""
    return [sentence for source in _sources for sentence in source.since(acts)]
