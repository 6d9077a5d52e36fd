"""Circuit visits (巡回訪問): the instructor of a block goes round its schools.

Policy (方針): how often and when a term's visits take place. Round plan (巡回計画): what the planner proposes for one policy.
Visit (訪問): an instructor's post comes to a school on a day; proposed to the school, confirmed, done, recorded.
Record (訪問記録): who was met, what was heard and promised. Note (メモ): words written on the way, with or without a line.
Substitution (代わり): a neighbouring instructor is asked to take over. Disruption (急な変更): an illness, a storm or a moved border
takes days from visits; what was done about it is remembered together and can be taken back.
"""

from django.utils.translation import gettext_lazy as _

HISTORY_WORDS = {
    "made": _("訪問を入れました"),
    "moved": _("日時を変えました"),
    "locked": _("動かさないようにしました"),
    "unlocked": _("動かせるようにしました"),
    "returned": _("元の日にもどしました"),
    "unsettled": _("指導員の休みで、日がなくなりました"),
    "done": _("訪問済みにしました"),
    "cancelled": _("取りやめました"),
    "proposed": _("学校に確かめました"),
    "confirmed": _("この日でよいと答えました"),
    "chose_other": _("別の日を選びました"),
    "none_suits": _("どの日も都合がつかないと答えました"),
    "answer_taken_back": _("答えを取り消しました"),
    "recorded": _("訪問を記録しました"),
    "edited": _("記録を直しました"),
    "commented": _("記録に書きそえました"),
    "agreed": _("記録を確かめました"),
    "agreement_taken_back": _("記録の確かめを取り消しました"),
    "lost_day": _("急な変更で、日が変わりました"),
    "restored": _("急な変更が取り消され、はじめの予定にもどりました"),
    "substitute_asked": _("代わりを頼みました"),
    "substitute_declined": _("代わりは、できないとの返事でした"),
    "substitute_silent": _("代わりの返事が、期限までにありませんでした"),
    "substituted": _("代わりの指導員が引き受けました"),
    "holder_elsewhere": _("新しい担当者に、ほかの予定がありました"),
    "passed_on": _("ブロックが変わり、新しい指導員に移りました"),
    "refused": _("学校が訪問を希望しませんでした"),
    "refusal_taken_back": _("学校が、やはり訪問を希望しました"),
    "absent": _("指導員の休みを届けました"),
    "closed": _("学校を休みにしました"),
    "undone": _("急な変更を取り消しました"),
}
