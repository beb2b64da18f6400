"""Tickets for sockets of clients that have no cookie to show."""

import time

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from interactions.api.answers import Ticket
from interactions.api.documented import answers, ref
from interactions.tickets import LIFETIME, issue


class PathSerializer(serializers.Serializer):
    path = serializers.RegexField(r"^/ws/[A-Za-z0-9_/-]+/$", max_length=200)


class WsTickets(APIView):
    """A ticket for the socket at this path, good once, for half a minute, from the Origin of this request."""

    examples = {"post": {"path": "/ws/alerts/"}}

    @answers(ref(Ticket), 201, request=PathSerializer)
    def post(self, request: Request) -> Response:
        asked = PathSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        ticket = issue(request.user, asked.validated_data["path"], request.headers.get("Origin", ""))
        expires_at = int((time.time() + LIFETIME.total_seconds()) * 1000)
        return Response({"ticket": ticket, "expiresAt": expires_at}, status=201)
