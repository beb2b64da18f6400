"""Addresses end in a slash: whoever leaves it out is sent there with what she sent, not with an empty GET."""

from functools import partial

from django.http import HttpResponsePermanentRedirect
from django.middleware.common import CommonMiddleware


class Slashes(CommonMiddleware):
    """Django's, but 308: a 301 makes a GET of a POST, which over REST would look like success."""

    response_redirect_class = staticmethod(partial(HttpResponsePermanentRedirect, preserve_request=True))
