"""The WSGI application that the web server runs."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yuinowa.config.settings")

from django.core.checks import Tags, run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

# A server started without manage.py runs no checks by itself.
_errors = run_checks(tags=[Tags.security])
if _errors:
    raise ImproperlyConfigured("; ".join(str(error.msg) for error in _errors))
