"""How records of the journal are cut into pages."""

from typing import Any

from rest_framework.exceptions import NotFound
from rest_framework.pagination import Cursor, CursorPagination


class InOrder(CursorPagination):
    """As they stand in the journal, up to 100 a page (`?page_size=`, at most 500)."""

    ordering = ("seq", "pk")
    page_size = 100
    page_size_query_param = "page_size"
    max_page_size = 500

    def decode_cursor(self, request: Any) -> Cursor | None:
        """A cursor that we did not make (it says nothing, or its position is no seq) is answered like any other broken one."""
        cursor = super().decode_cursor(request)
        if cursor is not None and cursor == Cursor(offset=0, reverse=False, position=None):
            raise NotFound(self.invalid_cursor_message)
        position = cursor.position if cursor else None
        if position is not None and not (position.isascii() and position.isdecimal() and len(position) < 10):
            raise NotFound(self.invalid_cursor_message)
        return cursor
