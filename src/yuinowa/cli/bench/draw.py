"""`yuinowa bench draw [--case NAME] [--seed N …] [--json]`: the three rules on the same lots, and the verifier."""

from yuinowa.engine.commands.draw import bench


def main(argv: list[str]) -> int:
    return bench(argv)
