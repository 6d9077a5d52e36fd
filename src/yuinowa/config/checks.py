"""Start-up checks: what must never meet."""

from typing import Any

from django.conf import settings
from django.core.checks import Error, Tags, register


@register(Tags.security)
def demo_stays_demo(**kwargs: Any) -> list[Error]:
    """Demo mode signs anybody in as anybody: it must be on loopback, and nothing of it in a real city."""
    local = {"127.0.0.1", "localhost", "testserver", "[::1]"}
    if settings.DEMO and (settings.IS_HTTPS or not set(settings.ALLOWED_HOSTS) <= local):
        return [Error("DEMO=1 は、この機械の中（127.0.0.1）だけで使えます。本番では DEMO を外してください。", id="yuinowa.E001")]
    if settings.SECRET_KEY == settings.DEMO_KEY and not (settings.DEMO or settings.TESTING):
        return [Error("SECRET_KEY がデモ用のままです。", id="yuinowa.E002")]
    return []
