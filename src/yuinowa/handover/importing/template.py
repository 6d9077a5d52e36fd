"""The list as the section gets it: every post with its present holder; only leaving and coming is left to fill in."""

import datetime as dt
import io

import xlsxwriter
from django.utils.translation import gettext as _

from yuinowa.core.export import safe
from yuinowa.people.models import Appointment, Post

NUMBER, KIND, PLACE, HOLDER, MOVE = "番号", "職", "学校・公民館", "いまの担当者", "異動"
NAME, KANA, MAIL, TELEPHONE = "後任の氏名", "後任のふりがな", "後任のメール", "後任の電話"
COLUMNS = (NUMBER, KIND, PLACE, HOLDER, MOVE, NAME, KANA, MAIL, TELEPHONE)
REQUIRED = (NUMBER, KIND, MOVE, NAME)
LEAVES = "出る"
WIDTHS = (8, 22, 22, 18, 8, 18, 22, 30, 16)


def template(last_on: dt.date) -> bytes:
    """A workbook of the posts that stand on the last day and after."""
    posts = Post.objects.standing(last_on + dt.timedelta(days=1)).with_place()
    rows = list(posts.order_by("school__block__order", "center__block__order", "school__code", "center", "kind", "number"))
    held = dict(Appointment.objects.valid(last_on).filter(post__in=rows).values_list("post_id", "person__name"))
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("異動")
        fixed = book.add_format({"bg_color": "#F2F2F2", "border": 1})
        free = book.add_format({"border": 1})
        sheet.write_row(0, 0, COLUMNS, book.add_format({"bold": True, "bg_color": "#E8F1FE", "border": 1}))
        for number, post in enumerate(rows, start=1):
            known = (str(post.pk), post.get_kind_display(), str(post.place or ""), held.get(post.pk, ""))
            for column, text in enumerate(known):
                sheet.write_string(number, column, safe(text), fixed)
            for column in range(len(known), len(COLUMNS)):
                sheet.write_blank(number, column, None, free)
        for column, width in enumerate(WIDTHS):
            sheet.set_column(column, column, width)
        sheet.data_validation(1, 4, max(len(rows), 1), 4, {"validate": "list", "source": [LEAVES], "ignore_blank": True})
        sheet.freeze_panes(1, 4)
        sheet.autofilter(0, 0, len(rows), len(COLUMNS) - 1)
        _explain(book.add_worksheet("書き方"))
    return stream.getvalue()


def _explain(sheet) -> None:  # type: ignore[no-untyped-def]
    lines = (
        _("出る人の行の「異動」に「出る」と書きます。残る人の行は、そのままにしておきます。"),
        _("後任が決まっていれば、氏名・ふりがな・メールを書きます。決まっていなければ空けておくと、4月1日から空席になります。"),
        _("いま空いている職に来る人は、「異動」を空けて、氏名から書きます。"),
        _("市の中で職が変わる人は、前の職の行に「出る」、新しい職の行に氏名と、いまのメールを書きます。アカウントはそのまま使えます。"),
        _("灰色の列は変えないでください。行を消すと、その職は「残る」とみなします。"),
    )
    sheet.set_column(0, 0, 110)
    for row, line in enumerate(lines):
        sheet.write_string(row, 0, line)
