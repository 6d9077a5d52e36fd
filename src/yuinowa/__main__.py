"""``python -m yuinowa``: Django's commands and ours."""

import sys

from yuinowa.cli.main import main

sys.exit(main())
