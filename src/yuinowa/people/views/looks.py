"""閲覧の記録: who saw whose contact, for the section; and for somebody whose contact was seen, which post saw it."""

from collections.abc import Iterator
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yuinowa.access.guards import may, requires
from yuinowa.access.matrix import Permission, Reach, reaches
from yuinowa.core import clock
from yuinowa.core.actions import Actor
from yuinowa.core.export import table_response
from yuinowa.people.forms import LookFilter
from yuinowa.people.models import ContactLook, Person, Post
from yuinowa.ui.navigation import query_with
from yuinowa.ui.tables import Column, Table, words
from yuinowa.ui.templatetags.dates import day_and_time

PER_PAGE = 50
MOST_NAMES = 3
LATEST = 10
# How far back the list goes by itself: the whole city's year is long.
MONTH, YEAR = 30, 365
TOGETHER = ("at", "page", "seen_by__name", "post__kind", "post__school__short_name", "post__center__name")


@requires(Permission.SEE_LOOKS)
def look_list(request: HttpRequest) -> HttpResponse:
    """One line for each time that a page was opened; a list of fifty people is one line."""
    form, looks = _asked(request)
    opened = looks.order_by("-at", "post", "page").values(*TOGETHER).annotate(n=Count("pk"), names=ArrayAgg("person__name", order_by="pk"))
    page = Paginator(opened, PER_PAGE).get_page(request.GET.get("page"))
    is_office = _is_office(request.actor)  # type: ignore[attr-defined]
    facts = {
        "filter": form,
        "page": page,
        "table": _table(page, is_office),
        "is_office": is_office,
        "from_on": form.begins_on,
        "excel": f"{reverse('look_export')}?{query_with(request.GET, form='xlsx')}",
        "csv": f"{reverse('look_export')}?{query_with(request.GET, form='csv')}",
    }
    return render(request, "people/look_list.html", facts)


@requires(Permission.SEE_LOOKS)
def look_export(request: HttpRequest) -> HttpResponse:
    """One line for each person whose contact was seen."""
    _form, looks = _asked(request)
    header = [_("いつ"), _("職"), _("見た人"), _("ページ"), _("見られた人")]
    is_office = _is_office(request.actor)  # type: ignore[attr-defined]
    return table_response(request.GET.get("form", ""), name=_("閲覧の記録"), header=header, rows=_cells(looks, is_office))


def looks_at(actor: Actor, person: Person) -> list[ContactLook] | None:
    """The latest looks at the contact of one person, as far as ``actor`` may know; None for who may not."""
    if not may(actor, Permission.SEE_LOOKS):
        return None
    return list(ContactLook.objects.allowing(actor, Permission.SEE_LOOKS).filter(person=person).with_names()[:LATEST])


def _asked(request: HttpRequest) -> tuple[LookFilter, Any]:
    days = MONTH if _is_office(request.actor) else YEAR  # type: ignore[attr-defined]
    form = LookFilter(request.GET, on=clock.today(), days=days)
    return form, form.narrow(ContactLook.objects.allowing(request.actor, Permission.SEE_LOOKS))  # type: ignore[attr-defined]


def _is_office(actor: Actor) -> bool:
    """Others read which post looked, not who held it."""
    return Reach.CITY in reaches(actor.roles, Permission.SEE_LOOKS)


def _table(rows: Any, is_office: bool) -> Table:
    pages = words(ContactLook.Page)
    who = Column(_("見た人"), lambda row: row["seen_by__name"] or "－")
    whose = Column(_("見られた人"), _names)
    columns = (
        Column(_("いつ"), lambda row: day_and_time(row["at"]), is_name=True),
        Column(_("職"), lambda row: Post.named(row["post__kind"], row["post__school__short_name"] or row["post__center__name"])),
        *([who] if is_office else []),
        Column(_("ページ"), lambda row: pages[row["page"]]),
        *([whose] if is_office else []),
    )
    return Table(_("閲覧の記録"), columns, rows)


def _names(row: dict[str, Any]) -> str:
    shown, rest = "、".join(row["names"][:MOST_NAMES]), row["n"] - MOST_NAMES
    return shown if rest <= 0 else ngettext("%(names)sほか%(n)s人", "%(names)sほか%(n)s人", rest) % {"names": shown, "n": rest}


def _cells(looks: Any, is_office: bool) -> Iterator[list[Any]]:
    pages = words(ContactLook.Page)
    for row in looks.order_by("-at", "-pk").values(*TOGETHER, "person__name").iterator():
        post = Post.named(row["post__kind"], row["post__school__short_name"] or row["post__center__name"])
        yield [row["at"], post, row["seen_by__name"] if is_office else "", pages[row["page"]], row["person__name"]]
