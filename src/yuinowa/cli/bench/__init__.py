"""`yuinowa bench NAME`: one module per benchmark, each with `main(argv) -> exit code`."""

import pkgutil
import sys
from importlib import import_module


def bench_command(argv: list[str]) -> int:
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    if not argv or argv[0] not in names:
        print(f"yuinowa bench {{{'|'.join(names)}}}", file=sys.stderr)
        return 2
    return int(import_module(f"{__name__}.{argv[0]}").main(argv[1:]) or 0)
