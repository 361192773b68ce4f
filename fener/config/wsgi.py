"""The desk as a WSGI application."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fener.config.settings")
application = get_wsgi_application()

# What start-up made stays for good: the collector need not look at it at every turn, nor turn at every request.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)
