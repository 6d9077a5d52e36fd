"""`yuinowa bench rounds [--case NAME] [--stops N] [--seed N …] [--json]`: the plan beside a rota, nearest neighbour and two routers.

`yuinowa bench rounds --schools FILE [--blocks FILE] [--year N] [--json]`: the year of a real city.
"""

from yuinowa.engine.commands.rounds import bench


def main(argv: list[str]) -> int:
    return bench(argv)
