"""人事異動と引継ぎ (handover): the desk of a post (職) passes from person to person; the file (引継書) comes out of the records."""

from django.utils.translation import gettext_lazy as _

HISTORY_WORDS = {
    "note_written": _("ひとことを下書きしました"),
    "note_finished": _("引継書を仕上げました"),
    "note_reopened": _("引継書を下書きにもどしました"),
    "acknowledged": _("引継書を読んで、受けとりました"),
    "drafted": _("異動の名簿を取り込みました"),
    "prepared": _("年度替わりを準備しました"),
    "undone": _("元にもどしました"),
    "done": _("新しい年度になりました"),
    "closing_planned": _("閉じる日を決めました"),
    "closing_undone": _("閉じる日を取り消しました"),
    "dated": _("異動の日を入れました"),
    "block_confirmed": _("地区を確かめました"),
    "block_reopened": _("地区の確かめを取り消しました"),
}
