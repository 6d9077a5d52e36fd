"""人材バンク (talent bank): people, groups and workplaces who could help; skills, availability, visibility."""

from django.utils.translation import gettext_lazy as _

HISTORY_WORDS = {
    "registered": _("登録の申込みがありました"),
    "entered": _("登録しました"),
    "approved": _("登録を承認しました"),
    "declined": _("登録を見送りました"),
    "changed": _("登録の内容を直しました"),
    "paused": _("お休みに入りました"),
    "resumed": _("お休みから戻りました"),
    "absent": _("来られない日を入れました"),
    "absence_removed": _("来られない日を消しました"),
    "renewed": _("登録を更新しました"),
    "ended": _("登録を終えました"),
    "end_undone": _("登録の終了を取り消しました"),
    # Written by later rooms onto the talent.
    "offer_asked": _("お願いの打診を送りました"),
    "offer_accepted": _("お願いを引き受けました"),
    "offer_declined": _("お願いを見送りました"),
    "offer_withdrew": _("引き受けたお願いに来られなくなりました"),
}
