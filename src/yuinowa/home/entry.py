"""One thing that waits for somebody."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Waiting:
    """``verb`` is the button; ``is_late`` marks what should have happened already."""

    sentence: str
    verb: str
    url: str
    is_late: bool = False
