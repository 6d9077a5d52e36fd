"""An instructor is away from now on, unforeseen: every visit of those days is decided on one page and told at once."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.core.actions import Actor, action, check_within
from yuinowa.core.errors import Refused
from yuinowa.core.history import remember
from yuinowa.core.outbox import gathering
from yuinowa.people.models import Post
from yuinowa.rounds import mails
from yuinowa.rounds.actions.calls import to_telephone
from yuinowa.rounds.actions.resettle import note, resettle, standing_before
from yuinowa.rounds.actions.substitution import answer_until, ask
from yuinowa.rounds.adapter.foresight import Lost, Shut, foresee
from yuinowa.rounds.models import DisruptedVisit, Disruption, InstructorAbsence, Visit

LONGEST = dt.timedelta(days=92)
NEIGHBOUR, DATES = "neighbour", "dates"


def visits_lost(post: Post, from_on: dt.date, until_on: dt.date) -> list[Visit]:
    """The visits of those days that are not over yet."""
    rows = Visit.objects.for_post(post).standing().between(max(from_on, clock.today()), until_on).with_places()
    return [visit for visit in rows.select_related("booking", "post__center__site") if visit.ends_at > clock.now()]


def foresee_absence(post: Post, from_on: dt.date, until_on: dt.date) -> list[Lost]:
    """What could become of each visit; neighbours only where there is time to ask one."""
    shut = Shut(from_on, until_on, post_id=post.pk)
    return foresee(visits_lost(post, from_on, until_on), shut, today=clock.today(), with_neighbours=True)


def can_be_asked(lost: Lost) -> bool:
    return bool(lost.neighbours) and answer_until(lost.visit, clock.now()) is not None


@action(Permission.REPORT_ABSENCE)
def report_absence(*, post: Post, from_on: dt.date, until_on: dt.date, kind: str, choices: Mapping[int, str], by: Actor) -> Disruption:
    """Write the absence down; ``choices`` says for every lost visit whether a neighbour is asked or the school gets other days.

    Raises Refused("changed") when ``choices`` names other visits than those that are lost now.
    """
    check_within(Post.objects, post, by=by, permission=Permission.REPORT_ABSENCE)
    # Who reports the same days in another window waits, and then reads that they are there.
    list(Post.objects.filter(pk=post.pk).order_by().select_for_update(no_key=True).values_list("pk"))
    check_absence(post, from_on, until_on)
    list(Visit.objects.for_post(post).open().select_for_update(no_key=True).order_by("pk").values_list("pk"))
    lost = foresee_absence(post, from_on, until_on)
    if {one.visit.pk for one in lost} != set(choices):
        raise Refused("changed", _("この間に、訪問の予定が変わりました。下の内容を確かめて、もう一度押してください。"))
    absence = InstructorAbsence.objects.create(post=post, from_on=from_on, until_on=until_on, kind=kind)
    disruption = Disruption.objects.create(
        kind=Disruption.Kind.ABSENCE,
        post=post,
        absence=absence,
        from_on=from_on,
        until_on=until_on,
        made_at=clock.now(),
        made_for_id=by.post_id,
    )
    remember(disruption, "absent", by=by)
    with gathering():
        _decide(disruption, lost, choices, by)
    return disruption


def check_absence(post: Post, from_on: dt.date, until_on: dt.date) -> None:
    """The span is sensible and new."""
    if post.kind != Post.Kind.INSTRUCTOR:
        raise Refused("no_instructor", _("指導員の職を選んでください。"), field="post")
    if until_on < from_on:
        raise Refused("absence_backward", _("終わりの日が、始まりの日より前になっています。"), field="until_on")
    if until_on < clock.today():
        raise Refused("past_absence", _("この期間は、もう過ぎています。"), field="until_on")
    if until_on - from_on > LONGEST:
        raise Refused("absence_long", _("一度に入れられるのは、3か月までです。"), field="until_on")
    if InstructorAbsence.objects.touching(from_on, until_on).filter(post=post).exists():
        raise Refused(
            "absent_already", _("この期間には、もう休みが入っています。まだ入っていない日だけを入れてください。"), field="from_on"
        )


def _decide(disruption: Disruption, lost: Sequence[Lost], choices: Mapping[int, str], by: Actor) -> None:
    asked: dict[int, list[Visit]] = defaultdict(list)
    posts: dict[int, Post] = {}
    told: list[Visit] = []
    for one in lost:
        before, is_known = standing_before(one.visit), one.is_known
        if choices[one.visit.pk] == NEIGHBOUR and can_be_asked(one):
            post = one.neighbours[0].post
            posts[post.pk] = post
            asked[post.pk].append(one.visit)
            outcome = DisruptedVisit.Outcome.ASKED
        else:
            outcome = resettle(one, by=by)
            told += [one.visit] if is_known else []
        note(disruption, one.visit, outcome, before)
    for key, visits in asked.items():
        ask(visits, posts[key], by=by)
    to_telephone(mails.day_lost(told, _("指導員の都合")), disruption=disruption)
