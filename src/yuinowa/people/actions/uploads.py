"""Files of this room that wait for a yes."""

from yuinowa.access.matrix import Permission
from yuinowa.core import uploads
from yuinowa.core.actions import Actor, action
from yuinowa.core.models import Upload


@action(Permission.MANAGE_POSTS)
def keep_upload(*, purpose: str, name: str, content: bytes, by: Actor) -> Upload:
    """Keep a file until its preview is confirmed; only the same post sees it again."""
    return uploads.keep(purpose=purpose, name=name, content=content, by=by)
