"""The gate of a page: each view names the permission it needs, and a rules test finds views that do not."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from yuinowa.access.matrix import Permission, reaches

View = Callable[..., HttpResponse]


def may(actor: Any, permission: Permission) -> bool:
    """Whether ``actor`` has ``permission`` at all, however far it reaches."""
    return bool(reaches(actor.roles, permission))


def requires(permission: Permission) -> Callable[[View], View]:
    """Let only actors with ``permission`` in; send strangers to the sign-in page."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if may(request.actor, permission):  # type: ignore[attr-defined]
                return view(request, *args, **kwargs)
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            raise PermissionDenied

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded

    return decorate


def public(view: View) -> View:
    """Mark a page that everybody may open."""
    view.permission = Permission.SEE_PUBLIC  # type: ignore[attr-defined]
    return view


def by_link(view: View) -> View:
    """Mark a page whose address carries its own authority (a signed token)."""
    view.permission = Permission.SEE_PUBLIC  # type: ignore[attr-defined]
    view.is_by_link = True  # type: ignore[attr-defined]
    return view
