"""The history of posts and persons in words."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.translation import gettext_lazy as _

from yuinowa.core.models import HistoryEntry

register = template.Library()

WORDS = {
    "opened": _("職を加えました"),
    "ended": _("職を終えました"),
    "appointed": _("担当者を決めました"),
    "left": _("任期の終わりを決めました"),
    "end_moved": _("任期の終わりを変えました"),
    "appointment_withdrawn": _("始まる前の任期を取り消しました"),
    "invited": _("招待を送りました"),
    "added": _("登録しました"),
    "changed": _("登録をなおしました"),
    "sign_in_moved": _("サインインのメールアドレスが変わりました"),
    "merged": _("ほかの登録をまとめました"),
    "commissioned": _("本部に委嘱しました"),
    "term_ended": _("本部の任期の終わりを決めました"),
    "term_renewed": _("本部の任期を更新しました"),
    "term_withdrawn": _("始まる前の本部の任期を取り消しました"),
}


@register.filter
def worded(entries: Iterable[HistoryEntry]) -> list[dict[str, Any]]:
    """Entries as ``ui/history.html`` shows them."""
    return [{"at": entry.at, "text": WORDS.get(entry.verb, entry.verb), "who": entry.actor_label} for entry in entries]
