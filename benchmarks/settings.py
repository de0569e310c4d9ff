"""The application as it is served, with Django's admin and three views to compare with.

The admin and the comparing views pass through the application's own middleware, like its pages.
"""

from coordination.config.settings import *  # noqa: F403
from coordination.config.settings import BASE_DIR, INSTALLED_APPS, MIDDLEWARE, TEMPLATES, VAR_DIR

INSTALLED_APPS = [*INSTALLED_APPS, "django.contrib.admin"]
MIDDLEWARE = ["benchmarks.views.answer_before_all", *MIDDLEWARE]
TEMPLATES = [
    TEMPLATES[0] | {"DIRS": [*TEMPLATES[0]["DIRS"], BASE_DIR / "benchmarks" / "templates"]}
]
ROOT_URLCONF = "benchmarks.urls"
# Beside the application's own: the admin's style sheets stand in the manifest too.
STATIC_ROOT = VAR_DIR / "benchmark-static"
