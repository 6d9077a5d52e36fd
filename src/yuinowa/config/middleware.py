"""Each request gets its actor; each refusal becomes a page."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from yuinowa.core import clock
from yuinowa.core.actions import ANONYMOUS, Actor
from yuinowa.core.audit import acting
from yuinowa.core.errors import NotAllowed, Refused
from yuinowa.engine.japanese.readings import render_ruby
from yuinowa.handover.queries import strangers
from yuinowa.people.actors import actor_for_post, posts_of, resident_actor

Next = Callable[[HttpRequest], HttpResponseBase]
AS_RESIDENT = 0


class ActorMiddleware:
    """Sets ``request.actor`` and ``request.posts``, and names the actor of every write of the request."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.posts = []  # type: ignore[attr-defined]
        request.actor = _actor_of(request)  # type: ignore[attr-defined]
        if request.method in {"GET", "HEAD"} and not request.path.startswith("/accounts/"):
            return self.get_response(request)
        with acting(request.actor.audit_name, channel=request.actor.channel):  # type: ignore[attr-defined]
            return self.get_response(request)


def _actor_of(request: Any) -> Actor:
    person_id = request.user.person_id if request.user.is_authenticated else None
    if person_id is None:
        return ANONYMOUS
    today = clock.today()
    request.posts = posts_of(person_id, on=today)
    if not request.posts and strangers(today).filter(pk=person_id).exists():
        _leave(request)
        return ANONYMOUS
    chosen = request.session.get("post_id")
    if chosen == AS_RESIDENT or not request.posts:
        return resident_actor(person_id)
    post = next((post for post in request.posts if post.pk == chosen), request.posts[0])
    return actor_for_post(post, person_id, on=today)


def _leave(request: Any) -> None:
    """The last post has ended: an open session ends with it, and every page answers as to a stranger."""
    logout(request)
    messages.info(request, _("職の任期が終わったので、サインインを終えました。"))


class SecondFactorMiddleware:
    """Staff must have a second factor (TOTP or passkey) before they see anything; demo mode is exempt."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.STAFF_NEED_SECOND_FACTOR and _lacks_factor(request):
            messages.info(request, _("はじめに、二つ目の確認（認証アプリまたはパスキー）を設定してください。"))
            return HttpResponseRedirect(reverse("mfa_index"))
        return self.get_response(request)


def _lacks_factor(request: Any) -> bool:
    if not request.posts or request.path.startswith(("/accounts/", "/language/", "/health/")) or request.session.get("has_factor"):
        return False
    request.session["has_factor"] = is_mfa_enabled(request.user)
    return not request.session["has_factor"]


class RefusalMiddleware:
    """``Refused`` that a view did not catch goes back as a message; ``NotAllowed`` is a 404."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, NotAllowed):
            raise Http404 from error
        if isinstance(error, Refused):
            return _refusal(request, error)
        return None


def _refusal(request: HttpRequest, error: Refused) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return render(request, "ui/refused.html", {"error": error}, status=409)
    messages.error(request, error.message)
    return HttpResponseRedirect(_back(request))


def _back(request: HttpRequest) -> str:
    """The page that the form stood on, if it is ours."""
    referer = request.headers.get("Referer", "")
    own = f"{request.scheme}://{request.get_host()}/"
    return "/" + referer.removeprefix(own) if referer.startswith(own) else "/"


class ReadingsMiddleware:
    """やさしい日本語: ｜漢字《かんじ》 of the catalogue becomes ruby, in every page and fragment at once."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        is_page = isinstance(response, HttpResponse) and response.get("Content-Type", "").startswith("text/html")
        if is_page and request.LANGUAGE_CODE == "ja-simple":  # type: ignore[attr-defined]
            response.content = render_ruby(response.content.decode()).encode()  # type: ignore[attr-defined]
        return response
