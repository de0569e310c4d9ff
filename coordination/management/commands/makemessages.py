"""`manage.py makemessages -l vi`: Django's command, writing message files that make small diffs."""

import re
from pathlib import Path

from django.core.management.commands import makemessages

# Lines of the header that change each time although no text has changed, or say nothing.
_NOISE = re.compile(
    r'^"(POT-Creation-Date|PO-Revision-Date|Report-Msgid-Bugs-To|Last-Translator|Language-Team):'
    r".*\n",
    re.MULTILINE,
)


class Command(makemessages.Command):
    """No places, dates, wrapped lines, guesses or texts that nobody uses any more.

    A guess (fuzzy entry) takes the words of a similar text: nobody would see that it is wrong.
    """

    help = "Collects the texts of templates and code into locale/: run it after changing one."
    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]

    def handle(self, *args, **options) -> None:
        always = {"no_location": True, "no_wrap": True, "no_obsolete": True}
        ignored = ["var", "tests", "benchmarks", "migrations", *options["ignore_patterns"]]
        super().handle(*args, **(options | always | {"ignore_patterns": ignored}))

    def write_po_file(self, potfile: str, locale: str) -> None:
        super().write_po_file(potfile, locale)
        path = Path(potfile).parent / locale / "LC_MESSAGES" / f"{self.domain}.po"
        path.write_text(_NOISE.sub("", path.read_text("utf-8")), "utf-8", newline="\n")
