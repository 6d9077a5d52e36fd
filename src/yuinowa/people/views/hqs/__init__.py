"""地域学校協働本部 on the screen: the list, one 本部, and what the section decides about them."""

from yuinowa.people.views.hqs.changes import hq_assign, hq_edit, hq_new, hq_school_end
from yuinowa.people.views.hqs.lists import hq_export, hq_list
from yuinowa.people.views.hqs.members import hq_member_end, hq_member_new, hq_renew
from yuinowa.people.views.hqs.pages import hq_detail

__all__ = [
    "hq_assign",
    "hq_detail",
    "hq_edit",
    "hq_export",
    "hq_list",
    "hq_member_end",
    "hq_member_new",
    "hq_new",
    "hq_renew",
    "hq_school_end",
]
