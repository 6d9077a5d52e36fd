"""The people of a desk: who came, whom to telephone, whose setting is to be decided. Contacts only as far as the post may see them."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q
from django.utils.translation import gettext as _

from yuinowa.access.matrix import Permission
from yuinowa.handover.sections.desk import MOST_LINES, Desk, Line, Section, section
from yuinowa.needs.models import Engagement, Need
from yuinowa.organisations.models import Municipality
from yuinowa.people.models import Appointment, Person, Post
from yuinowa.promises.queries import nameable
from yuinowa.talents.models import Talent
from yuinowa.talents.queries import to_decide
from yuinowa.ui.navigation import row_address
from yuinowa.ui.templatetags.dates import wareki


def contacts(desk: Desk) -> Section | None:
    """Who came in the last year, most often first."""
    if not desk.may(Permission.SEE_TALENT_NAME) or not desk.may(Permission.SEE_NEEDS):
        return None
    needs = Need.objects.allowing(desk.actor, Permission.SEE_NEEDS).filter(first_on__range=(desk.year_ago, desk.on))
    came = Engagement.objects.live().filter(need__in=needs).order_by().values("talent")
    times = {row["talent"]: row for row in came.annotate(n=Count("pk"), last=Max("date__on"))}
    talents = Talent.objects.allowing(desk.actor, Permission.SEE_TALENT_NAME).filter(pk__in=times)
    often = sorted(talents.values_list("pk", flat=True), key=lambda pk: (-times[pk]["n"], pk))
    shown: list[Person] = []
    lines = list(_people(desk, often[:MOST_LINES], times, shown))
    header = (_("名前"), _("ふりがな"), _("できること"), _("回数"), _("最後に来た日"), _("電話"), _("メール"))
    empty = _("この一年に来てくださった方はいません。")
    found = section("contacts", _("お世話になった方"), header, lines, empty=empty, total=len(often))
    return replace(found, persons=tuple(shown))


def _people(desk: Desk, keys: list[int], times: dict[int, dict[str, Any]], shown: list[Person]) -> Iterator[Line]:
    """``shown`` is filled with those whose contacts stand in the lines."""
    rows = Talent.objects.filter(pk__in=keys).select_related("person").prefetch_related("skills").defer("search_text", "search_grams")
    talents = {talent.pk: talent for talent in rows}
    is_open = set(Talent.objects.allowing(desk.actor, Permission.SEE_TALENT_CONTACT).filter(pk__in=keys).values_list("pk", flat=True))
    closed = _("公民館へ")
    for key in keys:
        talent = talents[key]
        person = talent.person if key in is_open else None
        shown += [person] if person else []
        yield Line(
            (
                talent.name,
                talent.kana,
                "、".join(skill.name for skill in talent.skills.all()),
                times[key]["n"],
                wareki(times[key]["last"]),
                person.telephone if person else closed,
                person.email if person else closed,
            ),
            row_address("talent_detail", key),
        )


def colleagues(desk: Desk) -> Section | None:
    """Whom the post works with: the posts it may name, with who holds them and the telephone of the place."""
    posts = nameable(desk.actor).standing(desk.on).exclude(pk=desk.post.pk)
    rows = list(posts.select_related("school", "center").order_by("school__kana", "center__kana", "kind", "number")[:MOST_LINES])
    if not rows:
        return None
    held = dict(Appointment.objects.valid(desk.on).filter(post__in=rows).values_list("post_id", "person__name"))
    office = Municipality.objects.first()
    lines = (Line((post.label, held.get(post.pk, _("担当者なし")), _telephone(post, office))) for post in rows)
    header = (_("職"), _("担当者"), _("電話"))
    return section("colleagues", _("いっしょに進める職"), header, lines, empty="", total=posts.count())


def _telephone(post: Post, office: Municipality | None) -> str:
    if post.place:
        return post.place.telephone
    return office.telephone if office else ""


def settings_to_decide(desk: Desk) -> Section | None:
    """For who decides about settings: whose turn it is, and until when."""
    if not desk.may(Permission.DECIDE_ALLOWED_SETTING):
        return None
    is_registered = Exists(Talent.objects.filter(person=OuterRef("pk")).exclude(state=Talent.State.ENDED))
    due: Q = to_decide(desk.on)
    persons = Person.objects.allowing(desk.actor, Permission.DECIDE_ALLOWED_SETTING).living().filter(is_registered, due)
    rows = persons.select_related("allowed_setting").order_by("allowed_setting__recheck_on", "kana")
    lines = (Line((person.name, person.kana, _until(person))) for person in rows[:MOST_LINES])
    header = (_("名前"), _("ふりがな"), _("見直しの日"))
    return section("settings", _("場を確かめる方"), header, lines, empty=_("確かめる方はいません。"), total=persons.count())


def _until(person: Any) -> str:
    setting = getattr(person, "allowed_setting", None)
    return wareki(setting.recheck_on) if setting else _("まだ決めていません")
