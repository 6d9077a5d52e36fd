"""What waits when days were lost: an answer of a neighbour, telephone calls, refusals to think about."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.db.models import Value
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yuinowa.access.matrix import Permission, Role
from yuinowa.core import clock
from yuinowa.core.actions import Actor
from yuinowa.home.entry import Waiting
from yuinowa.rounds.models import Substitution, VisitCall, VisitCancellation
from yuinowa.ui.navigation import page_of

REFUSED_DAYS = 14
_STAND_IN, _CALL, _REFUSAL = "stand_in", "visit_call", "visit_refusal"


def upset_words(actor: Actor, on: dt.date) -> list[Any]:
    """A word for each thing that waits, as querysets for the union of きょう, which so costs no query more."""
    asked = Substitution.objects.waiting().filter(post=actor.post_id, visit__on__gte=on)
    calls = VisitCall.objects.allowing(actor, Permission.TELL_VISITS).to_make()
    rows = [(_STAND_IN, asked), (_CALL, calls)]
    if Role.COORDINATOR in actor.roles:
        since = clock.now() - dt.timedelta(days=REFUSED_DAYS)
        refused = VisitCancellation.objects.allowing(actor, Permission.SEE_VISITS)
        rows.append((_REFUSAL, refused.filter(kind=VisitCancellation.Kind.REFUSED, at__gte=since)))
    return [found.order_by().values_list(Value(kind), flat=True) for kind, found in rows]


def upsets(found: Counter[str]) -> Iterator[Waiting]:
    """What schools refused within two weeks is for the coordinator to think about."""
    if n := found[_STAND_IN]:
        sentence = ngettext(
            "休んでいる指導員の代わりに、訪問%(n)s件を引き受けられるか、返事を待っています。",
            "休んでいる指導員の代わりに、訪問%(n)s件を引き受けられるか、返事を待っています。",
            n,
        )
        yield Waiting(sentence % {"n": n}, _("見て答える"), page_of("substitution_list"), is_late=True)
    if n := found[_CALL]:
        sentence = ngettext("訪問の変更を電話で知らせる相手が%(n)s件あります。", "訪問の変更を電話で知らせる相手が%(n)s件あります。", n)
        yield Waiting(sentence % {"n": n}, _("訪問の電話の一覧を開く"), page_of("visit_calls"), is_late=True)
    if n := found[_REFUSAL]:
        sentence = ngettext(
            "この2週間に、学校が希望しなかった訪問が%(n)s件あります。", "この2週間に、学校が希望しなかった訪問が%(n)s件あります。", n
        )
        yield Waiting(sentence % {"n": n}, _("理由を読む"), page_of("visit_refusals"))
