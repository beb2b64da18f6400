"""How records of the journal are cut into pages."""

from rest_framework.pagination import CursorPagination


class InOrder(CursorPagination):
    """As they stand in the journal, up to 100 a page (`?page_size=`, at most 500)."""

    ordering = ("seq", "pk")
    page_size = 100
    page_size_query_param = "page_size"
    max_page_size = 500
