"""支援依頼 (needs) of schools, 打診 (offers) to people, and 承諾 (engagements): who comes when."""

from django.utils.translation import gettext_lazy as _

HISTORY_WORDS = {
    "drafted": _("下書きをつくりました"),
    "posted": _("お願いを出しました"),
    "edited": _("内容を直しました"),
    "approved": _("承認しました"),
    "sent_back": _("直しをお願いして戻しました"),
    "asked": _("打診を送りました"),
    "accepted": _("「行けます」の返事がありました"),
    "declined": _("「行けません」の返事がありました"),
    "expired": _("返事の期限が過ぎました"),
    "nobody_left": _("つぎに打診できる人がいません"),
    "offer_withdrawn": _("打診を取り下げました"),
    "withdrawn": _("打診を取り下げました"),
    "offer_restored": _("取り下げた打診を、元にもどしました"),
    "restored": _("取り下げを、元にもどしました"),
    "mended": _("いちばん小さい変更で、空いた席に打診しました"),
    "unmended": _("席をうめた変更を、元にもどしました"),
    "withdrew": _("来られなくなりました"),
    "pre_meeting_set": _("事前打合せを決めました"),
    "school_merged": _("統合先の学校に移りました"),
    "moved": _("日時を変えました"),
    "cancelled": _("取りやめました"),
    "reopened": _("取りやめを元にもどしました"),
    "told": _("電話で伝えました"),
    "untold": _("「電話で伝えた」を取り消しました"),
    "recorded": _("活動を記録しました"),
    "record_corrected": _("記録を直しました"),
    "thanks_written": _("お礼のことばを書きました"),
    "thanks_sent": _("お礼を届けました"),
}
