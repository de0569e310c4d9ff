"""`manage.py load_demo [--if-empty] [--show]`: fill an empty database with the demo."""

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from coordination import clock
from coordination.planner import refresh_statistics
from reports.demo import accounts
from reports.demo.loading import load_demo


class Command(BaseCommand):
    help = "Load the demo into an empty database and print its accounts."

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing when there are data already"
        )
        parser.add_argument("--show", action="store_true", help="only print the accounts")

    def handle(self, *args, if_empty: bool, show: bool, **options) -> None:
        if show or not accounts.is_fresh():
            if not (show or if_empty):
                raise CommandError(
                    _("There are data already; the demo is loaded into an empty database only.")
                )
            found = accounts.kept()
        else:
            found = load_demo(on=clock.today(), at=clock.now())
            refresh_statistics()
        if found:
            self.stdout.write(accounts.table(found))
