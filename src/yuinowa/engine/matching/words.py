"""The one place that words the reasons of a plan."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise

from .model import Reason

Values = Mapping[str, object]
WEEKDAYS = {"ja": "月火水木金土日", "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")}

SENTENCES: dict[str, dict[str, str]] = {
    "ja": {
        "locked": "担当者が決めた方です。",
        "only_one": "このお願いに応えられるただ一人の方です（{km} km）。",
        "known": "この学校をよく知る方です（{km} km、今期{load}回目安）。",
        "nearest": "応えられる{of}人のうち、いちばん近くの方です（{km} km）。",
        "least_load": "応えられる{of}人のうち、これまでの回数がいちばん少ない方です（今期{load}回、{km} km）。",
        "together": "全体でいちばん多くのお願いに応えられる組み合わせです（{of}人中{rank}番目の近さ、{km} km、今期{load}回）。",
        "assigned": "すでにこのお願いに入っています。",
        "skill": "必要な技能（{skill}）の登録がありません。",
        "setting": "活動できる場面の範囲を超えます。",
        "distance": "{km} km 離れていて、活動範囲（{reach_km} km）の外です。",
        "weekday": "{weekday_name}曜日の{hours}は活動できる時間に入っていません。",
        "absence": "その日は都合がつかないと登録されています。",
        "listed": "このお願いの候補に入っていません。",
        "forbidden": "このお願いは辞退されたか、担当者が外しています。",
        "limit": "今期の回数の上限（{limit}回）に達しています。",
        "limits": "この期間の回数の上限に達しています。",
        "clash": "同じ時間帯に別のお願い（{need}）があります。",
        "per_day": "一日の上限（{per_day}か所）に達しています。",
        "free": "空いている席に入れます。",
        "price": "代わると、{cost}。",
        "stopped": "計画が途中で止められたため、まだ調べていません。",
        "steps_in": "空いた席に来ていただけるか、打診します。",
        "moves_over": "返事待ちの「{left}」への打診を取り下げ、代わりにこちらをお願いします。",
    },
    "en": {
        "locked": "Fixed by the coordinator.",
        "only_one": "The only person who can serve this need ({km} km).",
        "known": "Knows this school ({km} km, {load} places this term).",
        "nearest": "The nearest of {of} people who can serve this need ({km} km).",
        "least_load": "Has carried least of the {of} people who can serve this need ({load} places this term, {km} km).",
        "together": "Part of the plan that serves most needs as a whole (number {rank} of {of} by distance, {km} km, {load} places).",
        "assigned": "Already assigned to this need.",
        "skill": "Has not registered the skill needed ({skill}).",
        "setting": "May not work in this setting.",
        "distance": "Lives {km} km away, beyond the {reach_km} km offered.",
        "weekday": "Is not available on {weekday_name} {hours}.",
        "absence": "Has said not to be available on that day.",
        "listed": "Is not on the list of candidates for this need.",
        "forbidden": "Has declined this need or was taken off it.",
        "limit": "Has reached the limit of {limit} places this term.",
        "limits": "Has reached the limit for this period.",
        "clash": "Is at another need at that time ({need}).",
        "per_day": "Already has {per_day} places that day.",
        "free": "Could take an open seat.",
        "price": "In exchange {cost}.",
        "stopped": "Planning was stopped before this was examined.",
        "steps_in": "Is asked to take the open seat.",
        "moves_over": "The unanswered offer for “{left}” is taken back, and this is asked instead.",
    },
}

RULE_NAMES = {
    "ja": {
        "skill": "技能", "setting": "活動できる場面", "distance": "距離", "weekday": "曜日・時間", "absence": "不在の日",
        "listed": "候補", "forbidden": "辞退", "load": "回数の上限", "clash": "ほかのお願いとの重なり",
    },
    "en": {
        "skill": "skill", "setting": "setting", "distance": "distance", "weekday": "weekday and hours", "absence": "absence",
        "listed": "list", "forbidden": "declined", "load": "places offered", "clash": "other needs",
    },
}  # fmt: skip


def sentence(reason: Reason, language: str = "ja") -> str:
    """One sentence, or two for a funnel."""
    if reason.code == "funnel":
        return _funnel(reason.values, language)
    words = SENTENCES[language][reason.code].format_map({**reason.values, **_derived(reason, language)})
    return words + _without(reason.values, language)


def _derived(reason: Reason, language: str) -> dict[str, str]:
    maker = {"weekday": _when, "price": _cost}.get(reason.code)
    return maker(reason.values, language) if maker else {}


def _when(values: Values, language: str) -> dict[str, str]:
    name = WEEKDAYS[language][int(str(values["weekday"]))]
    return {"weekday_name": name, "hours": f"{_clock(values['start'])}–{_clock(values['end'])}"}


def _clock(minutes: object) -> str:
    hour, minute = divmod(int(str(minutes)), 60)
    return f"{hour}:{minute:02d}"


def _cost(values: Values, language: str) -> dict[str, str]:
    km, load = float(str(values["km"])), int(str(values["load"]))
    parts = [part for part in (_load_cost(load, language), _km_cost(km, language)) if part]
    if not parts:
        return {"cost": NOTHING[language]}
    return {"cost": _joined(parts, language)}


def _joined(costs: list[str], language: str) -> str:
    """In Japanese each ends in なります, of which all but the last keep なり."""
    if language == "ja":
        return "、".join([*(cost.removesuffix("ます") for cost in costs[:-1]), costs[-1]])
    return " and ".join(costs)


def _load_cost(load: int, language: str) -> str:
    if load == 0:
        return ""
    worse = {"ja": "負担の偏りが大きくなります", "en": "the load is shared less evenly"}
    better = {"ja": "負担の偏りは小さくなります", "en": "the load is shared more evenly"}
    return (worse if load > 0 else better)[language]


def _km_cost(km: object, language: str) -> str:
    km = float(str(km))
    if km == 0:
        return ""
    longer = {"ja": f"移動が{km:.1f} km 長くなります", "en": f"people travel {km:.1f} km more"}
    shorter = {"ja": f"移動は{-km:.1f} km 短くなります", "en": f"people travel {-km:.1f} km less"}
    return (longer if km > 0 else shorter)[language]


def _without(values: Values, language: str) -> str:
    """What the plan would lose; the first level that loses says enough, together with the way."""
    lost = values.get("without")
    if not isinstance(lost, Mapping):
        return ""
    seats = int(str(lost["seats"]))
    if seats > 0:
        return WITHOUT_SEATS[language](seats)
    parts = [_priority_cost(lost["priority"], language), _load_cost(int(str(lost["fairness"])), language), _km_cost(lost["km"], language)]
    costs = [part for part in parts if part]
    return WITHOUT[language](_joined(costs, language)) if costs else WITHOUT_LOSS[language]


def _priority_cost(priority: object, language: str) -> str:
    return (
        {"ja": "大事なお願いの席がうまらなくなります", "en": "a more important seat stays open"}[language] if int(str(priority)) > 0 else ""
    )


WITHOUT: dict[str, Callable[[str], str]] = {
    "ja": lambda cost: f"この方がいないと、{cost}。",
    "en": lambda cost: f" Without this person {cost}.",
}
WITHOUT_SEATS: dict[str, Callable[[int], str]] = {
    "ja": lambda seats: f"この方がいないと、全体で{seats}席がうまらなくなります。",
    "en": lambda seats: f" Without this person {'one seat is' if seats == 1 else f'{seats} seats are'} lost.",
}
WITHOUT_LOSS = {"ja": "この方がいなくても、同じよさの計画ができます。", "en": " Without this person an equally good plan exists."}
NOTHING = {"ja": "違いはありません", "en": "nothing changes"}


def _tight(values: Values, language: str) -> str:
    tight = values.get("tight")
    if not isinstance(tight, Mapping):
        return ""
    return TIGHT[language].format_map({**tight, "when": _slot(tight, language)})


def _slot(tight: Values, language: str) -> str:
    if "weekday" not in tight:
        return ""
    name, part = WEEKDAYS[language][int(str(tight["weekday"]))], PARTS[language].get(str(tight.get("part")), "")
    return f"{name}曜{part}の" if language == "ja" else f"{name}{'-' + part if part else ''} "


PARTS = {"ja": {"morning": "午前", "afternoon": "午後"}, "en": {"morning": "morning", "afternoon": "afternoon"}}
TIGHT = {
    "ja": "{when}{needs}件のお願い（あわせて{seats}席）に、応えられるのは{people}人、{places}席までです。",
    "en": " {people} people can fill at most {places} of the {seats} {when}seats of {needs} needs.",
}


def _funnel(values: Values, language: str) -> str:
    names = RULE_NAMES[language]
    counts = [("people", values["people"]), *((rule, values[rule]) for rule in names if rule in values)]
    falls = [(rule, left) for (_, before), (rule, left) in pairwise(counts) if left != before]
    steps = " → ".join(STEP[language].format(FITTING[language][rule], left) for rule, left in falls)
    return START[language].format_map(values) + steps + _help(values, language) + _tight(values, language)


START = {"ja": "あと{missing}人。{people}人のうち、", "en": "{missing} missing. Of {people} people: "}
STEP = {"ja": "{0}{1}人", "en": "{1} {0}"}
FITTING = {
    "ja": {
        "skill": "技能が合う方", "setting": "場面も合う方", "distance": "通える方", "weekday": "曜日・時間が合う方", "absence": "その日に都合のつく方",
        "listed": "候補に入っている方", "forbidden": "辞退していない方", "load": "回数に余裕のある方", "clash": "ほかのお願いと重ならない方",
    },
    "en": {
        "skill": "with the skill", "setting": "allowed in the setting", "distance": "within reach", "weekday": "free at that hour",
        "absence": "there on that day", "listed": "on the list", "forbidden": "not declined", "load": "with places left",
        "clash": "without another need then",
    },
}  # fmt: skip


HELP: dict[str, Callable[[str, object], str]] = {
    "ja": lambda rule, people: f"。「{rule}」の条件をゆるめれば、{people}人が候補になります。",
    "en": lambda rule, people: f". Easing “{rule}” would let {people} people in.",
}
NO_HELP = {
    "ja": "。一つの条件をゆるめるだけでは候補は増えません。",
    "en": ". No single rule, if eased, would let anybody in.",
}


def _help(values: Values, language: str) -> str:
    help_ = values.get("help")
    if not isinstance(help_, Mapping):
        return NO_HELP[language]
    return HELP[language](RULE_NAMES[language][str(help_["rule"])], help_["people"])
