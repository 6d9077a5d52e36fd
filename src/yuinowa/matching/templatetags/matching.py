"""The planner's reasons, figures and events in words."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from yuinowa.core.models import HistoryEntry
from yuinowa.engine.matching.model import Reason
from yuinowa.engine.matching.words import sentence

register = template.Library()

STATUS = {
    "proven": _("これよりよい計画はないと、たしかめられました"),
    "gap": _("よりよい計画が、まだあるかもしれません"),
    "stopped": _("途中で止めた計画です"),
}
LEVELS = {
    "seats": _("うまった席"),
    "priority": _("大事さで重みをつけた席"),
    "fairness": _("負担のかたより（小さいほど公平）"),
    "travel": _("移動（100m単位、なじみの学校は近く数えます）"),
}
PHASES = {
    "reading": _("条件を読んでいます"),
    "seats": _("できるだけ多くの席をうめています"),
    "priority": _("大事なお願いを先にしています"),
    "kept": _("前の計画を残しています"),
    "fairness": _("負担をならしています"),
    "travel": _("移動を短くしています"),
}
WORDS = {
    "ordered": _("計画を始めました"),
    "proposed": _("計画ができました"),
    "discarded": _("計画を破棄しました"),
    "fixed": _("組み合わせを固定しました"),
    "released": _("固定・見送りを元にもどしました"),
    "refused": _("組み合わせを見送りました"),
    "replaced": _("別の人に代えました"),
    "sent": _("打診を送りました"),
}


@register.filter
def reason_words(reason: Mapping[str, Any]) -> str:
    """One reason of the engine (code and values) as a sentence in the reader's language."""
    language = "en" if (get_language() or "").startswith("en") else "ja"
    return sentence(Reason(reason["code"], reason["values"]), language) if reason else ""


@register.filter
def plan_status(status: str) -> Any:
    return STATUS.get(status, "")


@register.filter
def level_name(name: str) -> Any:
    return LEVELS.get(name, name)


@register.filter
def phase_name(phase: str) -> Any:
    return PHASES.get(phase, phase)


@register.filter
def plan_events(entries: Iterable[HistoryEntry]) -> list[dict[str, Any]]:
    return [{"at": entry.at, "text": WORDS.get(entry.verb, entry.verb), "who": entry.actor_label} for entry in entries]
