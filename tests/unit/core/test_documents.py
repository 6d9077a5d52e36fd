"""Papers hold what they were given, whatever signs are in it."""

import pytest
from django.template.exceptions import TemplateDoesNotExist

from yuinowa.core.documents import pdf_response, render_pdf

FACTS = {
    "title": "人材登録票",
    "printed": "令和8年11月24日",
    "rows": [["氏名", '𠮷田 #panic() *明* \\ "']],
    "pledge": "$x$",
    "office": "結野市",
}


def test_hostile_text_is_only_text() -> None:
    pdf = render_pdf("talents/card.typ", FACTS)
    assert pdf.startswith(b"%PDF-")
    assert b"NotoSansCJKjp" in pdf
    assert b"/Type/Pages/Count 1/" in pdf


def test_a_paper_is_shown_in_the_browser() -> None:
    response = pdf_response("talents/card.typ", FACTS, name="登録票")
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("inline; filename*=UTF-8''%E7%99%BB")


def test_an_unknown_template_says_so() -> None:
    with pytest.raises(TemplateDoesNotExist):
        render_pdf("talents/nothing.typ", {})
