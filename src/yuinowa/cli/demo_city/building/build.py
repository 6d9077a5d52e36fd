"""Stage by stage, with a line for each."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable

from django.db import connection

from yuinowa.cli.demo_city.building.advised import build_advice
from yuinowa.cli.demo_city.building.bank import build_absences, build_bank, build_skills
from yuinowa.cli.demo_city.building.coming import build_candidates, build_coming, build_plan
from yuinowa.cli.demo_city.building.handed_over import build_next_rollover
from yuinowa.cli.demo_city.building.heard import build_heard
from yuinowa.cli.demo_city.building.hqs import build_hqs
from yuinowa.cli.demo_city.building.notes import build_notes
from yuinowa.cli.demo_city.building.past import build_past
from yuinowa.cli.demo_city.building.places import build_places
from yuinowa.cli.demo_city.building.posts import build_posts
from yuinowa.cli.demo_city.building.present import build_present
from yuinowa.cli.demo_city.building.promised import build_promises
from yuinowa.cli.demo_city.building.rounds import build_rounds
from yuinowa.cli.demo_city.building.upsets import build_present_upsets
from yuinowa.cli.demo_city.building.world import World
from yuinowa.cli.demo_city.city import design
from yuinowa.core import jobs

Say = Callable[[str], object]
STAGES: tuple[tuple[str, Callable[[World], int]], ...] = (
    ("地区・公民館・学校 / places", build_places),
    ("職と人 / posts", build_posts),
    ("本部 / collaboration headquarters", build_hqs),
    ("できることの分類 / skills", build_skills),
    ("人材バンク / talents", build_bank),
    ("2年間の活動 / history", build_past),
    ("来学期のお願い / needs of the coming term", build_coming),
    ("お休みの予定 / absences", build_absences),
    ("今月の打診と返事 / offers of these weeks", build_present),
    ("約束 / promises", build_promises),
    ("巡回訪問 / visits", build_rounds),
    ("相談 / advice", build_advice),
    ("訪問の記録 / visit records", build_heard),
    ("急な変更 / sudden changes", build_present_upsets),
    ("来年度の異動 / next rollover", build_next_rollover),
    ("訪問メモ / notes", build_notes),
    ("来学期の計画 / term plan", build_plan),
    ("つぎの候補 / candidates", build_candidates),
)


def build(size: str, *, seed: int, today: dt.date, say: Say = print) -> World:
    """Build the demo city into an empty database. ``size`` is a key of SIZES."""
    # A half-built city is begun again from nothing, so no commit has to wait for the disk.
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit TO off")
    world = World(design(size, seed=seed, today=today), seed)
    for name, stage in STAGES:
        started = time.monotonic()
        with jobs.held():
            count = stage(world)
        say(f"  {name}: {count} ({time.monotonic() - started:.1f} s)")
    return world
