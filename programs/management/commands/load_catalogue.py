"""`manage.py load_catalogue`: add the kinds, areas and indicators that are not there yet."""

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from coordination.catalogue import add_missing_kinds
from coordination.history import recorded
from coordination.models import OrganizationKind
from programs.catalogue import add_missing_indicators
from programs.models import Area, Indicator


class Command(BaseCommand):
    help = "Add the catalogue's kinds of organisations, areas and indicators that are missing."

    def handle(self, *args, **options) -> None:
        with recorded(by=None, source="command:load_catalogue"):
            kinds = add_missing_kinds(OrganizationKind)
            indicators = add_missing_indicators(Area, Indicator)
        self.stdout.write(
            _("Kinds of organisations added: %(kinds)d. Indicators added: %(indicators)d.")
            % {"kinds": kinds, "indicators": indicators}
        )
