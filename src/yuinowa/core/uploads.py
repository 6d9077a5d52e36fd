"""Files that wait for somebody's yes after their preview."""

import datetime as dt
from typing import Any

from yuinowa.core import clock
from yuinowa.core.actions import Actor
from yuinowa.core.models import Upload

KEPT_FOR = dt.timedelta(days=1)


def keep(*, purpose: str, name: str, content: bytes, by: Actor, **options: Any) -> Upload:
    """Keep a file until its preview is confirmed; only the same post sees it again. Called by actions, which ask for the permission."""
    return Upload.objects.create(
        purpose=purpose, name=name[:200], content=content, options=options, person_id=by.person_id, post_id=by.post_id, at=clock.now()
    )


def drop_outdated(now: dt.datetime) -> int:
    """Delete files that nobody confirmed within a day; returns how many."""
    return Upload.objects.filter(at__lt=now - KEPT_FOR).delete()[0]
