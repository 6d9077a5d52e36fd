"""``python -m yuinowa``: Django's commands and ours."""

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yuinowa.config.settings")

from django.core.management import execute_from_command_line

execute_from_command_line(sys.argv)
