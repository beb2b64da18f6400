"""The settings of tests, and of the servers and commands that they start: the program's own, but that signing in and making
people does not cost a good part of a second each.
"""

from campaignlive.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
