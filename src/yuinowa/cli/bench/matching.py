"""`yuinowa bench matching [--case NAME] [--seed N …] [--json]`: the plan beside a sign-up sheet and a coordinator's pass."""

from yuinowa.engine.commands.matching import bench


def main(argv: list[str]) -> int:
    return bench(argv)
