"""allauth's way into the house: its mails go through the outbox; its own sign-up form stays closed."""

import uuid
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.sites.shortcuts import get_current_site
from django.http import HttpRequest

from yuinowa.core.outbox import post_text


class AccountAdapter(DefaultAccountAdapter):
    """Accounts begin by invitation (staff) or registration (residents)."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        site = get_current_site(self.request)
        message = self.render_mail(template_prefix, email, {"request": self.request, "email": email, "current_site": site, **context})
        kind = template_prefix.rsplit("/", 1)[-1]
        post_text(key=f"account:{uuid.uuid4()}", kind=kind, to=email, subject=message.subject, text=str(message.body))
