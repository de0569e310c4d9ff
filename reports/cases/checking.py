"""Whether the conferences and inspections of a case file can be true; every check of a file."""

from django.utils.translation import gettext as _

from coordination.cases import checking as coordination_checking
from coordination.cases.calendars import Calendars
from coordination.cases.case import Case
from coordination.cases.shapes import Entry
from programs.cases import checking as programs_checking
from programs.cases.asking import term
from programs.cases.results import check_period_of
from reports.models import ConferenceState

_HELD = frozenset({ConferenceState.HELD, ConferenceState.CONCLUDED})


def check(case: Case) -> None:
    """Add every fault of the file's meaning to the case."""
    calendars = Calendars(case)
    coordination_checking.check(case)
    programs_checking.check(case, calendars)
    for conference in case.entries("conferences"):
        _check_conference(case, conference, calendars)


def _check_conference(case: Case, conference: Entry, calendars: Calendars) -> None:
    if (
        conference.good("state", "held_on")
        and conference["state"] in _HELD
        and conference["held_on"] is None
    ):
        case.faults.add(
            conference.at("held_on"),
            _("is null for the state “%(state)s”; expected the day on which it was held.")
            % {"state": conference["state"]},
        )
    programs = [case.get("programs", key) for _path, key in conference.items_of("programs")]
    terms = [span for program in programs if program and (span := term(program)) is not None]
    check_period_of(case, conference, conference["unit"], terms, calendars)
