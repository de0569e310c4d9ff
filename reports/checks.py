"""What is verified when a command or the worker starts."""

from django.apps import AppConfig
from django.core.checks import Error, register
from django.core.exceptions import ImproperlyConfigured

from reports import fonts


@register
def the_papers_have_a_font(app_configs: list[AppConfig] | None, **kwargs: object) -> list[Error]:
    """Papers cannot be printed without a serif that has every Vietnamese letter."""
    if app_configs is not None and all(app.name != "reports" for app in app_configs):
        return []
    try:
        fonts.family()
    except ImproperlyConfigured as error:
        return [Error(str(error), id="reports.E001")]
    return []
