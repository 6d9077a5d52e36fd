"""The planner's steps and certainty in words, and the small marks of calendars and grids."""

import datetime as dt
from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from yuinowa.ui.markup import shown, written
from yuinowa.ui.status import look_of, sprite
from yuinowa.ui.status import mark as mark_of
from yuinowa.ui.templatetags.dates import month_day

register = template.Library()

PHASES = {
    "reading": _("条件を読んでいます"),
    "trips": _("一日に回れる組み合わせを数えています"),
    "travel": _("移動を短くしています"),
    "dates": _("日を割り当てています"),
    "together": _("組み合わせと日を、一緒に決めています"),
    "better": _("近い訪問どうしを組みなおして、移動をさらに短くしています"),
    "block": _("計画をまとめています"),
}
STATUS = {
    "proven": _("移動がこれより短い計画はないと、たしかめられました。"),
    "gap": _("移動がもっと短い計画が、まだあるかもしれません。"),
    "stopped": _("途中で止めた計画です。もっとよい計画が、まだあるかもしれません。"),
}


@register.filter
def phase_name(phase: str) -> Any:
    return PHASES.get(phase, phase)


@register.filter
def round_status(status: str) -> Any:
    return STATUS.get(status, "")


@register.simple_tag
def shape(key: str, word: Any) -> SafeString:
    """A state where there is no room for its word: the shape, and the word for who hovers or listens."""
    look = look_of(key)
    drawn = f'<svg viewBox="0 0 12 12" aria-hidden="true"><use href="{sprite()}#{look.shape}"/></svg>'
    spoken = shown(word)
    return written(f'<span class="shape tone-{look.tone}" title="{spoken}">{drawn}<span class="visually-hidden">{spoken}</span></span>')


@register.simple_tag
def workdays() -> list[str]:
    """The heads of a month without weekends."""
    return str(_("月 火 水 木 金")).split()


@register.filter
def coverage_mark(mark: Any) -> SafeString:
    """● took place, ○ lies ahead, △ lost its day: with the day of the month, and in words for who listens."""
    sign, word = {"done": ("●", _("訪問した")), "unsettled": ("△", _("日を決めなおす"))}.get(mark.state, ("○", _("予定の日")))
    return written(f'<span aria-hidden="true">{sign}</span>{mark.on.day}<span class="visually-hidden"> {shown(word)}</span>')


@register.simple_tag
def line_tail(line: Any, on: dt.date, long_days: int) -> SafeString:
    """The last cells of a school: days since the last visit, the next one, and the visits of this term with the reason for too few."""
    days = line.days_since(on)
    is_long = days is None or days >= long_days
    since = str(_("訪問なし")) if days is None else str(_("%(n)s日")) % {"n": days}
    last = mark_of("late", since) if is_long else shown(since)
    count = f"{line.standing}／{line.wanted}" if line.wanted else "—"
    term = mark_of("missing", count) if line.is_below else shown(count)
    why = f'<br><span class="small">{shown(line.why)}</span>' if line.is_below and line.why else ""
    following = shown(month_day(line.next_on)) if line.next_on else "—"
    return written(f'<td class="number nowrap">{last}</td><td class="nowrap">{following}</td><td>{term}{why}</td>')
