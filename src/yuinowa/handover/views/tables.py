"""What stands in the columns of transfers."""

from collections.abc import Iterable
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from yuinowa.handover.models import Transfer
from yuinowa.ui.markup import link
from yuinowa.ui.navigation import row_address
from yuinowa.ui.status import mark
from yuinowa.ui.tables import Column, Table, words

LOOKS = {"replace": "changed", "leave": "vacant", "come": "new", "renew": "unchanged"}


def transfers_table(rows: Iterable[Transfer]) -> Table:
    kinds = words(Transfer.Kind)
    columns = (
        Column(_("職"), lambda row: link(row_address("post_detail", row.post_id), row.post.label), is_name=True),
        Column(_("異動"), lambda row: mark(LOOKS[row.kind], kinds[row.kind])),
        Column(_("出る人"), lambda row: row.leaving.person.name if row.leaving and row.takes_somebody else "－"),
        Column(_("来る人"), lambda row: f"{row.name}（{row.kana}）" if row.name else "－"),
        Column(_("アカウント"), _account),
    )
    return Table(_("異動の一覧"), columns, rows)


def _account(row: Any) -> SafeString | str:
    if not row.brings_somebody:
        return "－"
    if row.invitation_id:
        return mark("sent", _("招待を送りました"))
    if row.person_id and not row.is_new_person:
        return _("登録のある人")
    return _("招待します") if row.email else mark("missing", _("メールなし"))
