"""Papers as PDF: a typst template of a room and the facts as JSON; nothing is ever pasted into the template's text."""

import json
from collections.abc import Mapping
from functools import lru_cache
from importlib import metadata
from pathlib import Path
from typing import Any

from django.http import HttpResponse
from django.template.exceptions import TemplateDoesNotExist
from django.template.utils import get_app_template_dirs

from yuinowa.core.export import file_response

_PRELUDE = Path(__file__).parent / "texts" / "prelude.typ"
_FONT_PACKAGES = ("noto-cjk-sans-jp-regular", "noto-cjk-sans-jp-bold")


def render_pdf(template: str, data: Mapping[str, Any]) -> bytes:
    """A tagged PDF from ``template`` ("talents/card.typ", found in the rooms' template folders).

    The template begins with ``#show: paper.with(title: data.title)``; ``data``, ``paper`` and ``facts`` come from the prelude.
    ``data``: what JSON can hold, every text ready to print. Raises typst's TypstError where the template is wrong.
    """
    import typst  # noqa: PLC0415  80 MB, and only papers need it

    source = _PRELUDE.read_text() + _source(template)
    pdf: bytes = typst.compile(
        source.encode(),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )
    return pdf


def pdf_response(template: str, data: Mapping[str, Any], *, name: str) -> HttpResponse:
    """The paper, to look at in the browser; ``name`` without ending."""
    return file_response(render_pdf(template, data), name=f"{name}.pdf", content_type="application/pdf", is_shown=True)


def _source(template: str) -> str:
    for folder in get_app_template_dirs("templates"):
        path = Path(folder) / template
        if path.is_file():
            return path.read_text()
    raise TemplateDoesNotExist(template)


@lru_cache(maxsize=1)
def _fonts() -> Any:
    import typst  # noqa: PLC0415

    folders = {
        str(Path(str(file.locate())).parent) for name in _FONT_PACKAGES for file in metadata.files(name) or () if file.suffix == ".otf"
    }
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=sorted(folders))
