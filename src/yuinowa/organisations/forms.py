"""What pages of this room may be sent; nothing here changes anything."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from yuinowa.core.errors import Refused
from yuinowa.organisations.importing.guard import MAX_FILE_BYTES
from yuinowa.organisations.models import Block, CommunityCenter, School
from yuinowa.ui.fields import NamedChoiceField

MOST_FILES = 10
STATES = [
    ("", _("すべて")),
    ("in", _("事業に参加")),
    ("outside", _("事業の外")),
    ("unplaced", _("地図に場所がない")),
    ("unblocked", _("ブロックが決まっていない")),
    ("closed", _("閉校")),
]


def carried_out(form: forms.Form, verb: Callable[[], Any]) -> bool:
    """Whether ``verb`` went through; a refusal becomes an error of the form, which keeps what was typed."""
    try:
        verb()
    except Refused as refusal:
        form.add_error(None, refusal.message)
        return False
    return True


class BlockFilter(forms.Form):
    """Which rows of a list to show, by block and whatever a list adds; what is wrong in the address is left out."""

    block = NamedChoiceField(Block.objects.none(), label=_("ブロック"), required=False, empty_label=_("すべて"))

    def __init__(self, data: Any, *, blocks: Any) -> None:
        super().__init__(data)
        self.fields["block"].queryset = blocks  # type: ignore[attr-defined]
        self.is_valid()

    def typed(self, name: str) -> Any:
        return self.cleaned_data.get(name) or None


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or several files, each within the size limit; cleans to a list."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:  # type: ignore[override]
        files = data if isinstance(data, list | tuple) else [data]
        if len(files) > MOST_FILES:
            raise forms.ValidationError(_("一度に選べるのは %(most)s ファイルまでです。") % {"most": MOST_FILES})
        cleaned = [super(FilesField, self).clean(file, initial) for file in files]
        if sum(file.size for file in cleaned) > MAX_FILE_BYTES:
            raise forms.ValidationError(_("ファイルが大きすぎます（合わせて 20 MB まで）。必要な都道府県の行だけを残してください。"))
        return cleaned


class FilesForm(forms.Form):
    lists = FilesField(
        label=_("ファイル"),
        help_text=_("いくつか一緒に選べます。選んだだけでは何も変わりません。次の画面で確かめてから取り込みます。"),
    )


class FileForm(forms.Form):
    file = forms.FileField(label=_("ファイル"), help_text=_("Excel（.xlsx）か CSV。"))


class SchoolFilter(forms.Form):
    q = forms.CharField(label=_("名前"), required=False, max_length=40)
    kind = forms.ChoiceField(label=_("学校種"), required=False, choices=[])
    block = forms.ModelChoiceField(label=_("ブロック"), required=False, queryset=Block.objects.none(), empty_label=_("すべて"))
    state = forms.ChoiceField(label=_("状態"), required=False, choices=STATES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [kind for kind in School.Kind.choices if kind[0] in ("B1", "C1", "C2")]
        self.fields["kind"].choices = [("", _("すべて")), *kinds]  # type: ignore[attr-defined]
        self.fields["block"].queryset = Block.objects.all()  # type: ignore[attr-defined]


class PointForm(forms.Form):
    latitude = forms.FloatField(label=_("緯度"), required=False, min_value=20, max_value=46, help_text=_("例：37.058378"))
    longitude = forms.FloatField(label=_("経度"), required=False, min_value=122, max_value=154, help_text=_("例：140.885226"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if (cleaned.get("latitude") is None) != (cleaned.get("longitude") is None):
            raise forms.ValidationError(_("緯度と経度は両方入れるか、両方空にしてください。"))
        return cleaned


class SchoolForm(PointForm):
    short_name = forms.CharField(label=_("よび名"), max_length=40, help_text=_("例：平第一小"))
    kana = forms.CharField(label=_("ふりがな"), max_length=120, required=False)
    telephone = forms.CharField(label=_("電話番号"), max_length=20, required=False)

    field_order = ("short_name", "kana", "telephone", "latitude", "longitude")


class SuccessorForm(forms.Form):
    successor = forms.ModelChoiceField(
        label=_("統合先の学校"), required=False, queryset=School.objects.none(), empty_label=_("統合先はない")
    )

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = School.objects.open().filter(kind__in=[school.kind, School.Kind.COMPULSORY])
        self.fields["successor"].queryset = others.order_by("code")  # type: ignore[attr-defined]


class BlockForm(forms.Form):
    name = forms.CharField(label=_("ブロックの名前"), max_length=40, help_text=_("例：平、四倉、小名浜"))
    kana = forms.CharField(label=_("ふりがな"), max_length=80, required=False)


class AssignForm(forms.Form):
    """Ticked schools and the block they go to; ``block`` empty takes them out of theirs."""

    schools = forms.ModelMultipleChoiceField(
        label=_("学校"), queryset=School.objects.none(), error_messages={"required": _("学校を1校以上選んでください。")}
    )
    block = forms.ModelChoiceField(
        label=_("移す先のブロック"), required=False, queryset=Block.objects.none(), empty_label=_("どのブロックにも入れない")
    )

    def __init__(self, *args: Any, schools: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["schools"].queryset = schools  # type: ignore[attr-defined]
        self.fields["block"].queryset = Block.objects.all()  # type: ignore[attr-defined]


class CenterPlaceForm(forms.Form):
    block = forms.ModelChoiceField(label=_("ブロック"), required=False, queryset=Block.objects.none(), empty_label=_("決めない"))
    is_hub = forms.BooleanField(
        label=_("ブロックの拠点にする"),
        required=False,
        help_text=_("社会教育指導員の机がある公民館です。いまの拠点と入れ替わります。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["block"].queryset = Block.objects.all()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("is_hub") and not cleaned.get("block"):
            self.add_error("block", _("拠点にするにはブロックを選んでください。"))
        return cleaned


class CenterForm(CenterPlaceForm, PointForm):
    name = forms.CharField(label=_("公民館の名前"), max_length=60)
    kana = forms.CharField(label=_("ふりがな"), max_length=120, required=False)
    address = forms.CharField(label=_("所在地"), max_length=200, required=False)
    telephone = forms.CharField(label=_("電話番号"), max_length=20, required=False)

    field_order = ("name", "kana", "address", "telephone", "block", "is_hub", "latitude", "longitude")

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if CommunityCenter.objects.filter(name=name).exists():
            raise forms.ValidationError(_("「%(name)s」はすでにあります。") % {"name": name})
        return name


def day_field(label: Any, **kwargs: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)


class ClosedSpanForm(forms.Form):
    from_on = day_field(_("はじめの日"))
    until_on = day_field(_("おわりの日"), required=False, help_text=_("1日だけなら空のままにしてください。"))
    reason = forms.CharField(label=_("理由"), max_length=60, help_text=_("例：夏休み、運動会の振替休業、期末考査"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["until_on"] = cleaned.get("until_on") or cleaned.get("from_on")
        if cleaned["until_on"] and cleaned.get("from_on") and cleaned["until_on"] < cleaned["from_on"]:
            self.add_error("until_on", _("おわりの日がはじめの日より前です。"))
        return cleaned


class LessonForm(forms.Form):
    """Up to eight lessons; rows left empty are skipped. Who keeps several schools may give the others the same timetable."""

    alike = forms.BooleanField(
        label=_("校時がまだない同じ学校種の学校にも入れる"),
        required=False,
        help_text=_("あとで学校ごとに直せます。"),
    )

    MOST = 8

    def __init__(self, *args: Any, others: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not others:
            del self.fields["alike"]
        for number in range(1, self.MOST + 1):
            for key, label in (("start", _("%(number)s校時の始まり")), ("end", _("%(number)s校時の終わり"))):
                self.fields[f"{key}_{number}"] = forms.TimeField(
                    label=label % {"number": number}, required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
                )

    def pairs(self) -> list[tuple[Any, Any]]:
        return [(self[f"start_{number}"], self[f"end_{number}"]) for number in range(1, self.MOST + 1)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        last = None
        for number in range(1, self.MOST + 1):
            start, end = cleaned.get(f"start_{number}"), cleaned.get(f"end_{number}")
            if (start is None) != (end is None):
                self.add_error(f"end_{number}", _("始まりと終わりを両方入れてください。"))
            elif start and end <= start:
                self.add_error(f"end_{number}", _("終わりが始まりより前です。"))
            elif start and last and start < last:
                self.add_error(f"start_{number}", _("前の校時と重なっています。"))
            last = end or last
        return cleaned

    def times(self) -> list[tuple[Any, Any]]:
        numbers = range(1, self.MOST + 1)
        return [(self.cleaned_data[f"start_{n}"], self.cleaned_data[f"end_{n}"]) for n in numbers if self.cleaned_data.get(f"start_{n}")]


class MinutesForm(forms.Form):
    minutes = forms.IntegerField(
        label=_("市で決めた時間（分）"), required=False, min_value=0, max_value=600, help_text=_("空にすると推定にもどります。")
    )
    both_ways = forms.BooleanField(label=_("逆向きも同じにする"), required=False, initial=True)


class SettingsForm(forms.Form):
    """What the municipality decides for itself."""

    name = forms.CharField(label=_("市町村の名前"), max_length=40)
    kana = forms.CharField(label=_("ふりがな"), max_length=80)
    section_name = forms.CharField(label=_("担当課の名前"), max_length=60)
    telephone = forms.CharField(label=_("担当課の電話"), max_length=20, required=False, help_text=_("メールや手紙の最後に書かれます。"))
    email = forms.EmailField(label=_("担当課のメール"), required=False)
    needs_approval = forms.BooleanField(label=_("お願いは、校長の承認を受けてから出す"), required=False)
    accept_days = forms.IntegerField(
        label=_("打診の返事を待つ日数"), min_value=1, max_value=60, help_text=_("当日が近いときは、残りの半分の日数にちぢまります。")
    )
    talent_years = forms.IntegerField(
        label=_("人材登録の年数"), min_value=1, max_value=5, help_text=_("登録は、この年数目の3月31日に切れます。")
    )
    talent_terms_version = forms.CharField(label=_("登録の約束の版"), max_length=20)
    tile_url = forms.CharField(
        label=_("背景地図のアドレス"),
        max_length=300,
        required=False,
        help_text=_("空のままなら、地図は点だけで表示します。例は運用の手引きにあります。"),
    )
    tile_attribution = forms.CharField(label=_("背景地図の出典"), max_length=200, required=False)
