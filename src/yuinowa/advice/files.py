"""What is let in as an attachment: judged by its bytes, never by its name alone; pictures are drawn anew, without where and when they were taken."""

import io
import re
import unicodedata
import warnings
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yuinowa.core.errors import Refused

MEGABYTE = 1024 * 1024
MAX_BYTES = 5 * MEGABYTE
# A telephone's photo is larger before it is drawn anew.
MAX_PICTURE_BYTES = 15 * MEGABYTE
MOST_FILES = 3
MAX_PIXELS = 50_000_000
LONGEST_SIDE = 2_400
MAX_UNPACKED_BYTES = 100 * MEGABYTE
MAX_RATIO = 100
MAX_ENTRIES = 5_000
LONGEST_NAME = 100
# Behind the end mark of a PDF stand a line break or two, not a second file.
MAX_AFTER_PDF = 1_024

PICTURES = {"png", "jpg"}
OFFICE = {"xlsx": "xl/workbook.xml", "docx": "word/document.xml", "pptx": "ppt/presentation.xml"}
TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "txt": "text/plain; charset=utf-8",
}
ENDINGS = {**{form: form for form in TYPES}, "jpeg": "jpg"}
ACCEPTED = ",".join(f".{ending}" for ending in ENDINGS)
HELP = gettext_lazy("PDF、写真（JPEG・PNG）、Excel・Word・PowerPoint、テキスト。3つまで、1つ5MBまで（写真は15MBまで）。")

_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_ACTING = re.compile(rb"/(?:JavaScript|Launch|EmbeddedFile|RichMedia)(?![A-Za-z])")
_MARKUP = re.compile(r"<\s*(?:svg|html|script|\?xml|!doctype)", re.IGNORECASE)
# Signs that break lines, turn the direction of writing, or mean something to a file system.
_HARMFUL = re.compile(r'[\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff/\\:*?"<>|]')


@dataclass(frozen=True)
class Sent:
    """A file as somebody sent it."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Admitted:
    """A file as it is kept: ``form`` is a key of ``TYPES``."""

    name: str
    form: str
    content: bytes


def admit(files: Sequence[Sent]) -> list[Admitted]:
    """All of them, or Refused (on the field "attachments") with the name of the first that cannot be kept and what to do about it."""
    if len(files) > MOST_FILES:
        raise Refused(
            "too_many_files", _("ファイルは一度に%(n)sつまでです。分けて送ってください。") % {"n": MOST_FILES}, field="attachments"
        )
    return [admit_one(file) for file in files]


def admit_one(file: Sent) -> Admitted:
    name = clean_name(file.name)
    form = _form_of(name)
    if not file.content:
        raise _refused(name, _("中身が空です。もう一度保存してから選んでください。"))
    limit = MAX_PICTURE_BYTES if form in PICTURES else MAX_BYTES
    if len(file.content) > limit:
        raise _refused(name, _("大きすぎます（上限 %(n)s MB）。ページを分けるか、写真を小さくしてください。") % {"n": limit // MEGABYTE})
    content = _CHECKS[form](name, form, file.content)
    return Admitted(name, form, content)


def clean_name(name: str) -> str:
    """The last part of a path in its usual spelling, without signs that harm; the ending is written small and survives shortening."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    whole = _HARMFUL.sub("", last).strip(" .\u3000")
    stem, dot, ending = whole.rpartition(".")
    if not dot:
        return whole[:LONGEST_NAME] or "添付"
    # Full-width letters in an ending are a slip of the keyboard.
    ending = unicodedata.normalize("NFKC", ending).lower()
    return f"{stem.strip(' .')[: LONGEST_NAME - len(ending) - 1] or _('添付')}.{ending}"


def _form_of(name: str) -> str:
    ending = name.rpartition(".")[2] if "." in name else ""
    if ending in {"xls", "doc", "ppt"}:
        raise _refused(name, _("古い形式です。新しい形式（.xlsx・.docx・.pptx）かPDFで保存し直してください。"))
    if ending in {"heic", "heif"}:
        raise _refused(name, _("この写真の形式は開けない人がいます。JPEGにしてから選んでください。"))
    if ending not in ENDINGS:
        raise _refused(name, _("この種類のファイルは送れません。PDFか写真（JPEG・PNG）、Excel・Word・PowerPoint、テキストにしてください。"))
    return ENDINGS[ending]


