"""What every promise must keep to, in words for whoever writes it."""

import datetime as dt

from django.utils.translation import gettext as _

from yuinowa.core import clock
from yuinowa.core.errors import Refused
from yuinowa.engine.calendar import wareki
from yuinowa.people.models import Post
from yuinowa.promises.models import Promise
from yuinowa.promises.queries import KEEPERS


def check_open(promise: Promise) -> None:
    if promise.state != Promise.State.OPEN:
        raise Refused(
            "closed",
            _("この約束は、もう「%(state)s」です。変えるときは、先に元にもどしてください。") % {"state": promise.get_state_display()},
        )


def check_due(due_on: dt.date) -> None:
    if due_on < clock.today():
        raise Refused(
            "past_due", _("%(day)sは、もう過ぎています。今日か、後の日を選んでください。") % {"day": wareki(due_on)}, field="due_on"
        )


def check_post(post: Post, field: str) -> None:
    """A post that keeps promises and has not ended."""
    if post.kind not in KEEPERS:
        raise Refused("no_keeper", _("「%(post)s」は、約束の一覧を使わない職です。") % {"post": post.label}, field=field)
    if post.ended_on and post.ended_on < clock.today():
        raise Refused("post_ended", _("「%(post)s」は、なくなった職です。別の職を選んでください。") % {"post": post.label}, field=field)


def check_word(word: str, message: str, field: str) -> None:
    if not word.strip():
        raise Refused("no_word", message, field=field)
