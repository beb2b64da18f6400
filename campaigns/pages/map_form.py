"""The form of a map: its name and measures, notes and picture. The terrain has a page of its own."""

from typing import Any

from django import forms
from django.db import transaction

from campaigns.images import MEGABYTES, remove_image, set_image
from campaigns.models import Map
from campaigns.protection import check_change
from campaigns.terrain import cut_off, resized
from engine.asking import Refused


class MapForm(forms.ModelForm):
    """A new size keeps the terrain that fits; a map at a live table keeps its size."""

    picture = forms.FileField(
        required=False,
        help_text=f"PNG, JPEG or WebP, up to {MEGABYTES} MB. It is stretched over the whole grid.",
        widget=forms.FileInput({"accept": "image/png,image/jpeg,image/webp"}),
    )
    without_picture = forms.BooleanField(required=False, label="Take the picture away")

    class Meta:
        model = Map
        fields = ["name", "width", "height", "cell_feet", "dm_notes"]
        labels = {"cell_feet": "Feet a cell", "dm_notes": "Notes of the DMs"}
        widgets = {"dm_notes": forms.Textarea({"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.image:
            del self.fields["without_picture"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if "width" in given and "height" in given:
            self._fit(given["width"], given["height"])
        changed = set(self.changed_data) - {"picture", "without_picture"}
        try:
            check_change(self.instance, changed)
        except Refused as refused:
            self.add_error(None, refused.message)
        return given

    def _fit(self, width: int, height: int) -> None:
        """The terrain to the new size, unless a place on the map would be cut off."""
        if self.instance.terrain:
            self.instance.terrain = resized(self.instance.rows, width, height)
        if self.instance._state.adding:
            return
        for sentence in cut_off(self.instance, width, height):
            self.add_error(None, sentence)

    def keep(self) -> bool:
        """Write it all down, or nothing; False where the picture is refused, which then stands in the errors."""
        try:
            with transaction.atomic():
                kept = self.save()
                if self.cleaned_data.get("picture"):
                    set_image(kept, self.cleaned_data["picture"])
                elif self.cleaned_data.get("without_picture"):
                    remove_image(kept)
        except Refused as refused:
            self.add_error("picture", refused.message)
            return False
        return True
