"""Reads the cells of one row and gathers every fault in it, not only the first."""

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from django.utils.translation import gettext_lazy as _

from yuinowa.organisations.importing import cells, codes
from yuinowa.organisations.importing.rows import Founder, Kind, RowError, Standing
from yuinowa.organisations.importing.tables import Record, squeeze

if TYPE_CHECKING:
    from yuinowa.organisations.importing.rows import Message

Choice = TypeVar("Choice", Kind, Founder, Standing)


@dataclass(slots=True)
class Reader:
    """Reads the cells of one row and gathers every fault, not only the first."""

    record: Record
    errors: list[RowError] = field(default_factory=list)

    def fault(self, column: str, reason: "Message", fix: "Message") -> None:
        self.errors.append(RowError(self.record.row, column, reason, fix, self.record.file))

    def text(self, column: str, *, longest: int = 100) -> str:
        text = cells.name(self.record[column])
        if len(text) > longest:
            self.fault(column, _("長すぎます（%(longest)s 文字まで）。") % {"longest": longest}, _("短くしてください。"))
        return text

    def telephone(self, column: str) -> str:
        number = squeeze(self.record[column])
        if len(number) > 20:
            self.fault(column, _("電話番号が長すぎます。"), _("番号を1つだけ書いてください。"))
        return number

    def needed(self, column: str, *, longest: int = 100) -> str:
        text = self.text(column, longest=longest)
        if not text:
            self.fault(column, _("空です。"), _("値を入れてください。"))
        return text

    def code(self, column: str) -> str:
        code = squeeze(self.record[column]).upper()
        if not codes.has_form(code):
            self.fault(
                column,
                _("「%(code)s」は学校コードの形（英字1字＋数字12字）ではありません。") % {"code": code},
                _("文部科学省の学校コード一覧にある13文字のコードを入れてください。"),
            )
        elif not codes.is_valid(code):
            self.fault(
                column,
                _("学校コード %(code)s の検査数字（最後の1字）が合いません。") % {"code": code},
                _("写し間違いがないか確かめてください。"),
            )
        return code

    def optional_code(self, column: str) -> str:
        return self.code(column) if squeeze(self.record[column]) else ""

    def choice(self, column: str, choices: type[Choice]) -> Choice | None:
        """The choice that the cell starts with: `B1`, `B1(小学校)`."""
        text = squeeze(self.record[column])
        for choice in choices:
            if text.startswith(choice.value):
                return choice
        self.fault(
            column,
            _("「%(text)s」は使えない値です。") % {"text": text},
            _("%(choices)s のどれかで始まる値にしてください。") % {"choices": "、".join(choice.value for choice in choices)},
        )
        return None

    def day(self, column: str) -> date | None:
        try:
            return cells.day(self.record[column])
        except ValueError:
            self.fault(
                column,
                _("「%(text)s」は日付として読めません。") % {"text": self.record[column]},
                _("2026-04-01 のように書いてください。"),
            )
            return None

    def postal_code(self, column: str) -> str:
        try:
            return cells.postal_code(self.record[column])
        except ValueError:
            self.fault(
                column,
                _("「%(text)s」は郵便番号として読めません。") % {"text": self.record[column]},
                _("数字7桁にしてください。"),
            )
            return ""

    def point(self, latitude: str, longitude: str) -> tuple[float, float] | None:
        try:
            return cells.point(self.record[latitude], self.record[longitude])
        except ValueError:
            self.fault(
                latitude,
                _("緯度・経度が日本の範囲の数字ではありません。"),
                _("緯度は 37.05、経度は 140.88 のような十進の度で、両方入れてください。"),
            )
            return None
