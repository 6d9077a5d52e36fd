"""Points of a map: classes told apart by shape as well as colour. The shapes are those of static/ui/js/map.js."""

from collections.abc import Mapping
from typing import Any

SHAPES = {
    1: "M-8 0a8 8 0 1 0 16 0a8 8 0 1 0-16 0z",
    2: "M-7.5-7.5h15v15h-15z",
    3: "M0-9L9.5 8h-19z",
    4: "M0-10L10 0 0 10-10 0z",
    0: "M-6 0a6 6 0 1 0 12 0a6 6 0 1 0-12 0z",
}


def key_of(labels: Mapping[int, Any]) -> list[dict[str, Any]]:
    """The key below a map: ``{1: "…", 4: "…"}`` in the order given."""
    return [{"css": css, "shape": SHAPES[css], "label": label} for css, label in labels.items()]
