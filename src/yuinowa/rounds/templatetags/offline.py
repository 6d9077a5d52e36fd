"""What lets a page of this room keep notes without a line."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from yuinowa.core import clock
from yuinowa.rounds.offline import next_working_day
from yuinowa.ui.navigation import page_of

register = template.Library()


@register.inclusion_tag("rounds/part_offline.html")
def field_notes(*, has_list: bool = False) -> dict[str, Any]:
    """Sends what waits on the device, says how many notes that are, and keeps the pages of today and the next working day.

    ``has_list``: the page itself shows the notes that wait.
    """
    today = clock.today()
    sheets = [page_of("visit_day", day.isoformat()) for day in (today, next_working_day(today))]
    return {"keep": " ".join([reverse("note_list"), *filter(None, sheets)]), "words": _words(), "has_list": has_list}


def _words() -> dict[str, str]:
    return {
        "count": _("まだ送っていないメモ {n}件"),
        "waiting": _("まだ送っていません"),
        "former": _("「{post}」として書いたメモです。その職に切りかえると送られます。もう前の職なら、新しいメモに写してください。"),
        "closed": _("この端末では読めないメモです。書いた人がサインインしなおすと、読めるようになります。"),
        "sending": _("送っています…"),
        "kept": _("この端末に書きとめました。"),
        "done": _("メモはすべて届いています。"),
        "stuck": _("届かなかったメモがあります。わけを見てください。"),
        "line": _("電波がないようです。メモはこの端末にあり、つながると自動で送られます。"),
        "line_nothing": _("電波がないようです。書いたメモは、この端末に取っておきます。"),
        "out": _("サインインの時間が切れました。メモはこの端末にあり、サインインすると送られます。"),
        "other": "",
        "dropped": _("消しました。"),
        "back": _("元にもどす"),
    }
