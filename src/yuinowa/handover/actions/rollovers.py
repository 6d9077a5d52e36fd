"""年度替わり: drafted from a list, dated by one action, taken back as a whole, carried out by the date."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.core.actions import Actor, action, check_within
from yuinowa.core.errors import Refused
from yuinowa.core.history import remember
from yuinowa.core.outbox import gathering
from yuinowa.handover.actions.transfers import date_transfer, take_back, will_be_invited
from yuinowa.handover.models import BlockCheck, Rollover, Transfer
from yuinowa.organisations.models import Block, Municipality
from yuinowa.people.models import Appointment, Invitation

MOST_NAMED = 5


@action(Permission.ROLL_OVER)
def draft_rollover(*, year: int, rows: Sequence[Any], by: Actor) -> Rollover:
    """Keep a list as the draft of an April; the list before it is replaced. ``rows``: those of ``importing.Preview``."""
    # Two people who bring a list at the same moment wait for each other here.
    Municipality.objects.select_for_update().first()
    rollover, _is_new = Rollover.objects.get_or_create(year=year, defaults={"drafted_at": clock.now()})
    if rollover.state != Rollover.State.DRAFT:
        raise Refused("prepared", _("この年度替わりは、もう準備してあります。名簿を入れかえるときは、先に元にもどしてください。"))
    _check_in_time(rollover)
    rollover.transfers.all().delete()
    Transfer.objects.bulk_create([_planned(rollover, row) for row in rows], batch_size=500)
    rollover.drafted_at = clock.now()
    rollover.save(update_fields=["drafted_at"])
    remember(rollover, "drafted", by=by, n=len(rows))
    return rollover


@action(Permission.ROLL_OVER)
def prepare_rollover(rollover: Rollover, *, by: Actor) -> dict[str, int]:
    """Date every appointment of the draft and invite who comes; returns how many of each. Nothing happens where one row no longer fits."""
    if rollover.state != Rollover.State.DRAFT:
        raise Refused("prepared", _("この年度替わりは、もう準備してあります。"))
    _check_in_time(rollover)
    rows = list(rollover.transfers.shown().select_for_update(of=("self",), no_key=True))
    if not rows:
        raise Refused("empty", _("異動が一つもありません。先に名簿を取り込んでください。"))
    _check_current(rows)
    with gathering():
        for row in sorted(rows, key=lambda row: row.brings_somebody):
            date_transfer(row, by=by)
    rollover.state, rollover.prepared_at = Rollover.State.PREPARED, clock.now()
    rollover.save(update_fields=["state", "prepared_at"])
    done = {"transfers": len(rows), "invited": sum(row.invitation_id is not None for row in rows)}
    remember(rollover, "prepared", by=by, **done)
    return done


@action(Permission.ROLL_OVER)
def undo_rollover(rollover: Rollover, *, by: Actor) -> int:
    """Everything as it was before ``prepare_rollover``; the list stays as a draft. Returns how many mails say that an invitation ended."""
    if rollover.state != Rollover.State.PREPARED:
        raise Refused("not_prepared", _("元にもどすものがありません。"))
    if clock.today() > rollover.last_on:
        raise Refused("begun", _("新しい年度が始まったので、まとめて元にはもどせません。職のページで、一つずつなおしてください。"))
    told = 0
    try:
        with gathering():
            for row in rollover.transfers.shown().order_by("-pk"):
                told += take_back(row, by=by)
    except ProtectedError as error:
        raise Refused(
            "in_use", _("準備のあとに書かれた引継書などがあるため、元にもどせません。職のページで、一つずつなおしてください。")
        ) from error
    rollover.state = Rollover.State.DRAFT
    rollover.save(update_fields=["state"])
    remember(rollover, "undone", by=by, told=told)
    return told


@action(Permission.ROLL_OVER)
def complete_rollovers(*, today: dt.date, by: Actor) -> int:
    """On 1 April what was prepared is carried out: the days count by themselves, the list is closed."""
    due = [row for row in Rollover.objects.filter(state=Rollover.State.PREPARED).select_for_update(no_key=True) if row.first_on <= today]
    for rollover in due:
        rollover.state = Rollover.State.DONE
        rollover.save(update_fields=["state"])
        remember(rollover, "done", by=by)
    return len(due)


@action(Permission.ROLL_OVER)
def confirm_block(rollover: Rollover, *, block: Block, seal: str, by: Actor) -> BlockCheck:
    """Schools, hub and instructor of a block are right for the new year. ``seal`` says what was looked at."""
    check_within(Block.objects, block, by=by, permission=Permission.ROLL_OVER)
    found = {"seal": seal, "post_id": by.post_id, "at": clock.now()}
    check, _is_new = BlockCheck.objects.update_or_create(rollover=rollover, block=block, defaults=found)
    remember(rollover, "block_confirmed", by=by, block=block.name)
    return check


@action(Permission.ROLL_OVER)
def reopen_block(rollover: Rollover, *, block: Block, by: Actor) -> None:
    """The undo of ``confirm_block``."""
    BlockCheck.objects.filter(rollover=rollover, block=block).delete()
    remember(rollover, "block_reopened", by=by, block=block.name)


def mails_of(rollover: Rollover) -> int:
    """How many invitations ``prepare_rollover`` will send."""
    rows = rollover.transfers.filter(kind__in=[Transfer.Kind.REPLACE, Transfer.Kind.COME]).select_related("person")
    return sum(will_be_invited(row) for row in rows)


def open_invitations_of(rollover: Rollover) -> int:
    """How many mails ``undo_rollover`` will write: links that nobody has opened yet."""
    made = rollover.transfers.filter(arriving__isnull=False).values("arriving")
    return Invitation.objects.open(clock.today()).filter(appointment__in=made).count()


def _planned(rollover: Rollover, row: Any) -> Transfer:
    coming = row.coming
    return Transfer(
        rollover=rollover,
        post=row.post,
        kind=row.kind,
        first_on=rollover.first_on,
        leaving=row.leaving,
        person=coming.person if coming else None,
        name=coming.name if coming else "",
        kana=coming.kana if coming else "",
        email=coming.email if coming else "",
        telephone=coming.telephone if coming else "",
        made_at=clock.now(),
    )


def _check_in_time(rollover: Rollover) -> None:
    if clock.today() > rollover.last_on:
        raise Refused("begun", _("この年度は、もう始まっています。異動は、職のページから一つずつ入れてください。"))


def _check_current(rows: Sequence[Transfer]) -> None:
    """The draft still fits: nobody else came to a post or left it since the list was read."""
    by_post = {row.post_id: row for row in rows}
    eve, first = rows[0].last_on, rows[0].first_on
    found = Appointment.objects.filter(post__in=by_post)
    held = dict(found.valid(eve).values_list("post_id", "pk"))
    later = set(found.filter(from_on__gte=first).values_list("post_id", flat=True))
    changed = [
        row.post.label
        for row in rows
        if held.get(row.post_id) != row.leaving_id or (row.post_id in later) or (row.post.ended_on and row.post.ended_on < first)
    ]
    if changed:
        named = "、".join(changed[:MOST_NAMED]) + ("…" if len(changed) > MOST_NAMED else "")
        raise Refused(
            "changed", _("名簿を取り込んだあとに変わった職があります（%(posts)s）。名簿をもう一度取り込んでください。") % {"posts": named}
        )
