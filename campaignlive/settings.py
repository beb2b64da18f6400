"""Django's settings. What depends on the surroundings is read by `environment`; the rest is decided here."""

import os
from pathlib import Path

from csp.constants import NONCE, NONE, SELF

from campaignlive import choices, environment

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

CHOICES_FILE = environment.path("CAMPAIGNLIVE_CONFIG", BASE_DIR / "campaignlive.toml")
CHOSEN = choices.read(CHOICES_FILE)

DEBUG = environment.switched_on("CAMPAIGNLIVE_DEBUG")
SECRET_KEY = environment.secret_key(VAR_DIR / "secret_key")
ALLOWED_HOSTS = environment.words("CAMPAIGNLIVE_ALLOWED_HOSTS", "127.0.0.1,localhost")

INSTALLED_APPS = [
    "daphne",  # before staticfiles: it replaces `runserver`
    "campaignlive.administration.DeskConfig",  # django.contrib.admin, for DMs too
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "channels",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "csp",
    "sync",
    "campaigns",
    "interactions",
    "turns",
    "chat",
    "simulation",
    "campaignlive",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "campaignlive.legible.refuse_nul",
    "campaignlive.discretion.keep_no_copies",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "campaignlive.slashes.Slashes",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "campaignlive.urls"
ASGI_APPLICATION = "campaignlive.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
            ],
        },
    },
]

# Storage

DATABASES = {"default": environment.database(VAR_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {  # counts how often somebody asks, and tries to sign in; each process for itself
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 20_000}}
}
CHANNEL_LAYERS = environment.channel_layers()

# Those who read the journal behind the rooms, in this order: dotted paths, like MIDDLEWARE.
JOURNAL_FOLLOWERS: list[str] = [
    "turns.followers.Cast",  # before those that look up who somebody is
    "turns.followers.TurnRecords",
    "turns.followers.PlayerActions",
    "turns.followers.EventLog",
    "turns.followers.RewardLedger",
    "chat.followers.Messages",
    "interactions.heard.Hearing",
    "interactions.alerts.Alerts",
]

# Who hears after the commit that somebody has come into a campaign, left it or has another role there: dotted paths.
MEMBERSHIP_WATCHERS = ["interactions.rooms.members_changed"]

# Rooms: messages a second and at once from one socket; a fixed dice seed exists for tests and the demo only.
SOCKET_RATE = (CHOSEN["sockets"]["rate"].value, CHOSEN["sockets"]["burst"].value)
TABLE = choices.values(CHOSEN["table"])
# Where `resolve_journal` keeps a copy of what it cuts: beside the database.
JOURNAL_COPIES = environment.path("CAMPAIGNLIVE_DB", VAR_DIR / "db.sqlite3").parent / "journals"
DICE_SEED = os.environ.get("CAMPAIGNLIVE_DICE_SEED", "")

# Convex, the system of record. Without an address nothing waits for it; address and key are the environment's alone.
CONVEX_URL = environment.address("CONVEX_URL")
CONVEX_ADMIN_KEY = environment.header_key("CONVEX_ADMIN_KEY")
CONVEX = choices.values(CHOSEN["convex"])
# What fills the outbox, in this order, whenever there is time for it; whose records an interaction has; and which rows of
# content have documents there (lists of `campaigns.convex.kinds.Kind`).
CONVEX_COLLECTORS = ["campaigns.convex.collecting.collect", "interactions.convex.collecting.collect"]
CONVEX_RECORDS = ["turns.convex.Records", "chat.convex.Records"]
CONVEX_CONTENT = [
    "campaigns.convex.documents.KINDS",
    "campaigns.convex.pictures.KINDS",
    "interactions.convex.drafts.KINDS",
]

# People

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "login"

# Cookies and headers. Plain http on localhost works as it is; behind TLS set CAMPAIGNLIVE_HTTPS=1.

