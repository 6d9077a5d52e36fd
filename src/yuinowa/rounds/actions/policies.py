"""Policies: how a block is gone round in a term."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from yuinowa.access.matrix import Permission
from yuinowa.core.actions import Actor, action, check_within
from yuinowa.core.errors import NotAllowed, Refused
from yuinowa.core.history import remember
from yuinowa.organisations.models import School
from yuinowa.people.models import Post
from yuinowa.rounds.models import RoundPolicy, SchoolVisits, Visit

RULES = (
    *("name", "from_on", "until_on", "visits", "per_day", "days_a_month", "weekdays", "shift_from", "shift_until"),
    *("window_from", "window_until", "service_minutes", "spacing_days", "new_teacher_days"),
)
LONGEST = dt.timedelta(days=370)


@dataclass(frozen=True)
class Special:
    """What differs for one school; nothing given: as the policy says."""

    school: School
    visits: int | None = None
    service_minutes: int | None = None
    reason: str = ""

    @property
    def says_something(self) -> bool:
        return self.visits is not None or self.service_minutes is not None


@action(Permission.PLAN_ROUNDS)
def make_policy(*, post: Post, by: Actor, **rules: Any) -> RoundPolicy:
    """The rules of the block of an instructor's post for one term."""
    check_within(Post.objects, post, by=by, permission=Permission.PLAN_ROUNDS)
    policy = RoundPolicy(post=post, block_id=_block_of(post), **rules)
    _check(policy)
    policy.save(force_insert=True)
    remember(policy, "made", by=by)
    return policy


@action(Permission.PLAN_ROUNDS)
def change_policy(policy: RoundPolicy, *, by: Actor, **rules: Any) -> RoundPolicy:
    """Visits that stand stay where they are; the next plan keeps the new rules."""
    for name, value in rules.items():
        setattr(policy, name, value)
    _check(policy)
    policy.save(update_fields=list(rules))
    remember(policy, "changed", by=by)
    return policy


@action(Permission.PLAN_ROUNDS)
def remove_policy(policy: RoundPolicy, *, by: Actor) -> None:
    """Only while nothing was made from it."""
    if Visit.objects.filter(policy=policy.pk).exists():
        raise Refused("policy_in_use", _("この方針からつくった訪問があるため、消せません。"))
    policy.delete()


@action(Permission.PLAN_ROUNDS)
def copy_policies(*, policies: Sequence[RoundPolicy], name: str, from_on: dt.date, until_on: dt.date, by: Actor) -> list[RoundPolicy]:
    """The same rules for another term, with what differs for single schools."""
    own = set(RoundPolicy.objects.allowing(by, Permission.PLAN_ROUNDS).values_list("pk", flat=True))
    if any(policy.pk not in own for policy in policies):
        raise NotAllowed(Permission.PLAN_ROUNDS)
    return [_copied(policy, name, from_on, until_on, by) for policy in policies]


def _copied(policy: RoundPolicy, name: str, from_on: dt.date, until_on: dt.date, by: Actor) -> RoundPolicy:
    rules = {rule: getattr(policy, rule) for rule in RULES} | {"name": name, "from_on": from_on, "until_on": until_on}
    copy = RoundPolicy(post_id=policy.post_id, block_id=policy.block_id, **rules)
    _check(copy)
    copy.save(force_insert=True)
    schools = [
        SchoolVisits(policy=copy, school_id=row.school_id, visits=row.visits, service_minutes=row.service_minutes, reason=row.reason)
        for row in policy.schools.filter(school__block=policy.block_id)
    ]
    SchoolVisits.objects.bulk_create(schools)
    remember(copy, "copied", by=by, source=policy.pk)
    return copy


@action(Permission.PLAN_ROUNDS)
def set_school_visits(policy: RoundPolicy, *, rows: Sequence[Special], by: Actor) -> None:
    """What differs for single schools of the block; it replaces what was there."""
    schools = set(School.objects.filter(block=policy.block_id).values_list("pk", flat=True))
    if any(row.school.pk not in schools for row in rows):
        raise NotAllowed(Permission.PLAN_ROUNDS)
    policy.schools.all().delete()
    SchoolVisits.objects.bulk_create(
        SchoolVisits(policy=policy, school=row.school, visits=row.visits, service_minutes=row.service_minutes, reason=row.reason.strip())
        for row in rows
        if row.says_something
    )
    remember(policy, "schools_set", by=by)


def _block_of(post: Post) -> int:
    block = post.center.block_id if post.kind == Post.Kind.INSTRUCTOR and post.center else None
    if block is None:
        raise Refused("no_block", _("この職は、地区を回る指導員の職ではありません。"), field="post")
    return block


def _check(policy: RoundPolicy) -> None:
    for field, message in _faults(policy).items():
        raise Refused("wrong_policy", message, field=field)
    others = RoundPolicy.objects.filter(block=policy.block_id, from_on__lte=policy.until_on, until_on__gte=policy.from_on)
    if other := others.exclude(pk=policy.pk).first():
        raise Refused("policy_overlaps", _("期間が、同じ地区の「%(name)s」と重なっています。") % {"name": other.name}, field="from_on")


def _faults(policy: RoundPolicy) -> Mapping[str, str]:
    """What the database would refuse, in words, by field."""
    found: dict[str, str] = {}
    if policy.until_on < policy.from_on or policy.until_on - policy.from_on > LONGEST:
        found["until_on"] = _("終わりの日は、始まりの日から1年以内の後の日にしてください。")
    if policy.shift_until <= policy.shift_from:
        found["shift_until"] = _("勤務の終わりが、始まりより前になっています。")
    if policy.window_until <= policy.window_from:
        found["window_until"] = _("受け入れ時間の終わりが、始まりより前になっています。")
    if not policy.weekdays:
        found["weekdays"] = _("勤務の曜日を、一つは選んでください。")
    return found
