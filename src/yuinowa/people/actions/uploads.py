"""Files of this room that wait for a yes."""

from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.core.actions import Actor, action
from yuinowa.core.models import Upload


@action(Permission.MANAGE_POSTS)
def keep_upload(*, purpose: str, name: str, content: bytes, by: Actor) -> Upload:
    """Keep a file until its preview is confirmed; only the same post sees it again."""
    return Upload.objects.create(
        purpose=purpose, name=name[:200], content=content, person_id=by.person_id, post_id=by.post_id, at=clock.now()
    )
