"""What is published before closing, so that nobody can turn the draw afterwards: fingerprints of the entries and of a secret.

After closing, the seed text is made from the secret, the list and public values that nobody can choose.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence

from .model import Entry

SEPARATOR = "|"


def entries_text(entries: Iterable[Entry]) -> str:
    """The canonical list: entries by number, fields by name, compact JSON, absent fields left out. Numbers only, no names."""
    fields = [_fields(entry) for entry in sorted(entries, key=lambda entry: entry.number)]
    return json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def fingerprint(text: str) -> str:
    """SHA-256 in hex of the UTF-8 text: of `entries_text`, or of the secret."""
    return hashlib.sha256(text.encode()).hexdigest()


def seed_text(secret: str, list_fingerprint: str, public_values: str) -> str:
    """`secret|list|values`. Raises ValueError when the parts could not be told apart again."""
    if SEPARATOR in secret + list_fingerprint:
        raise ValueError("a secret must not hold a |")
    return SEPARATOR.join((secret, list_fingerprint, public_values))


def rfc3797(sources: Iterable[Sequence[int]]) -> str:
    """Values from newspapers in one spelling (RFC 3797, section 4): each source's numbers in rising order, `.` after each, `/` after all."""
    return "".join("".join(f"{number}." for number in sorted(source)) + "/" for source in sources)


def _fields(entry: Entry) -> dict[str, object]:
    fields = {"number": entry.number, "choices": entry.choices, "tier": entry.tier, "unit": entry.unit, "group": entry.group}
    return {name: value for name, value in fields.items() if value is not None}
