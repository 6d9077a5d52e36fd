"""Persons, their accounts, dated posts (職) and appointments: rights come from a post valid today. And who takes part in a 本部."""

from django.utils.translation import gettext_lazy as _

HQ_HISTORY_WORDS = {
    "hq_opened": _("本部を設けました"),
    "hq_renamed": _("名前か事務局を変えました"),
    "schools_came": _("学校が加わりました"),
    "school_left": _("学校が外れました"),
    "school_closed": _("閉校のため、学校が外れました"),
    "commissioned": _("委嘱しました"),
    "term_ended": _("任期の終わりを決めました"),
    "term_renewed": _("任期を更新しました"),
    "term_withdrawn": _("始まる前の任期を取り消しました"),
    "closing_planned": _("閉じる日を決めました"),
    "closing_undone": _("閉じる日を取り消しました"),
    "hq_closed": _("本部を閉じました"),
    "hq_taken_over": _("統合により、学校を引きつぎました"),
}
