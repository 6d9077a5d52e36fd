"""The engine needs neither Django nor a database."""

import subprocess
import sys

SCRIPT = """
import sys
from importlib import import_module
from pkgutil import walk_packages
sys.modules.update(dict.fromkeys(("django", "psycopg", "procrastinate")))
import yuinowa.engine
names = [module.name for module in walk_packages(yuinowa.engine.__path__, "yuinowa.engine.")]
for name in names:
    import_module(name)
print(len(names))
"""


def test_every_module_of_the_engine_is_imported_without_django():
    done = subprocess.run([sys.executable, "-c", SCRIPT], check=False, capture_output=True, text=True)
    assert done.stderr == ""
    assert int(done.stdout) > 60
