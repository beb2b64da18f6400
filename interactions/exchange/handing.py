"""Documents handed out in the admin: an action for whatever can be written down as one."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.text import slugify

from engine.asking import Refused
from interactions.exchange.pages import as_file
from interactions.replay import Unreadable


def exporting(write: Callable[[Any], bytes]) -> Any:
    """The action "Export as JSON": of one chosen row a file, of several a ZIP archive of theirs."""

    @admin.action(description="Export as JSON", permissions=["change"])
    def export(self: admin.ModelAdmin, request: HttpRequest, chosen: QuerySet[Any]) -> HttpResponse | None:
        try:
            documents = [(row, write(row)) for row in chosen]
        except (Unreadable, Refused) as error:
            said = error.message if isinstance(error, Refused) else str(error)
            self.message_user(request, said, messages.ERROR)
            return None
        if len(documents) > 1:
            return _archive(documents)
        return as_file(documents[0][1], documents[0][0].name) if documents else None

    return export


def _archive(documents: list[tuple[Any, bytes]]) -> HttpResponse:
    """Each under its name and id: two may have one name."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as files:
        for row, content in documents:
            files.writestr(f"{slugify(row.name)[:60]}-{row.pk}.json", content)
    answer = as_file(archive.getvalue(), "")
    answer["Content-Type"] = "application/zip"
    answer["Content-Disposition"] = 'attachment; filename="export.zip"'
    return answer
