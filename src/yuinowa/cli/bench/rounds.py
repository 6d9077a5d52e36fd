"""`yuinowa bench rounds [--case NAME] [--stops N] [--seed N …] [--json]`: the plan beside a rota, nearest neighbour and two routers."""

from yuinowa.engine.commands.rounds import bench


def main(argv: list[str]) -> int:
    return bench(argv)
