"""One post passes on within the year, from the page of the post."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from yuinowa.access.guards import requires
from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.core.errors import Refused
from yuinowa.handover import actions
from yuinowa.handover.forms import TransferForm
from yuinowa.handover.importing.who import Coming, Directory, Wrong
from yuinowa.handover.models import Transfer
from yuinowa.people.models import Appointment, Invitation, Post
from yuinowa.ui.deciding import confirm, yes
from yuinowa.ui.templatetags.dates import wareki

FIELD_OF = {"後任の氏名": "name", "後任のふりがな": "kana", "後任のメール": "email"}


@requires(Permission.MANAGE_POSTS)
def post_transfer(request: Any, pk: int) -> HttpResponse:
    """The last day of who leaves and who comes the day after; for a vacant post, the first day of who comes."""
    post = get_object_or_404(Post.objects.allowing(request.actor, Permission.MANAGE_POSTS).with_place(), pk=pk)
    held = Appointment.objects.valid(clock.today()).filter(post=post).select_related("person").first()
    form = TransferForm(request.POST or None, is_held=held is not None, initial={"on": clock.today()})
    if held:
        sentence = _("%(name)sさんの「%(post)s」としての最後の日を決めます。次の日から、後任の人がこの机を開きます。")
        sentence %= {"name": held.person.name, "post": post.label}
    else:
        sentence = _("いま空いている「%(post)s」に、担当者を入れます。") % {"post": post.label}
    return confirm(
        request,
        form,
        lambda: _transferred(request, post, held, form),
        title=_("この職を引きつぐ"),
        verb=_("引きつぐ"),
        sentence=sentence,
        details=[_("後任にアカウントがなければ、招待のメールを1通送ります。後任を空けておくと、空席になります。")],
        mails=1,
        back=reverse("post_detail", args=[post.pk]),
        up=post.label,
        is_undoable=True,
    )


def _transferred(request: Any, post: Post, held: Appointment | None, form: TransferForm) -> str:
    coming, on = _coming(form), form.cleaned_data["on"]
    first_on = on + dt.timedelta(days=1) if held else on
    who = {name: form.cleaned_data[name] for name in ("name", "kana", "email", "telephone")} if coming and not coming.person else {}
    row = actions.transfer_post(post, first_on=first_on, person=coming.person if coming else None, by=request.actor, **who)
    said = _("%(post)s：%(day)sから変わります。") % {"post": post.label, "day": wareki(row.first_on)}
    undo = reverse("transfer_undo", args=[row.pk]) if row.first_on > clock.today() else ""
    messages.success(request, said, extra_tags=undo)
    return reverse("post_detail", args=[post.pk])


def _coming(form: TransferForm) -> Coming | None:
    typed = form.cleaned_data
    if not (typed["name"] or typed["kana"] or typed["email"]):
        return None
    today = clock.today()
    try:
        return Directory(Appointment.objects.valid(today).select_related("person")).named(
            typed["name"], typed["kana"], typed["email"], typed["telephone"]
        )
    except Wrong as wrong:
        raise Refused("who", f"{wrong.reason} {wrong.fix}", field=FIELD_OF.get(wrong.column, "name")) from wrong


@requires(Permission.MANAGE_POSTS)
def transfer_undo(request: Any, pk: int) -> HttpResponse:
    rows = Transfer.objects.allowing(request.actor, Permission.MANAGE_POSTS).shown()
    row = get_object_or_404(rows, pk=pk)
    is_open = Invitation.objects.open(clock.today()).filter(pk=row.invitation_id).exists()
    return confirm(
        request,
        yes(request),
        lambda: _undone(request, row),
        title=_("引きつぎを取り消す"),
        verb=_("元にもどす"),
        sentence=_("「%(post)s」の任期を、引きつぎを決める前にもどします。") % {"post": row.post.label},
        mails=int(is_open),
        back=reverse("post_detail", args=[row.post_id]),
        up=row.post.label,
        is_undoable=True,
    )


def _undone(request: Any, row: Transfer) -> str:
    actions.undo_transfer(row, by=request.actor)
    messages.success(request, _("引きつぎを取り消しました。"))
    return reverse("post_detail", args=[row.post_id])
