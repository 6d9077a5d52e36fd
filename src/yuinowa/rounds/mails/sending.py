"""What every mail of this room says and to whom it goes."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from yuinowa.core import clock
from yuinowa.core.outbox import post_mail
from yuinowa.engine.calendar import wareki
from yuinowa.organisations.models import Municipality
from yuinowa.people.models import Person, Post
from yuinowa.promises.mails import readers_of
from yuinowa.rounds.models import Visit
from yuinowa.ui.templatetags.dates import clock_time

FOLDER = "rounds/mails"


def when(visit: Any) -> str:
    """令和8年12月3日（木）10:00～11:00, of a visit or of an option."""
    return f"{wareki(visit.on)}{clock_time(visit.arrives_at)}～{clock_time(visit.leaves_at)}"


def readers_at(school_ids: Collection[int]) -> dict[int, list[Person]]:
    """Who reads for each school: the 事業担当教員, or the 教頭 who stands in; three queries however many schools."""
    posts = list(Post.objects.filter(kind=Post.Kind.LIAISON_TEACHER, school__in=school_ids).standing(clock.today()))
    found: dict[int, list[Person]] = {school_id: [] for school_id in school_ids}
    for post_id, people in readers_of(posts, clock.today()).items():
        school_id = next(post.school_id for post in posts if post.pk == post_id)
        found[school_id] += [person for person in people if person not in found[school_id]]
    return found


def holders(post: Post) -> list[Person]:
    return readers_of([post], clock.today())[post.pk]


def about(visit: Visit) -> dict[str, Any]:
    return {"visit": visit, "school": visit.school, "who": visit.post.label, "when": when(visit), "center": visit.post.center}


def send(name: str, key: str, people: Iterable[Person], facts: Mapping[str, Any], *, calendar: str = "") -> None:
    readers = [person for person in people if person.email]
    office = Municipality.objects.first() if readers else None
    for person in readers:
        context = {**facts, "office": office, "reader": person}
        post_mail(key=f"{key}:{person.pk}", to=person.email, template=f"{FOLDER}/{name}.txt", context=context, calendar=calendar)
