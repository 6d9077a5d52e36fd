"""Attachments: what is kept, what is refused in words that help, and what a picture no longer tells."""

import io
import zipfile

import pytest
from PIL import Image

from tests.unit.advice.conftest import PDF, office, picture
from yuinowa.advice.files import MAX_BYTES, MAX_PICTURE_BYTES, Sent, admit, admit_one, clean_name
from yuinowa.core.errors import Refused

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
PIXEL_BOMB = (9_000, 9_000)


def refusal(file: Sent) -> str:
    with pytest.raises(Refused) as refused:
        admit_one(file)
    assert refused.value.facts == {"field": "attachments"}
    return refused.value.message


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\先生\\案内.pdf", "案内.pdf"),
        ("案内　第１号（最終）.PDF", "案内　第１号（最終）.pdf"),
        ("写真．ＪＰＧ", "写真．ＪＰＧ"),
        ("写真.ＪＰＧ", "写真.jpg"),
        ("\u202egpj.案内.pdf", "gpj.案内.pdf"),
        ("a\r\nSet-Cookie: x=1.pdf", "aSet-Cookie x=1.pdf"),
        ("..pdf", "pdf"),
        ("...", "添付"),
        ("か\u3099くしゅう.txt", "がくしゅう.txt"),
        ("あ" * 300 + ".xlsx", "あ" * 95 + ".xlsx"),
    ],
)
def test_names_become_harmless(sent: str, kept: str):
    assert clean_name(sent) == kept


@pytest.mark.parametrize(
    ("file", "form"),
    [
        (PDF, "pdf"),
        (picture("写真.jpeg"), "jpg"),
        (picture("図.PNG"), "png"),
        (office(), "xlsx"),
        (office("案内.docx", "word/document.xml"), "docx"),
        (office("説明.pptx", "ppt/presentation.xml"), "pptx"),
        (Sent("メモ.txt", "布を集めます".encode("cp932")), "txt"),
    ],
)
def test_what_is_kept(file: Sent, form: str):
    assert admit_one(file).form == form


def test_texts_are_kept_as_utf8():
    assert admit_one(Sent("メモ.txt", "布を集めます".encode("cp932"))).content.decode() == "布を集めます"


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (Sent("図.svg", SVG), "この種類のファイルは送れません"),
        (Sent("図.png", SVG), "中身が .png のファイルではない"),
        (Sent("図.txt", SVG), "中身が .txt のファイルではない"),
        (Sent("図.txt", b"\xef\xbb\xbf<HTML><script>"), "中身が .txt のファイルではない"),
        (Sent("a.html", b"<html>"), "この種類のファイルは送れません"),
        (Sent("実行.exe", b"MZ"), "この種類のファイルは送れません"),
        (Sent("名前だけ", b"%PDF-1.7 %%EOF"), "この種類のファイルは送れません"),
        (Sent("空.pdf", b""), "中身が空です"),
        (Sent("大.pdf", b"%PDF-" + b"x" * MAX_BYTES), "大きすぎます（上限 5 MB）"),
        (Sent("大.jpg", b"\xff\xd8" + b"x" * MAX_PICTURE_BYTES), "大きすぎます（上限 15 MB）"),
        (Sent("案内.pdf", b"PK\x03\x04"), "中身が .pdf のファイルではない"),
        (Sent("案内.pdf", b"GIF89a%PDF-1.7 %%EOF"), "中身が .pdf のファイルではない"),
        (Sent("案内.pdf", PDF.content + office().content), "中身が .pdf のファイルではない"),
        (Sent("案内.pdf", PDF.content + b"<script>" * 500), "中身が .pdf のファイルではない"),
        (Sent("案内.pdf", PDF.content.replace(b"<<>>", b"<</JavaScript 1>>", 1)), "動くしかけ"),
        (Sent("案内.pdf", PDF.content.replace(b"<<>>", b"<</EmbeddedFile 1>>", 1)), "動くしかけ"),
        (Sent("写真.jpg", picture("x.png").content), "中身が .jpg のファイルではない"),
        (Sent("写真.jpg", picture().content[:200]), "中身が .jpg のファイルではない"),
        (Sent("写真.heic", b"ftyp"), "JPEGにしてから"),
        (Sent("名簿.xls", b"\xd0\xcf\x11\xe0"), "古い形式です"),
        (Sent("名簿.xlsx", b"\xd0\xcf\x11\xe0"), "パスワードがついている"),
        (Sent("名簿.xlsx", b"PK\x03\x04 broken"), "中身が .xlsx のファイルではない"),
        (office("名簿.xlsx", "word/document.xml"), "中身が .xlsx のファイルではない"),
        (office(**{"xl/vbaProject.bin": b"x"}), "マクロが入っています"),
        (office(**{"../../evil.txt": b"x"}), "中身が .xlsx のファイルではない"),
        (office(**{"xl/media/zero.bin": b"\0" * 30_000_000}), "展開すると大きくなりすぎます"),
        (picture("大.png", PIXEL_BOMB), "画素が多すぎます"),
    ],
)
def test_what_is_refused_and_what_to_do(file: Sent, words: str):
    assert words in refusal(file)


def test_a_picture_forgets_where_and_when_it_was_taken():
    exif = Image.Exif()
    exif[0x010F], exif[0x0132] = "Himitsu Phone", "2026:11:24 09:00:00"
    exif.get_ifd(0x8825)[2] = (37.0, 3.0, 0.0)
    sent = picture(exif=exif, comment=b"\xe7\xa7\x98\xe5\xaf\x86")
    assert b"Himitsu" in sent.content
    kept = admit_one(sent).content
    assert b"Himitsu" not in kept and b"2026:11:24" not in kept
    with Image.open(io.BytesIO(kept)) as drawn:
        assert (dict(drawn.getexif()), drawn.info.get("comment")) == ({}, None)


def test_a_picture_stands_upright_and_loses_what_hangs_behind_it():
    exif = Image.Exif()
    exif[0x0112] = 6
    sent = picture(exif=exif)
    kept = admit_one(Sent("写真.jpg", sent.content + b"PK\x03\x04<script>")).content
    assert b"<script>" not in kept
    with Image.open(io.BytesIO(kept)) as drawn:
        assert drawn.size == (30, 40)


def test_a_photo_of_a_telephone_is_made_smaller():
    kept = admit_one(picture(size=(5_000, 3_000)))
    with Image.open(io.BytesIO(kept.content)) as drawn:
        assert drawn.size == (2_400, 1_440)


def test_a_picture_one_can_see_through_stays_so():
    stream = io.BytesIO()
    Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(stream, format="PNG")
    with Image.open(io.BytesIO(admit_one(Sent("図.png", stream.getvalue())).content)) as drawn:
        assert drawn.mode == "RGBA"


def test_no_more_than_three_at_once():
    assert len(admit([PDF] * 3)) == 3
    with pytest.raises(Refused, match="3つまで"):
        admit([PDF] * 4)


def test_an_archive_of_many_entries_is_refused():
    stream = io.BytesIO(office().content)
    with zipfile.ZipFile(stream, "a") as book:
        for number in range(5_001):
            book.writestr(f"xl/{number}", b"")
    assert "展開すると大きくなりすぎます" in refusal(Sent("名簿.xlsx", stream.getvalue()))
