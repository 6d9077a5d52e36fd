"""What was written about a visit and born in it, as far as the reader may see it."""

from typing import Any

from yuinowa.access.matrix import Permission
from yuinowa.needs.models import Need
from yuinowa.promises.models import Promise
from yuinowa.rounds.models import Introduction, Visit, VisitComment, VisitRecord
from yuinowa.talents.models import Talent


def written(request: Any, visit: Visit) -> dict[str, Any]:
    """The record with everything around it; nothing but ``record`` where nobody wrote one."""
    record = (
        VisitRecord.objects.filter(visit=visit).select_related("written_for__school", "written_for__center", "agreed_for__school").first()
    )
    if record is None:
        return {"record": None}
    actor = request.actor
    promises = Promise.objects.allowing(actor, Permission.SEE_PROMISES).filter(visit_link__visit=visit)
    known = Talent.objects.allowing(actor, Permission.SEE_TALENT_NAME).order_by().values("pk")
    may_comment = VisitRecord.objects.allowing(actor, Permission.COMMENT_VISITS).filter(pk=record.pk).exists()
    return {
        "record": record,
        "promises": promises.select_related(*Promise.SEARCH_RELATED),
        "needs": Need.objects.allowing(actor, Permission.SEE_NEEDS).filter(visit_link__visit=visit),
        "introductions": Introduction.objects.filter(visit=visit, talent__in=known).select_related("talent"),
        "comments": VisitComment.objects.filter(record=record).select_related("post__school", "post__center"),
        "may_comment": may_comment,
        "may_agree": may_comment and record.agreed_at is None,
    }
