"""Whether the server is up; for staff also how it goes."""

import msgspec
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from campaigns.desk import is_staff
from sync.status import status


def healthz(request: HttpRequest) -> HttpResponse:
    """Answers as soon as the process serves. `?details=1`: JSON, for staff."""
    if "details" not in request.GET:
        return HttpResponse("ok\n", content_type="text/plain")
    if not is_staff(request.user):
        return HttpResponse("Details are for staff who are signed in.\n", content_type="text/plain", status=403)
    try:
        found = {"status": "ok", "convex": status()}
    except DatabaseError as error:
        found = {"status": "the database does not answer", "reason": str(error)}
    return HttpResponse(msgspec.json.encode(found), content_type="application/json")
