"""What stands in the columns of this room's lists."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from yuinowa.activities.models import ActivityKind
from yuinowa.needs.models import Need, Offer
from yuinowa.ui.markup import link
from yuinowa.ui.navigation import row_address
from yuinowa.ui.status import mark
from yuinowa.ui.tables import Column, Table, words
from yuinowa.ui.templatetags.dates import clock_time, month_day, wareki


def needs_table(needs: Iterable[Any], agreed: Mapping[int, int], asked: Mapping[int, int], *, has_schools: bool) -> Table:
    """Rows of ``lists.SHOWN``; how many said yes and how many are asked, by the key of the need."""
    states = words(Need.State)
    columns = [
        Column(_("日"), lambda need: month_day(need.first_on) or _("未定"), sort="day", css="nowrap"),
        Column(_("お願い"), lambda need: link(_address(need.pk), need.title), sort="title", is_name=True),
        Column(_("学校"), lambda need: need.school__short_name, sort="school"),
        Column(_("学年・組"), lambda need: need.class_name),
        Column(_("人数"), lambda need: f"{agreed.get(need.pk, 0)}/{need.people}", sort="people", css="number"),
        Column(_("状態"), lambda need: _state(mark(need.state, states[need.state]), asked.get(need.pk, 0)), sort="state"),
    ]
    return Table(_("お願いの一覧"), tuple(c for c in columns if has_schools or c.sort != "school"), needs)


def offers_table(offers: Iterable[Any]) -> Table:
    """Rows of ``calls.SHOWN``."""
    states = words(Offer.State)
    columns = (
        Column(_("お名前"), lambda offer: offer.talent__name, is_name=True),
        Column(_("お願い"), lambda offer: link(_address(offer.need_id), f"{offer.need__school__short_name} {offer.need__title}")),
        Column(_("日"), lambda offer: month_day(offer.date__on), css="nowrap"),
        Column(_("返事"), lambda offer: _answer(offer, states)),
        Column(_("期限"), lambda offer: f"{month_day(offer.accept_by)} {clock_time(offer.accept_by)}", css="nowrap"),
    )
    return Table(_("打診の一覧"), columns, offers)


def records_table(activities: Iterable[Any], *, has_schools: bool) -> Table:
    """Rows of ``records.SHOWN``."""
    kinds = words(ActivityKind)
    columns = [
        Column(_("日"), lambda activity: wareki(activity.on), css="nowrap"),
        Column(_("活動"), lambda activity: link(row_address("record_detail", activity.pk), activity.title), is_name=True),
        Column(_("学校"), lambda activity: activity.school__short_name),
        Column(_("種類"), lambda activity: kinds[activity.kind]),
        Column(_("来た方"), lambda activity: activity.volunteers, css="number"),
        Column(_("児童・生徒"), lambda activity: activity.pupils, css="number"),
    ]
    if not has_schools:
        del columns[2]
    return Table(_("活動の記録"), tuple(columns), activities)


def _address(need_id: int) -> str:
    return row_address("need_detail", need_id)


def _state(shown: SafeString, asked: int) -> SafeString:
    if not asked:
        return shown
    return format_html('{} <span class="soft nowrap">{}</span>', shown, _("返事待ち%(n)s人") % {"n": asked})


def _answer(offer: Any, states: dict[str, Any]) -> SafeString:
    shown = mark(offer.state, states[offer.state])
    if offer.state != Offer.State.WAITING:
        return shown
    record = '{} <a href="{}">{}<span class="visually-hidden">：{}</span></a>'
    return format_html(record, shown, row_address("offer_record", offer.pk), _("記録する"), offer.talent__name)
