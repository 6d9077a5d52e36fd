"""The one place that words why the rounds cannot be planned."""

from __future__ import annotations

from .model import DAYS_IN_WEEK, Conflict

WEEKDAYS = {"ja": "月火水木金", "en": ("Mon", "Tue", "Wed", "Thu", "Fri")}

SENTENCES: dict[str, dict[tuple[str, ...], str]] = {
    "ja": {
        ("open",): "{school}: 訪問できる日が{open}日しかなく、あと{visits}回に足りません。",
        ("open", "absent"): "{school}: 訪問できる日のうち指導員がいるのは{open}日だけで、あと{visits}回に足りません。",
        ("open", "spacing"): "{school}: 訪問できる{open}日では、間を{spacing}日以上あけて{visits}回訪問できません。",
        ("window", "service"): "{school}: 受け入れ時間（{window}分）が訪問時間（{service}分）より短くなっています。",
        ("window", "travel"): "{school}: 拠点からまっすぐ向かっても着くのは{arrive_clock}で、受け入れ時間に間に合いません。",
        ("shift", "travel"): "{school}: この学校だけを訪問しても、戻りは{back_clock}になり、勤務時間を過ぎます。",
        ("locked", "today"): "{school}: 固定された{days}は過ぎていますが、訪問されていません。",
        ("locked", "absent"): "{school}: 固定された{days}は指導員が不在です。",
        ("locked", "open"): "{school}: 固定された{days}は学校が受け入れられない日です。",
        ("locked", "visits"): "{school}: 固定された訪問（{days}）が、残りの回数（{visits}回）より多くなっています。",
        ("locked", "spacing"): "{school}: 固定された{days}の間が{spacing}日より短くなっています。",
        ("locked", "per_day"): "{days}に固定された学校（{schools}）が、一日の上限（{per_day}校）より多くなっています。",
        ("locked", "shift"): "{days}に固定された学校（{schools}）は、一日では回れません。",
        ("days", "per_day"): "地区{block}: 残り{visits}回の訪問に対し、日数と一日の上限で回れるのは{room}回までです。",
        ("open", "spacing", "per_day"): "地区{block}: 一日一回の巡回と間隔を守ると、{schools}のすべてに日を割り当てられません。",
        ("open", "first_by"): "{school}: 最初の訪問の期限（{days}）までに訪問できる日がありません。",
        (
            "open",
            "spacing",
            "per_day",
            "first_by",
        ): "地区{block}: 一日一回の巡回と間隔と最初の訪問の期限を守ると、{schools}のすべてに日を割り当てられません。",
        ("lost",): "地区{block}: 計画が見つかりませんでした。できないと証明されたわけではありません。",
        ("stopped",): "地区{block}: 計画が一つも見つからないうちに止められました。",
    },
    "en": {
        ("open",): "{school}: only {open} open days for {visits} visits to come.",
        ("open", "absent"): "{school}: the instructor is there on only {open} of its open days, for {visits} visits to come.",
        ("open", "spacing"): "{school}: its {open} open days have no room for {visits} visits at least {spacing} days apart.",
        ("window", "service"): "{school}: its hours ({window} min) are shorter than the visit ({service} min).",
        ("window", "travel"): "{school}: straight from the base one arrives at {arrive_clock}, too late for its hours.",
        ("shift", "travel"): "{school}: visiting this school alone one is back at {back_clock}, after the shift.",
        ("locked", "today"): "{school}: the fixed {days} is over and there was no visit.",
        ("locked", "absent"): "{school}: the instructor is away on the fixed {days}.",
        ("locked", "open"): "{school}: it is closed on the fixed {days}.",
        ("locked", "visits"): "{school}: more fixed visits ({days}) than are left ({visits}).",
        ("locked", "spacing"): "{school}: the fixed {days} are less than {spacing} days apart.",
        ("locked", "per_day"): "More schools are fixed on {days} ({schools}) than can be visited ({per_day}).",
        ("locked", "shift"): "The schools fixed on {days} ({schools}) do not fit into one trip.",
        ("days", "per_day"): "Block {block}: {visits} visits to come, and room for {room} by days and visits a day.",
        ("open", "spacing", "per_day"): "Block {block}: with one trip a day and the spacing, {schools} cannot all be given days.",
        ("open", "first_by"): "{school}: no day for the first visit by {days}.",
        (
            "open",
            "spacing",
            "per_day",
            "first_by",
        ): "Block {block}: with one trip a day, the spacing and first visits in time, {schools} cannot all be given days.",
        ("lost",): "Block {block}: no plan was found. It is not proven that there is none.",
        ("stopped",): "Block {block}: stopped before any plan was found.",
    },
}


def sentence(conflict: Conflict, language: str = "ja") -> str:
    """One sentence naming the school, or the block, and the rules."""
    joint = {"ja": "、", "en": ", "}[language]
    values: dict[str, object] = {
        **conflict.values,
        "block": conflict.block,
        "school": f"{conflict.block} {''.join(conflict.schools[:1])}".strip(),
        "schools": joint.join(conflict.schools),
        "days": joint.join(_day(day, language) for day in conflict.days),
    }
    values |= {f"{name}_clock": _clock(conflict.values[name]) for name in ("arrive", "back") if name in conflict.values}
    return SENTENCES[language][conflict.rules].format_map(values)


def _day(day: int, language: str) -> str:
    """Days count from 0, as in the forms."""
    week, weekday = divmod(day, DAYS_IN_WEEK)
    name = WEEKDAYS[language][weekday]
    return f"{day}（第{week + 1}週{name}）" if language == "ja" else f"day {day} ({name} of week {week + 1})"


def _clock(minutes: object) -> str:
    hour, minute = divmod(int(str(minutes)), 60)
    return f"{hour}:{minute:02d}"
