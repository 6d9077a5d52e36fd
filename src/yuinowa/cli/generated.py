"""Pages of docs/ that are written from the code, so that they are never out of date."""

from collections.abc import Callable, Iterator
from pathlib import Path

from django.apps import apps

from yuinowa.access.matrix import EVERYBODY, MATRIX, Permission, Reach, Role
from yuinowa.core.private import DECLARED

DOCS = Path(__file__).parents[3] / "docs"

ROLES = {
    Role.SECTION_STAFF: ("生涯学習課", "section"),
    Role.COORDINATOR: ("コーディネーター", "coordinator"),
    Role.INSTRUCTOR: ("社会教育指導員", "instructor"),
    Role.CENTER_STAFF: ("公民館", "center staff"),
    Role.LIAISON_TEACHER: ("事業担当教員", "liaison teacher"),
    Role.PRINCIPAL: ("校長・教頭", "principal"),
    Role.CLEARANCE_MANAGER: ("安全確認担当", "clearance manager"),
    Role.TALENT: ("地域人材", "talent"),
    Role.WORKPLACE: ("事業所", "workplace"),
    Role.GUARDIAN: ("保護者", "guardian"),
    Role.CHILD: ("児童生徒", "child"),
    Role.SYSTEM_ADMIN: ("システム管理者", "administrator"),
    Role.PUBLIC: ("だれでも", "public"),
}
REACHES = {
    Reach.PUBLIC: ("公開", "public"),
    Reach.OWN: ("本人", "own"),
    Reach.ASSIGNED: ("担当", "assigned"),
    Reach.SCHOOL: ("自校", "school"),
    Reach.BLOCK: ("地区", "block"),
    Reach.CITY: ("市全体", "city"),
}
PERMISSIONS = {
    Permission.SEE_PUBLIC: ("公開ページを見る", "see public pages"),
    Permission.SEE_HOME: ("「きょう」を見る", "see one's own day"),
    Permission.SEARCH: ("さがす", "search"),
    Permission.SEE_CITY: ("市全体のようすを見る", "see how the whole city stands"),
    Permission.SEE_SCHOOLS: ("学校を見る", "see schools"),
    Permission.MANAGE_ORGANISATIONS: ("学校・地区・公民館・本部をなおす", "change schools, blocks, centers and collaboration headquarters"),
    Permission.MANAGE_CALENDAR: ("校時と休業日をなおす", "change timetables and closed days"),
    Permission.SEE_HQS: ("本部とその人を見る", "see collaboration headquarters and who is in them"),
    Permission.SEE_POSTS: ("職と担当者を見る", "see posts and holders"),
    Permission.MANAGE_POSTS: ("職と担当者をなおす・招待する", "change posts, invite holders"),
    Permission.SEE_PERSON_CONTACT: ("職員と本部の人の連絡先を見る", "see contacts of staff and of members of headquarters"),
    Permission.SEE_LOOKS: ("連絡先の閲覧の記録を見る", "see who looked at contacts"),
    Permission.REGISTER_TALENT: ("人材バンクに申し込む", "ask to join the talent bank"),
    Permission.SEE_TALENT_NAME: ("人材の名前を見る", "see names of talents"),
    Permission.SEE_TALENT_CONTACT: ("人材の連絡先を見る", "see contacts of talents"),
    Permission.MANAGE_TALENTS: ("人材の登録をなおす・承認する", "change and approve talents"),
    Permission.EDIT_OWN_TALENT: ("自分の登録をなおす", "change one's own registration"),
    Permission.MANAGE_SKILLS: ("技能の分類をなおす", "change the skill taxonomy"),
    Permission.SEE_ALLOWED_SETTING: ("活動できる場面を見る", "see the allowed setting"),
    Permission.DECIDE_ALLOWED_SETTING: ("活動できる場面を決める", "decide the allowed setting"),
    Permission.SEE_NEEDS: ("お願いを見る", "see needs"),
    Permission.POST_NEEDS: ("お願いを出す・なおす", "post and change needs"),
    Permission.APPROVE_NEEDS: ("お願いを承認する", "approve needs"),
    Permission.SEE_OFFERS: ("打診を見る", "see offers"),
    Permission.SEND_OFFERS: ("打診を送る", "send offers"),
    Permission.ANSWER_OFFERS: ("打診に答える", "answer offers"),
    Permission.RECORD_ANSWERS: ("電話・はがきの答えを記録する", "record answers by telephone or card"),
    Permission.PLAN_TERM: ("学期の計画を立てる", "plan a term"),
    Permission.SEE_PROMISES: ("約束を見る", "see promises"),
    Permission.MAKE_PROMISES: ("約束を書きとめる", "write down promises"),
    Permission.KEEP_PROMISES: ("約束を守る・引きつぐ・取り下げる", "keep, hand on and withdraw promises"),
    Permission.SEE_VISITS: ("巡回訪問を見る", "see circuit visits"),
    Permission.PLAN_ROUNDS: ("巡回を計画する・訪問を動かす", "plan rounds, move visits"),
    Permission.REPORT_ABSENCE: ("指導員の休みを届ける", "report an instructor's absence"),
    Permission.CLOSE_FOR_WEATHER: ("荒天・災害で学校を休みにする", "close schools for the weather"),
    Permission.ANSWER_SUBSTITUTION: ("代わりの訪問に答える", "answer a request to substitute"),
    Permission.ANSWER_VISITS: ("訪問の日に答える", "answer a proposed visit"),
    Permission.TELL_VISITS: ("訪問の変更を電話で知らせる", "tell changes of visits by telephone"),
    Permission.RECORD_VISITS: ("訪問を記録する", "record visits"),
    Permission.COMMENT_VISITS: ("訪問記録に書きそえる", "comment on visit records"),
    Permission.WRITE_NOTES: ("訪問先でメモを書く", "write notes on the way"),
    Permission.SEE_ADVICE: ("相談を見る（地区は、相談した人が見せたもの）", "see consultations (of a block: those shown to it)"),
    Permission.ASK_ADVICE: ("相談する", "ask for advice"),
    Permission.ANSWER_ADVICE: ("相談に答える・聞いた相談を書きとめる", "answer, and record what was asked elsewhere"),
    Permission.KEEP_ADVICE: ("相談を終わりにする・開きなおす", "close and reopen consultations"),
    Permission.SEE_KNOWLEDGE: ("事例を読む", "read cases"),
    Permission.EDIT_KNOWLEDGE: ("事例を直す・公開する", "edit and publish cases"),
    Permission.SEE_COLLEAGUE_PACK: ("校内配布用の一枚を印刷する", "print the sheet for the staff room"),
    Permission.SEE_HANDOVER: ("引継書を読む", "read handover files"),
    Permission.WRITE_HANDOVER: ("引継書のひとことを書く", "write the note of a handover file"),
    Permission.ACKNOWLEDGE_HANDOVER: ("引継書を受けとる", "acknowledge a handover file"),
    Permission.ROLL_OVER: ("年度替わりを進める", "roll the year over"),
    Permission.SEE_RECORDS: ("記録を見る", "see records"),
    Permission.RECORD_ACTIVITIES: ("活動を記録する", "record activities"),
    Permission.SEND_THANKS: ("お礼を送る", "send thanks"),
    Permission.EXPORT: ("Excel・CSVで取り出す", "export"),
    Permission.CHANGE_SETTINGS: ("市の設定を変える", "change settings"),
    Permission.SEE_TECHNICAL: ("動作のようすを見る", "see how the system runs"),
}


