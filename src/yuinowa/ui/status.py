"""How a state looks: a shape and a tone beside its word, the same everywhere."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.templatetags.static import static
from django.utils.safestring import SafeString

from yuinowa.ui.markup import shown, written


@dataclass(frozen=True)
class Look:
    """``tone`` names a colour pair of status.css, ``shape`` a symbol of icons.svg."""

    tone: str
    shape: str


LOOKS = {
    "draft": Look("plain", "s-hollow"),
    "awaiting_approval": Look("care", "s-half"),
    "pending": Look("care", "s-half"),
    "open": Look("key", "s-hollow"),
    "asking": Look("key", "s-half"),
    "waiting": Look("key", "s-half"),
    "prepared": Look("key", "s-full"),
    "filled": Look("good", "s-full"),
    "accepted": Look("good", "s-full"),
    "active": Look("good", "s-full"),
    "done": Look("good", "s-check"),
    "sent": Look("good", "s-check"),
    "cancelled": Look("plain", "s-cross"),
    "declined": Look("plain", "s-cross"),
    "withdrawn": Look("plain", "s-cross"),
    "ended": Look("plain", "s-cross"),
    "discarded": Look("plain", "s-cross"),
    "expired": Look("care", "s-cross"),
    "full": Look("plain", "s-full"),
    "paused": Look("plain", "s-pause"),
    "planning": Look("key", "s-half"),
    "running": Look("key", "s-half"),
    "proposed": Look("key", "s-hollow"),
    "confirmed": Look("good", "s-full"),
    "unsettled": Look("care", "s-alert"),
    "locked": Look("good", "s-full"),
    "refused": Look("plain", "s-cross"),
    "stopped": Look("plain", "s-pause"),
    "failed": Look("bad", "s-alert"),
    "late": Look("bad", "s-alert"),
    "vacant": Look("bad", "s-alert"),
    "new": Look("key", "s-full"),
    "changed": Look("care", "s-half"),
    "closed": Look("plain", "s-cross"),
    "unchanged": Look("plain", "s-hollow"),
    "missing": Look("care", "s-alert"),
}
PLAIN = Look("plain", "s-hollow")


def look_of(key: str) -> Look:
    """The look of a state; a state that nobody named is plain."""
    return LOOKS.get(key, PLAIN)


def mark(key: str, label: Any) -> SafeString:
    """A state as word, shape and colour."""
    look = look_of(key)
    shape = f'<svg viewBox="0 0 12 12" aria-hidden="true"><use href="{sprite()}#{look.shape}"/></svg>'
    return written(f'<span class="status tone-{look.tone}">{shape}{shown(label)}</span>')


@cache
def sprite() -> str:
    """The address of the pictures; it does not change while the server runs."""
    return static("ui/icons.svg")
