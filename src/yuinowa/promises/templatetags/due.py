"""How long until a day, in words: あと3日, きょうまで, 2日すぎています."""

import datetime as dt

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yuinowa.core import clock

register = template.Library()


@register.filter
def days_left(due_on: dt.date) -> str:
    return due_words(due_on, clock.today())


def due_words(due_on: dt.date, on: dt.date) -> str:
    left = (due_on - on).days
    if left < 0:
        return ngettext("%(n)s日すぎています", "%(n)s日すぎています", -left) % {"n": -left}
    if left < 2:
        return _("あすまで") if left else _("きょうまで")
    return ngettext("あと%(n)s日", "あと%(n)s日", left) % {"n": left}
