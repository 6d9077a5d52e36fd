"""Start-up: name the consequences, register the checks."""

from django.apps import AppConfig


class Config(AppConfig):
    name = "yuinowa.config"

    def ready(self) -> None:
        from yuinowa.config import checks  # noqa: F401, PLC0415  registers itself
        from yuinowa.config.consequences import CONSEQUENCES, TELLERS  # noqa: PLC0415  models must be loaded first
        from yuinowa.core.consequences import follows, is_foretold  # noqa: PLC0415
        from yuinowa.ui.wording import speak_plainly  # noqa: PLC0415

        speak_plainly()
        for event, handler in CONSEQUENCES:
            follows(event, handler)
        for event, teller in TELLERS:
            is_foretold(event, teller)
