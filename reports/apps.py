"""What is judged, what is told."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = _("reports")

    def ready(self) -> None:
        """Register the check of the fonts."""
        from reports import checks  # noqa: F401
