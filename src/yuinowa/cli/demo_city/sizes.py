"""How big a demo city is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    """`least_weight` leaves out rarer kinds of needs and `scale` shrinks the map, so that few people still meet often."""

    name: str
    elementary: int
    junior: int
    talents: int
    needs: int
    history: int
    soon: int
    promises: int
    least_weight: int = 1
    scale: float = 1.0


SIZES = {
    size.name: size
    for size in (
        Size("small", elementary=9, junior=5, talents=80, needs=40, history=30, soon=12, promises=4, least_weight=5, scale=0.3),
        Size("city", elementary=60, junior=37, talents=2_000, needs=500, history=360, soon=60, promises=8),
        Size("large", elementary=310, junior=190, talents=20_000, needs=6_000, history=2_000, soon=300, promises=8),
    )
}
