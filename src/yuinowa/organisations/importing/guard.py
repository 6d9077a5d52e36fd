"""What is let in at all: sizes, magic bytes and encodings are checked before anything is parsed."""

import io
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from yuinowa.organisations.importing.rows import Message

MAX_FILE_BYTES = 20 * 1024 * 1024
# The largest real list (all of eastern Japan) unpacks to 26 MB at a ratio of 11.
MAX_UNPACKED_BYTES = 200 * 1024 * 1024
MAX_RATIO = 100
MAX_ENTRIES = 1_000
MAX_LINE_CHARACTERS = 100_000

_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_ZIP = b"PK\x03\x04"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")

Form = Literal["xlsx", "csv", "json"]


class Unreadable(Exception):
    """The file as a whole cannot be read; `reason` and `fix` are for the person who chose it."""

    def __init__(self, file: str, reason: "Message", fix: "Message") -> None:
        super().__init__(f"{file}: {reason} {fix}")
        self.file, self.reason, self.fix = file, reason, fix


@dataclass(frozen=True, slots=True)
class Admitted:
    """A file that may be parsed: text with its encoding, or the bytes of a workbook."""

    name: str
    form: Form
    encoding: str = ""
    text: str = ""
    content: bytes = b""


def admit(name: str, content: bytes) -> Admitted:
    if not content.strip():
        raise Unreadable(name, _("ファイルが空です。"), _("中身のあるファイルを選んでください。"))
    if len(content) > MAX_FILE_BYTES:
        raise Unreadable(
            name,
            _("ファイルが大きすぎます（上限は 20 MB です）。"),
            _("必要な都道府県の行だけを残して保存し直してください。"),
        )
    if content.startswith(_ZIP):
        _check_workbook(name, content)
        return Admitted(name, "xlsx", content=content)
    text, encoding = _decode(name, content)
    form: Form = "json" if text.lstrip().startswith(("{", "[")) else "csv"
    if form == "csv":
        _check_lines(name, text)
    return Admitted(name, form, encoding, text)


def _check_workbook(name: str, content: bytes) -> None:
    try:
        entries = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise _broken_workbook(name) from error
    if "xl/workbook.xml" not in {entry.filename for entry in entries}:
        raise Unreadable(
            name,
            _("Excel ブック（.xlsx）ではありません。"),
            _("Excel で「Excel ブック (*.xlsx)」か「CSV UTF-8」として保存してください。"),
        )
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED_BYTES or unpacked > MAX_RATIO * len(content):
        raise Unreadable(
            name,
            _("展開すると大きくなりすぎるファイルです。"),
            _("Excel で開き、必要なシートだけを新しいブックに写して保存してください。"),
        )


def _broken_workbook(name: str) -> Unreadable:
    return Unreadable(
        name,
        _("ファイルが壊れているため開けません。"),
        _("元のファイルをもう一度入手するか、Excel で開いて保存し直してください。"),
    )


def _decode(name: str, content: bytes) -> tuple[str, str]:
    if content.startswith(_OLD_EXCEL):
        raise Unreadable(
            name,
            _("古い形式の Excel（.xls）か、パスワード付きのブックです。"),
            _("Excel で「Excel ブック (*.xlsx)」としてパスワードなしで保存し直してください。"),
        )
    if content.startswith(_UTF16):
        raise Unreadable(
            name,
            _("文字コードが UTF-16 です。"),
            _("Excel で「CSV UTF-8 (コンマ区切り)」として保存し直してください。"),
        )
    if b"\0" not in content:
        for encoding in ("utf-8-sig" if content.startswith(b"\xef\xbb\xbf") else "utf-8", "cp932"):
            try:
                return content.decode(encoding), encoding
            except UnicodeDecodeError:
                continue
    raise Unreadable(
        name,
        _("文字として読めません（UTF-8 でも Shift_JIS（CP932）でもありません）。"),
        _("CSV か Excel ブック (.xlsx) か GeoJSON のファイルを選んでください。"),
    )


def _check_lines(name: str, text: str) -> None:
    if max(map(len, text.split("\n"))) > MAX_LINE_CHARACTERS:
        raise Unreadable(
            name,
            _("表として読めません（1行が長すぎます）。"),
            _("CSV か Excel ブック (.xlsx) の一覧を選んでください。"),
        )
