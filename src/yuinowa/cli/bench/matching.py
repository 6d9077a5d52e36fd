"""`yuinowa bench matching [--case NAME] [--seed N …] [--json]`: the plan beside a sign-up sheet and a coordinator's pass."""

from yuinowa.engine.commands import bench_command


def main(argv: list[str]) -> int:
    return bench_command(["matching", *argv])