def permissions() -> str:
    return "\n".join(_permission_lines())


def _permission_lines() -> Iterator[str]:
    yield "# 権限の表 / Permissions"
    yield ""
    yield "<!-- written by `yuinowa document` from src/yuinowa/access/matrix.py -->"
    yield ""
    yield "だれが、何を、どこまでできるかの表です。空らんは「できない」。権限は、きょう有効な職についてきます。"
    yield ""
    yield "Who may do what, and how far. An empty cell means no. Rights come from a post that is valid today."
    for language, number in (("日本語", 0), ("English", 1)):
        yield from ("", f"## {language}", "")
        yield "| | " + " | ".join(ROLES[role][number] for role in EVERYBODY) + " |"
        yield "|" + "---|" * (len(EVERYBODY) + 1)
        for permission in Permission:
            row = MATRIX[permission]
            cells = (REACHES[row[role]][number] if role in row else "" for role in EVERYBODY)
            yield f"| {PERMISSIONS[permission][number]} | " + " | ".join(cells) + " |"
    yield ""


def private_data() -> str:
    return "\n".join(_private_lines())


def _private_lines() -> Iterator[str]:
    yield "# 個人データの表 / Personal data"
    yield ""
    yield "<!-- written by `yuinowa document` from the declarations of the models -->"
    yield ""
    yield "どの表のどの項目が個人データか、だれが読むか、いつ消すか。 / Which fields are personal, who reads them, when they are deleted."
    yield ""
    yield "| 表 / table | 項目 / fields | 読む人 / readers | 消す時 / deleted |"
    yield "|---|---|---|---|"
    for label in sorted(DECLARED):
        declared = DECLARED[label]
        yield f"| {apps.get_model(label)._meta.label} | {', '.join(declared.fields)} | {declared.readers} | {declared.deleted} |"
    yield ""


GENERATED: dict[str, Callable[[], str]] = {"permissions.md": permissions, "data.md": private_data}


def stale() -> list[str]:
    """Generated pages that no longer say what the code says."""
    return [name for name, write in GENERATED.items() if not (DOCS / name).exists() or (DOCS / name).read_text() != write()]


def write_all() -> None:
    for name, write in GENERATED.items():
        (DOCS / name).write_text(write())
