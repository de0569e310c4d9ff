"""`manage.py dump_case --unit NAME-OR-CODE [--as-of DAY] FILE`: write a unit as a case file."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coordination.models import Unit
from coordination.text import squeeze
from reports.cases.dumping import dump_case, faults_of


class Command(BaseCommand):
    help = "Write a unit, all below it and everything that hangs on it as a case file."

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--unit", required=True, metavar="NAME-OR-CODE")
        parser.add_argument(
            "--as-of",
            type=dt.date.fromisoformat,
            metavar="YYYY-MM-DD",
            help="what the unit is made of as it stands on that day; else whatever was ever below",
        )

    def handle(self, *args, file: Path, unit: str, as_of: dt.date | None, **options) -> None:
        with _one_moment():
            content, left_out = dump_case(_unit(unit), on=as_of)
            faults = faults_of(content)
        try:
            file.write_bytes(content)
        except OSError as error:
            raise CommandError(
                _("The file %(file)s cannot be written: %(reason)s.")
                % {"file": file, "reason": error.strerror}
            ) from None
        self.stderr.write(
            _("Not in the file, for which the format has no place: accounts, history, files."), str
        )
        for what, count in sorted(left_out.items()):
            self.stderr.write(f"  {what}: {count}", str)
        if faults:
            for fault in faults:
                self.stderr.write(str(fault), str)
            raise CommandError(
                ngettext(
                    "The file was written; %(count)d place of it would be refused when it is "
                    "loaded.",
                    "The file was written; %(count)d places of it would be refused when it is "
                    "loaded.",
                    len(faults),
                )
                % {"count": len(faults)}
            )
        self.stdout.write(_("Written: %(file)s") % {"file": file})


@contextmanager
def _one_moment() -> Iterator[None]:
    """A transaction that sees nothing of what others write meanwhile."""
    is_own = not connection.in_atomic_block
    with transaction.atomic():
        if is_own:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _unit(text: str) -> Unit:
    """The unit of that code or, else, of that name. Raises CommandError unless there is one."""
    wanted = squeeze(text)
    for found in (
        Unit.objects.filter(code=wanted),
        Unit.objects.filter(names__name=wanted).distinct(),
    ):
        units = list(found.order_by("pk")[:10])
        if len(units) == 1:
            return units[0]
        if units:
            raise CommandError(
                _("Several units are called “%(name)s”: %(units)s. Give the code.")
                % {
                    "name": wanted,
                    "units": "; ".join(
                        f"{unit.get_level_display()} {unit} ({unit.code or '–'})" for unit in units
                    ),
                }
            )
    raise CommandError(_("There is no unit called “%(name)s”.") % {"name": wanted})
