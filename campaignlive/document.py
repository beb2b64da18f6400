"""The OpenAPI document as anybody may fetch it."""

from typing import Any, ClassVar

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView
from rest_framework.request import Request


class Document(SpectacularAPIView):
    """The same for everybody, so it is made and written once a process and kind: that takes a second of the interpreter,
    for which every live table would wait."""

    made: ClassVar[dict[str, bytes]] = {}

    @extend_schema(exclude=True)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        renderer = request.accepted_renderer  # type: ignore[attr-defined]  # set by the view's `initial`
        if renderer.media_type not in self.made:
            answer = super().get(request, *args, **kwargs)
            self.made[renderer.media_type] = renderer.render(answer.data, renderer_context={})
        return HttpResponse(self.made[renderer.media_type], content_type=renderer.media_type)
