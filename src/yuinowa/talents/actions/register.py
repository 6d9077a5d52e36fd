"""A registration begins: by oneself, by staff on behalf, or by the thousand."""

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext as _

from yuinowa.access.matrix import Permission, Reach, reaches
from yuinowa.core import clock
from yuinowa.core.actions import Actor, action, check_within
from yuinowa.core.errors import Refused
from yuinowa.core.history import remember, remember_all
from yuinowa.organisations.models import Block
from yuinowa.people.actions import give_account, give_accounts
from yuinowa.talents import mails
from yuinowa.talents.actions.change import rewrite
from yuinowa.talents.actions.details import TalentDetails
from yuinowa.talents.actions.write import write_talents
from yuinowa.talents.models import Talent

State, Source = Talent.State, Talent.Source


@action(Permission.REGISTER_TALENT)
def register_talent(*, by: Actor, details: TalentDetails) -> Talent:
    """Somebody registers themselves; staff approve. Needs the pledge; minors need a guardian's consent."""
    today = clock.today()
    _check_pledge(details)
    _check_guardian(details, today)
    refuse_twin(details)
    talent = _write(details, state=State.PENDING, source=Source.SELF, on=today)
    remember(talent, "registered", by=by)
    mails.registration_received(talent)
    mails.registration_waits(talent)
    return talent


@action(Permission.MANAGE_TALENTS)
def enter_talent(*, by: Actor, details: TalentDetails, source: str, is_another: bool = False) -> Talent:
    """Staff enter a registration that came on paper or by telephone; it counts at once.

    ``is_another``: the clerk has looked and says that this is somebody else than the one who looks the same.
    """
    today = clock.today()
    check_block(details.block, by=by)
    _check_guardian(details, today)
    if not is_another:
        refuse_twin(details)
    talent = _write(details, state=State.ACTIVE, source=source, on=today)
    give_account(talent.person)
    remember(talent, "entered", by=by, source=source)
    mails.registration_approved(talent)
    return talent


@action(Permission.MANAGE_TALENTS)
def register_talents(
    *, by: Actor, rows: Sequence[TalentDetails], source: str = Source.IMPORT, registered_on: dt.date | None = None
) -> list[Talent]:
    """Many registrations at once (an import, the demo city), valid at once and without mails, in the order of ``rows``."""
    on = registered_on or clock.today()
    for block in {row.block for row in rows}:
        check_block(block, by=by)
    for row in rows:
        _check_guardian(row, on)
    talents = write_talents(rows, state=State.ACTIVE, source=source, on=on)
    give_accounts(talent.person for talent in talents)
    remember_all(talents, "entered", by=by, source=source)
    return talents


def check_block(block: Block | None, *, by: Actor) -> None:
    """Who looks after one block writes only there; "no block" is for those who look after the city."""
    if block is not None:
        check_within(Block.objects, block, by=by, permission=Permission.MANAGE_TALENTS)
    elif Reach.CITY not in reaches(by.roles, Permission.MANAGE_TALENTS):
        raise Refused("block_missing", _("地区を選んでください。"))


def refuse_twin(details: TalentDetails) -> None:
    """Refuse a registration that is already there (same reading, and same telephone, e-mail or birthday)."""
    twin = Talent.objects.twins_of(details).first()
    if twin is not None:
        raise Refused("already_registered", _already(twin), talent=twin.pk)


def _already(twin: Talent) -> str:
    if twin.state == State.PENDING:
        return _("同じお名前と連絡先のお申込みを、すでにお預かりしています。承認までしばらくお待ちください。")
    return _("同じお名前と連絡先の登録が、すでにあります。内容を直すときは「わたしの登録」を開くか、担当にお電話ください。")


def _write(details: TalentDetails, *, state: str, source: str, on: dt.date) -> Talent:
    ended = _ended(details)
    if ended is not None:
        return rewrite(ended, details, state=state, source=source, on=on)
    return write_talents([details], state=state, source=source, on=on)[0]


def _ended(details: TalentDetails) -> Talent | None:
    """A known person who comes back keeps one registration, with its history."""
    if details.person is None or details.is_group:
        return None
    return (
        Talent.objects.select_for_update(of=("self",), no_key=True)
        .filter(person=details.person, kind=Talent.Kind.PERSON, state=State.ENDED)
        .first()
    )


def _check_pledge(details: TalentDetails) -> None:
    if details.pledged_on is None:
        raise Refused("pledge_missing", _("「約束」を読んで、同意の欄に印を付けてください。"))


def _check_guardian(details: TalentDetails, on: dt.date) -> None:
    if details.is_minor_on(on) and details.guardian_consent_on is None:
        raise Refused("guardian_missing", _("18歳未満の方の登録には、保護者の同意が要ります。"))
