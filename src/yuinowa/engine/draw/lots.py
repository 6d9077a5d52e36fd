"""The lots: a public text gives every number a lot that nobody could have chosen."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable


def lots(seed_text: str, numbers: Iterable[int]) -> dict[int, bytes]:
    """32 bytes for each number: HMAC-SHA256, key = the SHA-256 digest of the text, message = the number in ASCII decimal."""
    key = hashlib.sha256(seed_text.encode()).digest()
    return {number: hmac.digest(key, b"%d" % number, "sha256") for number in numbers}
