"""The WSGI door for granian; frees the request path from garbage collections."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coordination.config.settings")

application = get_wsgi_application()

# Full collections take hundreds of milliseconds in a grown process (docs/architecture.md, Speed).
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 50, 50)
