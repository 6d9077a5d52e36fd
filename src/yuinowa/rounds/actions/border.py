"""A school moves to another block: its visits ahead pass to that block's instructor, or get other days."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from yuinowa.core import clock
from yuinowa.core.actions import Actor
from yuinowa.core.consequences import Foretold
from yuinowa.core.history import remember
from yuinowa.core.outbox import gathering
from yuinowa.organisations.calendar import days
from yuinowa.organisations.models import Block, School
from yuinowa.people.models import Post
from yuinowa.rounds import mails
from yuinowa.rounds.actions.calls import to_telephone
from yuinowa.rounds.actions.occupy import occupy, vacate
from yuinowa.rounds.actions.questions import withdraw_questions
from yuinowa.rounds.actions.resettle import note, resettle, standing_before
from yuinowa.rounds.adapter.diary import Diary, Slot
from yuinowa.rounds.adapter.foresight import NOTICE, Lost, slots_of
from yuinowa.rounds.adapter.slots import HORIZON, open_diary
from yuinowa.rounds.models import DisruptedVisit, Disruption, RoundPolicy, Visit

NEAR = dt.timedelta(days=7)


@dataclass
class Crossing:
    """What becomes of the visits: ``keep`` their day with the new instructor, ``other`` days, or ``lose`` theirs (nobody to come)."""

    post: Post | None
    keep: list[Visit] = field(default_factory=list)
    other: list[Lost] = field(default_factory=list)

    @property
    def known(self) -> list[Visit]:
        """The visits whose schools hear of it."""
        return [visit for visit in [*self.keep, *(one.visit for one in self.other)] if visit.state != Visit.State.PLANNED]


def foretell_border(schools: Sequence[School], *, block: Block | None) -> list[Foretold]:
    """For the page on which schools are put into another block."""
    visits = _visits(schools)
    if not visits:
        return []
    crossing = _foresee(visits, block)
    readers = mails.counted_holders(_posts(visits, crossing.post)) + mails.counted(crossing.known)
    sentences = []
    if crossing.keep:
        sentences.append(_("これからの訪問 %(n)s件は、日時を変えずに新しい地区の指導員がうかがいます。") % {"n": len(crossing.keep)})
    if crossing.other:
        sentences.append(_("これからの訪問 %(n)s件は、新しい地区の指導員の都合で日が変わります。") % {"n": len(crossing.other)})
    sentences.append(_("前と後の指導員と、訪問を知っている学校に、メールで知らせます。"))
    return [Foretold(sentence, readers if number == 0 else 0) for number, sentence in enumerate(sentences)]


def follow_border(schools: Sequence[School], *, by: Actor, block: Block | None) -> None:
    """Follows ``assign_schools``, in its transaction."""
    visits = _visits(schools)
    if not visits:
        return
    list(Visit.objects.filter(pk__in=[visit.pk for visit in visits]).select_for_update(no_key=True).order_by("pk").values_list("pk"))
    crossing = _foresee(visits, block)
    disruption = _disruption(visits, block, by)
    before = {visit.pk: standing_before(visit) for visit in visits}
    gone, known = [*crossing.keep, *(one.visit for one in crossing.other)], crossing.known
    policies = list(RoundPolicy.objects.filter(post=crossing.post)) if crossing.post else []
    for visit in crossing.keep:
        _pass_on(visit, crossing.post, policies, by)
        note(disruption, visit, DisruptedVisit.Outcome.PASSED_ON, before[visit.pk])
    for one in crossing.other:
        _change_post(one.visit, crossing.post, policies)
        note(disruption, one.visit, resettle(one, by=by), before[one.visit.pk])
    with gathering():
        _tell(crossing, known, gone, before, schools, disruption)


def _visits(schools: Sequence[School]) -> list[Visit]:
    """The open visits ahead, of whatever state."""
    rows = Visit.objects.for_schools([school.pk for school in schools]).open().filter(on__gte=clock.today())
    return list(rows.with_places().select_related("booking", "post__center__site").order_by("on", "arrives_at", "pk"))


def _foresee(visits: Sequence[Visit], block: Block | None) -> Crossing:
    post = _instructor_of(block)
    moving = [visit for visit in visits if post is None or visit.post_id != post.pk]
    if post is None:
        return Crossing(None, other=[Lost(visit) for visit in moving])
    first, last = clock.today() + NOTICE, max(visit.on for visit in visits) + HORIZON
    schools = {visit.school_id: visit.school for visit in visits}
    diary = open_diary(post, list(schools.values()), from_on=clock.today(), until_on=last, leaving=visits)
    found = Crossing(post)
    for visit in moving:
        if _has_time(diary, visit):
            found.keep.append(visit)
        else:
            ahead = [day for day in days(max(first, visit.on - NEAR), last) if day != visit.on]
            found.other.append(Lost(visit, tuple(slots_of(diary, visit, ahead))))
    return found


def _has_time(diary: Diary, visit: Visit) -> bool:
    slot = Slot(visit.on, visit.arrives_at, visit.leaves_at)
    if visit.state == Visit.State.UNSETTLED or not diary.fits(visit.school, slot):
        return False
    diary.keep(visit.school, slot)
    return True


def _instructor_of(block: Block | None) -> Post | None:
    """The instructor at the hub of the block, else any of its 公民館."""
    posts = Post.objects.filter(kind=Post.Kind.INSTRUCTOR, center__block=block).standing(clock.today())
    return posts.select_related("center__site").order_by("-center__is_hub", "center", "number").first() if block else None


def _disruption(visits: Sequence[Visit], block: Block | None, by: Actor) -> Disruption:
    return Disruption.objects.create(
        kind=Disruption.Kind.BORDER,
        from_on=min(visit.on for visit in visits),
        until_on=max(visit.on for visit in visits),
        reason=_("%(block)sへ") % {"block": block.name} if block else _("どのブロックにも入らない学校へ"),
        made_at=clock.now(),
        made_for_id=by.post_id,
    )


def _change_post(visit: Visit, post: Post | None, policies: Sequence[RoundPolicy]) -> None:
    withdraw_questions(visit)
    vacate(visit)
    if post is not None:
        visit.post = post
        visit.policy = next((policy for policy in policies if policy.from_on <= visit.on <= policy.until_on), None)
        visit.save(update_fields=["post", "policy"])


def _pass_on(visit: Visit, post: Post | None, policies: Sequence[RoundPolicy], by: Actor) -> None:
    _change_post(visit, post, policies)
    occupy(visit)
    remember(visit, "passed_on", by=by, word=post.label if post else "")


def _tell(
    crossing: Crossing,
    known: Sequence[Visit],
    gone: Sequence[Visit],
    before: dict[int, DisruptedVisit],
    schools: Sequence[School],
    disruption: Disruption,
) -> None:
    keys = {visit.pk for visit in crossing.keep}
    unread = [one for visit in known if visit.pk in keys for one in mails.visit_substituted(visit)]
    unread += mails.day_lost([visit for visit in known if visit.pk not in keys], _("担当地区の変更"))
    to_telephone(unread, disruption=disruption)
    old: dict[int, Post] = {row.before_post_id: row.before_post for row in before.values()}
    for key, post in old.items():
        if crossing.post is None or key != crossing.post.pk:
            mails.border_moved(post, gone=[visit for visit in gone if before[visit.pk].before_post_id == key], come=[], schools=schools)
    if crossing.post is not None:
        mails.border_moved(crossing.post, gone=[], come=gone, schools=schools)


def _posts(visits: Sequence[Visit], post: Post | None) -> list[Post]:
    found = {visit.post_id: visit.post for visit in visits}
    if post is not None:
        found[post.pk] = post
    return list(found.values())
