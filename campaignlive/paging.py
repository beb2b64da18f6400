"""How REST lists are cut into pages: by cursor, so that a row added meanwhile neither repeats nor hides another."""

from rest_framework.pagination import CursorPagination


class ByCursor(CursorPagination):
    """Up to 100 rows a page (`?page_size=`, at most 500) in the order of their ids."""

    ordering = "pk"
    page_size = 100
    page_size_query_param = "page_size"
    max_page_size = 500
