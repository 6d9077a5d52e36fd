"""A promise to find somebody becomes a need: a draft at the school that it was made to or by."""

from django.utils.translation import gettext as _

from yuinowa.access.matrix import Permission
from yuinowa.core.actions import Actor, action, check_within
from yuinowa.core.errors import Refused
from yuinowa.core.history import remember
from yuinowa.needs.actions.post import post_need
from yuinowa.needs.actions.wish import Wish
from yuinowa.needs.models import Need, PromisedNeed
from yuinowa.organisations.models import School
from yuinowa.promises.models import Promise

TITLE = 100  # as long as the name of a need may be


def school_of(promise: Promise) -> School | None:
    """Whose need it becomes: the school that waits for it, else the one that promised it."""
    return (promise.owed_to.school if promise.owed_to else None) or promise.owner.school


def wish_of_promise(promise: Promise) -> Wish:
    return Wish(title=promise.text[:TITLE], tasks=promise.text if len(promise.text) > TITLE else "")


@action(Permission.KEEP_PROMISES)
def promise_to_need(promise: Promise, *, wish: Wish, by: Actor) -> Need:
    """A draft, because only the school knows the day. The promise stays open until somebody is found."""
    school = school_of(promise)
    if school is None:
        raise Refused("no_school", _("この約束には学校がかかわっていません。お願いの画面から、学校を選んで出してください。"))
    if promise.state != Promise.State.OPEN:
        raise Refused("promise_closed", _("この約束は、もう「%(state)s」です。") % {"state": promise.get_state_display()})
    if PromisedNeed.objects.filter(promise=promise).exists():
        raise Refused("need_already", _("この約束は、もうお願いになっています。"))
    check_within(School.objects, school, by=by, permission=Permission.POST_NEEDS)
    need: Need = post_need(school, wish=wish, is_draft=True, by=by).need
    PromisedNeed.objects.create(promise=promise, need=need)
    remember(promise, "became_need", by=by, need=need.pk)
    return need
