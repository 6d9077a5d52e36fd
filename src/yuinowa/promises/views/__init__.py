"""The pages of this room."""

from yuinowa.promises.views.bulk import promises_finish, promises_reopen
from yuinowa.promises.views.changes import promise_finish, promise_hand_on, promise_move, promise_reopen, promise_withdraw
from yuinowa.promises.views.detail import promise_detail
from yuinowa.promises.views.lists import promise_export, promise_list
from yuinowa.promises.views.making import promise_new

__all__ = [
    "promise_detail",
    "promise_export",
    "promise_finish",
    "promise_hand_on",
    "promise_list",
    "promise_move",
    "promise_new",
    "promise_reopen",
    "promise_withdraw",
    "promises_finish",
    "promises_reopen",
]
