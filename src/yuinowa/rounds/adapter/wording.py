"""Why rounds cannot be planned as the policy says, and what to change: in the reader's language, with dates instead of the engine's days."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yuinowa.engine.rounds.model import Conflict
from yuinowa.rounds.adapter.build import Calendar
from yuinowa.ui.templatetags.dates import month_day

# The rules that collide: what is so, and what would help. Which school it is stands before it.
SENTENCES: dict[tuple[str, ...], tuple[Any, Any]] = {
    ("open",): (
        gettext_lazy("受け入れられる日が%(open)s日しか残っておらず、あと%(visits)s回に足りません。"),
        gettext_lazy("学校の行事予定か受け入れの曜日を見なおすか、この学校の回数を減らしてください。"),
    ),
    ("open", "absent"): (
        gettext_lazy("受け入れられる日のうち指導員が回れる日が%(open)s日しかなく、あと%(visits)s回に足りません。"),
        gettext_lazy("指導員の勤務の曜日や休みを見なおすか、この学校の回数を減らしてください。"),
    ),
    ("open", "spacing"): (
        gettext_lazy("受け入れられる%(open)s日では、間を%(spacing)s日あけてあと%(visits)s回は訪問できません。"),
        gettext_lazy("訪問の間隔を短くするか、この学校の回数を減らしてください。"),
    ),
    ("open", "first_by"): (
        gettext_lazy("着任した先生への最初の訪問の期限（%(days)s）までに、訪問できる日がありません。"),
        gettext_lazy("「新しい先生の学校は何日以内」の日数を長くしてください。"),
    ),
    ("window", "service"): (
        gettext_lazy("受け入れ時間が、1回の訪問（%(service)s分）より短くなっています。"),
        gettext_lazy("学校の受け入れ時間を長くするか、この学校の訪問時間を短くしてください。"),
    ),
    ("window", "travel"): (
        gettext_lazy("公民館からまっすぐ向かっても、受け入れ時間の終わりまでに訪問を終えられません。"),
        gettext_lazy("学校の受け入れ時間を長くするか、この学校の訪問時間を短くしてください。"),
    ),
    ("shift", "travel"): (
        gettext_lazy("この学校だけを訪問しても、勤務時間の終わりまでに公民館にもどれません。"),
        gettext_lazy("指導員の勤務時間か、学校の受け入れ時間を見なおしてください。"),
    ),
    ("locked", "today"): (gettext_lazy("固定した日（%(days)s）が、もう過ぎています。"), gettext_lazy("固定をはずしてください。")),
    ("locked", "absent"): (
        gettext_lazy("固定した日（%(days)s）は、指導員が回れない日です。"),
        gettext_lazy("固定をはずすか、指導員の予定を見なおしてください。"),
    ),
    ("locked", "open"): (
        gettext_lazy("固定した日（%(days)s）は、学校が受け入れられない日か、ほかの訪問に近すぎる日です。"),
        gettext_lazy("固定をはずすか、学校の行事予定を見なおしてください。"),
    ),
    ("locked", "visits"): (
        gettext_lazy("固定した訪問（%(days)s）が、残りの回数（%(visits)s回）より多くなっています。"),
        gettext_lazy("どれかの固定をはずすか、この学校の回数を増やしてください。"),
    ),
    ("locked", "spacing"): (
        gettext_lazy("固定した日（%(days)s）の間が、決めた間隔より短くなっています。"),
        gettext_lazy("どちらかの固定をはずすか、訪問の間隔を短くしてください。"),
    ),
    ("locked", "per_day"): (
        gettext_lazy("%(days)sに固定した学校が、1日の上限（%(per_day)s校）より多くなっています。"),
        gettext_lazy("どれかの固定をはずすか、1日の訪問数を増やしてください。"),
    ),
    ("locked", "shift"): (gettext_lazy("%(days)sに固定した学校は、1日では回れません。"), gettext_lazy("どれかの固定をはずしてください。")),
    ("days", "per_day"): (
        gettext_lazy("あと%(visits)s回の訪問が必要ですが、勤務できる日と1日の訪問数では%(room)s回までしか回れません。"),
        gettext_lazy("1日の訪問数か勤務の曜日を増やすか、訪問の回数を減らしてください。"),
    ),
    ("open", "spacing", "per_day"): (
        gettext_lazy("1日に1回の巡回と訪問の間隔を守ると、これらの学校のすべてには日を割り当てられません。"),
        gettext_lazy("どれかの学校の回数を減らすか、間隔を短くするか、1日の訪問数を増やしてください。"),
    ),
    ("open", "spacing", "per_day", "first_by"): (
        gettext_lazy("着任した先生への最初の訪問の期限を守ると、これらの学校のすべてには日を割り当てられません。"),
        gettext_lazy("「新しい先生の学校は何日以内」の日数を長くするか、1日の訪問数を増やしてください。"),
    ),
    ("days_a_month",): (
        gettext_lazy("月に%(days_a_month)s日までの勤務では、すべての訪問を回りきれません。"),
        gettext_lazy("月の勤務日数か1日の訪問数を増やすか、訪問の回数を減らしてください。"),
    ),
    ("lost",): (
        gettext_lazy("計画が見つかりませんでした。できないと決まったわけではありません。"),
        gettext_lazy("1日の訪問数か勤務の曜日を増やして、もう一度計画してください。"),
    ),
    ("stopped",): (
        gettext_lazy("計画が一つも見つからないうちに止めました。"),
        gettext_lazy("もう一度計画して、終わるまで待ってください。"),
    ),
}
# Collisions of one school alone: the school falls below the policy, and the others are planned.
OF_ONE_SCHOOL = {("open",), ("open", "absent"), ("open", "spacing"), ("window", "service"), ("window", "travel"), ("shift", "travel")}
OF_FIRST_VISIT = {("open", "first_by"), ("open", "spacing", "per_day", "first_by")}


def words_of(conflict: Conflict, names: Mapping[str, str], calendar: Calendar) -> dict[str, Any]:
    """What is so and what helps, as a plan keeps it: ``schools`` by their ids, ``why`` and ``fix`` as sentences."""
    why, fix = SENTENCES.get(conflict.rules, SENTENCES["lost",])
    days = _("、").join(month_day(calendar.date_of(day)) for day in conflict.days)
    return {
        "schools": [int(school) for school in conflict.schools],
        "names": [names.get(school, "") for school in conflict.schools],
        "why": str(why) % {**conflict.values, "days": days},
        "fix": str(fix),
    }


def as_sentence(word: Mapping[str, Any]) -> str:
    """One line for the bar of a plan that failed."""
    names = _("、").join(word["names"])
    return f"{names}：{word['why']}{word['fix']}" if names else f"{word['why']}{word['fix']}"
