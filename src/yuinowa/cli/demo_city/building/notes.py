"""Notes that the instructors wrote at their latest visits and have not taken over into a record yet."""

from __future__ import annotations

import uuid
from itertools import cycle

from yuinowa.cli.demo_city.building.world import World, at
from yuinowa.cli.demo_city.chance import stream
from yuinowa.needs.models import Need
from yuinowa.rounds import actions
from yuinowa.rounds.models import FieldNote, Visit

LATEST = 2
HEARD = (
    "家庭科のミシン、針の予備が少ない。1月の授業までに手伝ってくれる人がほしいとのこと。",
    "校庭の花壇は冬のあいだ休み。春の植えかえを地域の人とやりたい。3月に日を決める。",
    "昔あそびの会は好評。こま回しの先生に、来年もお願いしたいそうです。",
    "学校だよりに協働活動の欄ができた。写真の確かめ方を聞かれた。",
    "読み聞かせは月2回に増やしたい。木曜の朝なら体育館わきの部屋が使える。",
    "校外学習の引率が足りない。神社まで歩いて20分、途中に信号のない横断歩道が一つ。",
)


ASKED = "「{title}」に来てくださる方を、きょうも聞かれた。心当たりの方に声をかけてみる。"


def build_notes(world: World) -> int:
    """Returns how many there are."""
    rng = stream(world.seed, "notes of the way")
    heard = cycle(rng.sample(HEARD, len(HEARD)))
    for center in world.spec.centers:
        visits = Visit.objects.for_post(world.posts[f"instructor:{center.key}"]).filter(on__lt=world.today, state=Visit.State.DONE)
        for number, visit in enumerate(visits.select_related("school").order_by("-on", "-pk")[:LATEST]):
            # Written on leaving; every other note is about what the school looks for.
            text = (_asked(visit) if number % 2 else "") or next(heard)
            with at(visit.on, visit.leaves_at.hour, visit.leaves_at.minute) as moment:
                key = uuid.UUID(int=rng.getrandbits(128), version=4)
                actions.receive_note(key=key, text=text, written_at=moment, visit_id=visit.pk, by=world.actor("instructor", center.key))
    return FieldNote.objects.count()


def _asked(visit: Visit) -> str:
    """Of a need that the school had posted by then and nobody has taken."""
    needs = visit.school.needs.filter(state__in=[Need.State.OPEN, Need.State.ASKING], posted_at__date__lt=visit.on)
    need = needs.order_by("first_on", "pk").first()
    return ASKED.format(title=need.title) if need else ""
