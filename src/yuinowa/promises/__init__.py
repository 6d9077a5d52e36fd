"""約束・宿題 (promises): what anybody owes anybody until a date. A promise belongs to a post (職), so it outlives every April."""

from django.utils.translation import gettext_lazy as _

HISTORY_WORDS = {
    "made": _("約束を書きとめました"),
    "finished": _("約束を守りました"),
    "reopened": _("「まだ」にもどしました"),
    "handed_on": _("引きつぎました"),
    "moved": _("期限を変えました"),
    "withdrawn": _("取り下げました"),
    "became_need": _("お願いにしました"),
}
