"""Where units of a case, right in themselves, collide with what is stored already."""

from django.utils.translation import gettext as _

from coordination.cases.case import Case
from coordination.cases.joining import in_chunks
from coordination.cases.shapes import shown
from coordination.cases.spans import Span
from coordination.models import Unit


def check(case: Case) -> None:
    """Add a fault for every collision. The case has no other faults."""
    _check_codes(case)


def _check_codes(case: Case) -> None:
    """An official code belongs to one unit of a level at a time."""
    wanted = {
        (entry["level"], entry["code"]): (key, entry)
        for key, entry in case.to_store("units")
        if entry["code"]
    }
    for chunk in in_chunks(code for _level, code in wanted):
        for unit in Unit.objects.filter(code__in=chunk):
            key, entry = wanted.get((unit.level, unit.code), (None, None))
            if entry is None or case.pk("units", key) == unit.pk:
                continue
            if case.own_span("units", key) & Span(unit.valid_from, unit.valid_to):
                case.faults.add(
                    entry.at("code"),
                    _("“%(code)s” is the code of the stored unit “%(unit)s” at that time.")
                    % {"code": shown(entry["code"]), "unit": unit},
                )
