"""`manage.py load_case FILE [--check]`: load a case file, or list all that is wrong in it."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coordination import clock
from coordination.cases.reading import CaseFileError
from coordination.planner import refresh_statistics
from reports.cases.loading import CaseRefused, Outcome, load_case


class Command(BaseCommand):
    help = "Load a case file (docs/case-files.md): all of it, or nothing and a line per fault."

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--check", action="store_true", help="only check; store nothing")

    def handle(self, *args, file: Path, check: bool, **options) -> None:
        try:
            content = file.read_bytes()
        except OSError as error:
            raise CommandError(
                _("The file %(file)s cannot be read: %(reason)s.")
                % {"file": file, "reason": error.strerror}
            ) from None
        try:
            outcome = load_case(content, on=clock.today(), at=clock.now(), check_only=check)
        except CaseFileError as error:
            raise CommandError(str(error)) from None
        except CaseRefused as refused:
            raise self._refusal(refused) from None
        refresh_statistics()
        self.stdout.write("\n".join(outcome_lines(outcome, is_check=check)))

    def _refusal(self, refused: CaseRefused) -> CommandError:
        """Write a line per fault, or per difference where the file itself has no fault."""
        count = len(refused.faults) or len(refused.differences)
        if refused.faults:
            lines = map(str, refused.faults)
            summary = ngettext(
                "%(count)d fault; nothing was loaded.",
                "%(count)d faults; nothing was loaded.",
                count,
            )
        else:
            lines = map(str, refused.differences)
            self.stderr.write(_("Stored → in the file:"), self.style.NOTICE)
            summary = ngettext(
                "%(count)d difference from what is stored; nothing was changed.",
                "%(count)d differences from what is stored; nothing was changed.",
                count,
            )
        for line in lines:
            self.stderr.write(line, str)
        return CommandError(summary % {"count": count})


def outcome_lines(outcome: Outcome, *, is_check: bool) -> list[str]:
    """What was added, list by list."""
    added = {name: count for name, count in outcome.added.items() if count}
    if not added:
        return [_("Everything in this file is loaded already; nothing was changed.")]
    heading = _("The file has no faults. It would add:") if is_check else _("Loaded:")
    lines = [heading, *(f"  {name}: {count}" for name, count in added.items())]
    if outcome.known:
        lines.append(_("Already there: %(count)d.") % {"count": outcome.known})
    return lines