HTTPS = environment.switched_on("CAMPAIGNLIVE_HTTPS")
CSRF_TRUSTED_ORIGINS = environment.words("CAMPAIGNLIVE_TRUSTED_ORIGINS")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    },
}

# Of one form: a draft of a hundred participants has more than Django's thousand in the admin.

DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# Uploaded files: never served by path, only by a view that asks who may see them.

MEDIA_ROOT = environment.path("CAMPAIGNLIVE_MEDIA", VAR_DIR / "media")

# Static files: WhiteNoise finds them itself, under every ASGI server and without `collectstatic`.

STATIC_URL = "/static/"
STATICFILES_DIRS = [
    source
    for source in (
        BASE_DIR / "static",
        ("vendor/preact", BASE_DIR / "node_modules/preact/dist"),
        ("vendor/preact-hooks", BASE_DIR / "node_modules/preact/hooks/dist"),
        ("vendor/signals-core", BASE_DIR / "node_modules/@preact/signals-core/dist"),
        ("vendor/signals", BASE_DIR / "node_modules/@preact/signals/dist"),
        ("vendor/htm", BASE_DIR / "node_modules/htm/dist"),
    )
    # The back end works before the front-end packages are there.
    if (source if isinstance(source, Path) else source[1]).is_dir()
]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

# REST

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["campaignlive.parsing.StrictJSON"],
    "EXCEPTION_HANDLER": "campaignlive.problems.handler",
    "DEFAULT_PAGINATION_CLASS": "campaignlive.paging.ByCursor",
    "DEFAULT_THROTTLE_CLASSES": ["campaignlive.patience.OfPerson", "campaignlive.patience.OfScope"],
    "URL_FORMAT_OVERRIDE": None,
    "DEFAULT_METADATA_CLASS": None,  # OPTIONS would tell what the schema tells, at a query a field
    "DEFAULT_SCHEMA_CLASS": "campaignlive.openapi.Described",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "CampaignLive",
    "DESCRIPTION": "Campaigns and their live tables over REST. What goes over the sockets is at `/api/sockets/`.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": "/api/",
    "COMPONENT_SPLIT_REQUEST": True,
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "docExpansion": "none", "tagsSorter": "alpha"},
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "campaignlive.components.add_components",
    ],
    "ENUM_NAME_OVERRIDES": {
        "DamageType": "campaigns.words.DAMAGE_TYPES",
        "InteractionKind": "interactions.models.Interaction.Kind",
        "ItemKind": "campaigns.models.ItemKind",
        "AttackKind": "campaigns.models.AttackKind",
        "FeatureKind": "campaigns.models.FeatureKind",
        "MemberRole": "campaigns.models.Membership.Role",
        "InvitationRole": "campaigns.models.invitation.CHOICES",
    },
}

# How often one person may ask, try invitations, and import campaigns; counted in this process.
API_RATES = {name: f"{choice.value}/{'hour' if name == 'imports' else 'min'}" for name, choice in CHOSEN["api"].items()}

# What the server says of itself, on stderr

OWN_APPS = ("campaignlive", "simulation", "turns", "chat", "interactions", "campaigns", "sync")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {
        "faults": {"()": "campaignlive.breaking.Faults"},
        "referenced": {"()": "campaignlive.breaking.Referenced"},
        "terse": {"()": "campaignlive.breaking.Terse"},
        "discreet": {"()": "campaignlive.breaking.Discreet"},
    },
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["terse", "discreet"]},
        "convex": {"class": "campaignlive.errors.ToConvex"},  # behind stderr's filters: what became terse is no error
    },
    "root": {"handlers": ["stderr", "convex"], "level": "WARNING"},
    "loggers": {
        **{app: {"level": "INFO"} for app in OWN_APPS},
        "django": {"handlers": [], "level": "WARNING"},  # not twice, and no mail
        "django.request": {
            "filters": ["faults", "referenced"],
            "level": "ERROR",
        },  # 404 and the like are no events
    },
}

# Language and time

LANGUAGE_CODE = "en-us"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = False
