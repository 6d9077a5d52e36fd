"""人事異動と引継ぎ (handover): the desk of a post (職) passes from person to person; the file (引継書) comes out of the records."""

from django.utils.translation import gettext_lazy as _

HISTORY_WORDS = {
    "note_written": _("ひとことを下書きしました"),
    "note_finished": _("引継書を仕上げました"),
    "note_reopened": _("引継書を下書きにもどしました"),
    "acknowledged": _("引継書を読んで、受けとりました"),
}
