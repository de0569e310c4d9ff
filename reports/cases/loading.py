"""Loading a case file as a whole: every fault at once, then all of it or nothing."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from coordination.cases import conflicts as coordination_conflicts
from coordination.cases import editions, joining_people
from coordination.cases import joining as coordination_joining
from coordination.cases import storing as coordination_storing
from coordination.cases.case import Case
from coordination.cases.comparing import Difference
from coordination.cases.reading import read_tree
from coordination.cases.shapes import Fault
from coordination.history import recorded
from coordination.models import (
    Organization,
    OrganizationKind,
    Person,
    SteeringCommittee,
    Succession,
    Unit,
    UnitCalendar,
)
from programs.cases import conflicts as programs_conflicts
from programs.cases import handing_over
from programs.cases import joining as programs_joining
from programs.cases import storing as programs_storing
from programs.cases.asking import counted
from programs.models import Area, Indicator, Program, ResultSheet
from reports.cases import checking, joining, storing
from reports.cases.format import CASE, LISTS
from reports.models import Conference, Inspection

# What an entry of each list becomes.
MODELS = {
    "calendars": UnitCalendar,
    "units": Unit,
    "successions": Succession,
    "organizations": Organization,
    "people": Person,
    "committees": SteeringCommittee,
    "indicators": Indicator,
    "programs": Program,
    "results": ResultSheet,
    "conferences": Conference,
    "inspections": Inspection,
}


class CaseRefused(Exception):
    """The file cannot be loaded: what is wrong with it, or where it contradicts what is stored."""

    def __init__(self, faults: list[Fault], differences: list[Difference]):
        super().__init__(f"{len(faults)} faults, {len(differences)} differences")
        self.faults = faults
        self.differences = differences


@dataclass
class Outcome:
    """What a loading added, by list; `known` entries were there already. Nothing: loaded before."""

    added: Counter[str] = field(default_factory=Counter)
    known: int = 0


class _CheckedOnly(Exception):
    """Takes back what a check has tried out."""


def load_case(content: bytes, *, on: dt.date, at: dt.datetime, check_only: bool = False) -> Outcome:
    """Load a case file in one recorded transaction. `on` and `at`: the day and moment of loading.

    With `check_only` everything is tried, the database's own constraints included, and taken back.
    Raises CaseFileError when the file is no JSON, CaseRefused with every fault and difference.
    """
    raw = read_tree(content)
    outcome = Outcome()
    try:
        with recorded(by=None, source="load_case"):
            coordination_storing.take_turns()
            outcome = _load(raw, on=on, at=at)
            if check_only:
                raise _CheckedOnly
    except _CheckedOnly:
        pass
    return outcome


def _load(raw: dict, *, on: dt.date, at: dt.datetime) -> Outcome:
    if editions.was_loaded(raw):
        return Outcome()
    case = Case.read(raw, CASE, _known_codes())
    differences = editions.recognise(case, raw)
    differences += coordination_joining.join(case) + joining_people.join(case)
    checking.check(case)
    if not case.faults:
        indicators = counted(case)
        differences += programs_joining.join(case, indicators) + joining.join(case)
        coordination_conflicts.check(case)
        programs_conflicts.check(case)
    if case.faults or differences:
        raise CaseRefused(case.faults.in_order(), differences)
    outcome = Outcome(
        Counter({name: sum(1 for _entry in case.new(name)) for name in LISTS}), len(case.stored)
    )
    _store(case, on=on, at=at)
    editions.remember(case, raw, models=MODELS, at=at)
    return outcome


def _store(case: Case, *, on: dt.date, at: dt.datetime) -> None:
    indicators = counted(case)
    acts = [key for key, _entry in case.new("successions")]
    try:
        with transaction.atomic():
            coordination_storing.store(case)
            programs_storing.store(case, indicators, on=on)
            storing.store(case)
            handing_over.hand_over(case, acts, at=at)
    except IntegrityError as error:
        # What the checks let pass and the database does not; above all what others wrote meanwhile.
        raise CaseRefused([Fault("$", _refusal(error))], []) from error
    if case.faults:
        raise CaseRefused(case.faults.in_order(), [])


def _refusal(error: IntegrityError) -> str:
    diagnostic = getattr(error.__cause__, "diag", None)
    return _("the database refuses it by the rule “%(rule)s”: %(detail)s") % {
        "rule": getattr(diagnostic, "constraint_name", None) or "?",
        "detail": getattr(diagnostic, "message_detail", None) or error,
    }


def _known_codes() -> dict[str, set[str]]:
    return {
        "areas": set(Area.objects.values_list("code", flat=True)),
        "indicators": set(Indicator.objects.values_list("code", flat=True)),
        "organization kinds": set(OrganizationKind.objects.values_list("code", flat=True)),
    }
