"""相談・助言 (advice): posts ask, the coordinator answers, a good answer becomes a case for everybody. A thread belongs to a post (職), never to a person."""

from django.utils.translation import gettext_lazy as _

HISTORY_WORDS = {
    "asked": _("相談しました"),
    "recorded": _("聞いた相談を書きとめました"),
    "followed": _("つづけて相談しました"),
    "answered": _("答えました"),
    "closed": _("相談を終わりにしました"),
    "reopened": _("開きなおしました"),
    "shared": _("受け持ちの公民館にも見せました"),
    "unshared": _("公民館に見せるのをやめました"),
    "attachment_removed": _("添付を消しました"),
    "knowledge_made": _("事例の下書きにしました"),
    "drafted": _("下書きにしました"),
    "edited": _("直しました"),
    "published": _("職員に公開しました"),
    "withdrawn": _("公開をやめました"),
}
