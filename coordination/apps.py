"""Who takes part."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class CoordinationConfig(AppConfig):
    name = "coordination"
    verbose_name = _("coordination")

    def ready(self) -> None:
        from coordination.grants import grant

        post_migrate.connect(grant, sender=self)
        # Apps above add their sections, cards, searches and histories: programs/shell.py, …
        autodiscover_modules("shell", "waiting")
