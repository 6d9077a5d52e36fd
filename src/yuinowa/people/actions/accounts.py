"""Accounts: staff come by invitation, residents get one with their registration."""

import datetime as dt
from collections.abc import Iterable, Sequence

from allauth.account.models import EmailAddress
from django.apps import apps
from django.utils.translation import gettext as _

from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.core.actions import Actor, action, system_actor
from yuinowa.core.errors import Refused
from yuinowa.core.history import remember
from yuinowa.people import mails
from yuinowa.people.models import Appointment, Invitation, Person, User

VALID_FOR = dt.timedelta(days=14)
KEPT_FOR = dt.timedelta(days=30)
# What no password hashes to: the account opens by e-mail code only.
NO_PASSWORD = "!"  # nosec B105


@action(Permission.MANAGE_POSTS)
def invite(appointment: Appointment, *, by: Actor) -> Invitation:
    """Mail the holder of a post a link with which to open an account; an older open link ends."""
    person = appointment.person
    if not person.email:
        raise Refused("no_email", _("%(name)sさんのメールアドレスがありません。先に入力してください。") % {"name": person.name})
    today = clock.today()
    Invitation.objects.open(today).filter(appointment=appointment).update(expires_on=today - dt.timedelta(days=1))
    # Who is invited in March may open the account in April.
    expires_on = max(today, appointment.from_on) + VALID_FOR
    invitation = Invitation.objects.create(appointment=appointment, email=person.email, sent_at=clock.now(), expires_on=expires_on)
    mails.invited(invitation)
    remember(appointment.post, "invited", by=by)
    return invitation


def withdraw_invitations(appointment: Appointment) -> int:
    """Open links of an appointment end, and who got one is told; returns how many mails. Called by actions that take an appointment back."""
    waiting = list(Invitation.objects.open(clock.today()).filter(appointment=appointment).select_related("appointment__person"))
    for invitation in waiting:
        mails.invitation_withdrawn(invitation)
    Invitation.objects.filter(pk__in=[row.pk for row in waiting]).update(expires_on=clock.today() - dt.timedelta(days=1))
    return len(waiting)


@action(Permission.MANAGE_POSTS)
def invite_all(*, appointments: Sequence[Appointment], by: Actor) -> int:
    """Invite every holder with an address and without an account; return how many mails go out."""
    waiting = [a for a in appointments if a.person.email and not User.objects.filter(person=a.person).exists()]
    for appointment in waiting:
        invite(appointment, by=by)
    return len(waiting)


@action(Permission.SEE_PUBLIC)
def accept_invitation(*, invitation_id: int, password: str, by: Actor) -> User:
    """Open the account of an invited person, or set a new password on the one they have."""
    invitation = Invitation.objects.open(clock.today()).select_for_update().filter(pk=invitation_id).first()
    if invitation is None:
        raise Refused("invitation_over", _("この招待は、使われたか期限が切れました。生涯学習課に、もう一度送ってもらってください。"))
    person = invitation.appointment.person
    user = User.objects.filter(person=person).first() or User(email=invitation.email, person=person)
    user.set_password(password)
    user.save()
    invitation.accepted_at = clock.now()
    invitation.save(update_fields=["accepted_at"])
    return user


@action(Permission.MANAGE_POSTS)
def forget_invitations(*, on: dt.date, by: Actor) -> int:
    """Delete invitations accepted or run out 30 days ago, with what the audit kept of them; returns how many."""
    limit = on - KEPT_FOR
    old = list(Invitation.objects.over_since(limit).values_list("pk", flat=True))
    Invitation.objects.filter(pk__in=old).delete()
    apps.get_model("people", "InvitationEvent").objects.filter(pgh_obj_id__in=old).delete()
    return len(old)


@action(Permission.MANAGE_POSTS)
def open_accounts(*, persons: Sequence[Person], by: Actor) -> list[User]:
    """Accounts that open by e-mail code, for many holders of posts at once; who has one, or no free address, is left out."""
    return give_accounts(persons)


def follow_address(person: Person) -> None:
    """The account signs in with the person's present address; the address before is told. Called where an address was changed.

    Raises Refused where somebody else signs in with it. Without an address the account keeps the one it has.
    """
    user, address = User.objects.filter(person=person).first(), person.email.strip().lower()
    if user is None or not address or user.email.lower() == address:
        return
    if User.objects.filter(email__iexact=address).exists():
        raise Refused(
            "address_taken",
            _(
                "%(address)s は、別の方がサインインに使っています。同じ方が二重に登録されていないか確かめるか、別のアドレスを入れてください。"
            )
            % {"address": address},
            field="email",
        )
    before, user.email = user.email, address
    user.save(update_fields=["email"])
    # allauth would still let the old address in.
    EmailAddress.objects.filter(user=user).delete()
    remember(person, "sign_in_moved", by=system_actor(_("サインインのアドレス")))
    mails.sign_in_moved(person, before)


def give_account(person: Person) -> User | None:
    """An account without password for a resident, who signs in by e-mail code. None without a free address."""
    accounts = give_accounts([person])
    return accounts[0] if accounts else None


def give_accounts(persons: Iterable[Person]) -> list[User]:
    """The same for many; called by the actions of later rooms inside their transaction."""
    wanted = {person.email.lower(): person for person in persons if person.email}
    taken = set(User.objects.filter(email__in=wanted).values_list("email", flat=True))
    holders = set(User.objects.filter(person__in=wanted.values()).values_list("person_id", flat=True))
    new = [
        User(email=email, person=person, password=NO_PASSWORD)
        for email, person in wanted.items()
        if email not in taken and person.pk not in holders
    ]  # matches no password  # nosec B106
    return User.objects.bulk_create(new, batch_size=2000)