def _refused(name: str, why: str) -> Refused:
    return Refused("bad_file", _("「%(name)s」は送れません。%(why)s") % {"name": name, "why": why}, field="attachments")


def _disguised(name: str, form: str) -> Refused:
    return _refused(name, _("中身が .%(form)s のファイルではないか、壊れています。元のファイルを保存し直してください。") % {"form": form})


def _pdf(name: str, form: str, content: bytes) -> bytes:
    end = content.rfind(b"%%EOF")
    if not content.startswith(b"%PDF-") or end < 0 or len(content) - end > MAX_AFTER_PDF or b"PK\x03\x04" in content[end:]:
        raise _disguised(name, form)
    if _ACTING.search(content):
        raise _refused(name, _("動くしかけか、別のファイルが入っています。印刷の「PDFに保存」で作り直してください。"))
    return content


def _picture(name: str, form: str, content: bytes) -> bytes:
    from PIL import Image, ImageOps  # noqa: PLC0415  only pictures need it

    wanted = "PNG" if form == "png" else "JPEG"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(io.BytesIO(content), formats=[wanted]) as picture:
                if picture.width * picture.height > MAX_PIXELS:
                    raise _refused(name, _("画素が多すぎます。小さくしてから選んでください。"))
                picture.load()
                return _drawn_anew(ImageOps.exif_transpose(picture), wanted)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Warning) as error:
        raise _disguised(name, form) from error


def _drawn_anew(picture: Any, wanted: str) -> bytes:
    """Only what is seen: no place, no time, no name of the telephone, nothing behind the last point."""
    from PIL import Image  # noqa: PLC0415

    seen = picture.convert("RGB" if wanted == "JPEG" else "RGBA" if "A" in picture.getbands() or "transparency" in picture.info else "RGB")
    seen.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    bare = Image.new(seen.mode, seen.size)
    bare.paste(seen)
    stream = io.BytesIO()
    bare.save(stream, format=wanted, **({"quality": 85} if wanted == "JPEG" else {}))
    if stream.tell() > MAX_BYTES:
        # A photo kept as PNG: drawn as one that is not.
        return _drawn_smaller(bare)
    return stream.getvalue()


def _drawn_smaller(picture: Any) -> bytes:
    picture.thumbnail((LONGEST_SIDE // 2, LONGEST_SIDE // 2))
    stream = io.BytesIO()
    picture.save(stream, format="PNG")
    return stream.getvalue()


def _office(name: str, form: str, content: bytes) -> bytes:
    if content.startswith(_OLD_OFFICE):
        raise _refused(name, _("パスワードがついているか、古い形式です。パスワードなしの新しい形式で保存し直してください。"))
    if not content.startswith(b"PK\x03\x04"):
        raise _disguised(name, form)
    try:
        entries = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise _disguised(name, form) from error
    names = {entry.filename for entry in entries}
    if not {"[Content_Types].xml", OFFICE[form]} <= names or any(_leads_out(one) for one in names):
        raise _disguised(name, form)
    if any(one.lower().endswith("vbaproject.bin") for one in names):
        raise _refused(name, _("マクロが入っています。マクロなしで保存し直してください。"))
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED_BYTES or unpacked > MAX_RATIO * len(content):
        raise _refused(name, _("展開すると大きくなりすぎます。必要なところだけを新しいファイルに写してください。"))
    return content


def _leads_out(entry: str) -> bool:
    return entry.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", entry)


def _text(name: str, form: str, content: bytes) -> bytes:
    """Kept as UTF-8; never markup under another name."""
    for encoding in ("utf-8-sig", "cp932"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text or _MARKUP.search(text):
            break
        return text.encode()
    raise _disguised(name, form)


_CHECKS = {"pdf": _pdf, "png": _picture, "jpg": _picture, "xlsx": _office, "docx": _office, "pptx": _office, "txt": _text}
