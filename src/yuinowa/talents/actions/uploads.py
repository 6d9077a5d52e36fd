"""Files of registrations that wait for a yes."""

from collections.abc import Sequence

from yuinowa.access.matrix import Permission
from yuinowa.core import uploads
from yuinowa.core.actions import Actor, action
from yuinowa.core.models import Upload
from yuinowa.talents.actions.details import TalentDetails
from yuinowa.talents.actions.register import register_talents
from yuinowa.talents.models import Talent

PURPOSE = "talents"


@action(Permission.MANAGE_TALENTS)
def keep_talent_file(*, by: Actor, name: str, content: bytes) -> Upload:
    """Keep a file until its preview is confirmed; only the same post sees it again."""
    return uploads.keep(purpose=PURPOSE, name=name, content=content, by=by)


@action(Permission.MANAGE_TALENTS)
def import_talents(*, by: Actor, upload_id: object, rows: Sequence[TalentDetails]) -> list[Talent]:
    """Register what a confirmed file holds, and let the file go."""
    talents: list[Talent] = register_talents(by=by, rows=rows)
    Upload.objects.filter(pk=upload_id, purpose=PURPOSE).delete()
    return talents
