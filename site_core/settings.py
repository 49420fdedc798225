"""Settings of the site. Production is the default; the environment decides the rest.

Every variable read here is listed in `.env.example` and explained in `docs/operations.md`.
"""

import os
import secrets
import sys
from pathlib import Path
from urllib.parse import quote, urlsplit
from zoneinfo import available_timezones

from environs import Env

from site_core.refusals import reason_not_to_start

BASE_DIR = Path(__file__).resolve().parent.parent

env = Env()
env.read_env(env.str("ENV_FILE", str(BASE_DIR / ".env")), recurse=False)

DATA_DIR = Path(env.str("DATA_DIR", str(BASE_DIR / "var"))).absolute()


# Core

DEBUG = env.bool("DJANGO_DEBUG", False)


def read_secret_key() -> str:
    """The secret from the environment, else the one that `make run` made in the data directory."""
    secret_file = DATA_DIR / "secret_key"
    if secret := env.str("SECRET_KEY", ""):
        return secret
    if secret_file.is_file():
        return secret_file.read_text().strip()
    if env.bool("MAKE_SECRET_KEY", False):
        return make_secret_key(secret_file)
    sys.exit(
        "SECRET_KEY is not set: put it into the environment or the .env file, "
        "or start once with `make run`, which makes one."
    )


def make_secret_key(secret_file: Path) -> str:
    secret = secrets.token_urlsafe(50)
    try:
        secret_file.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(secret_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secret)
    except OSError as error:
        sys.exit(f"The data directory {DATA_DIR} cannot be written: {error.strerror}.")
    return secret


SECRET_KEY = read_secret_key()

PORT = env.int("PORT", 8000)
SITE_URL = env.str("SITE_URL", f"http://localhost:{PORT}").rstrip("/")
if urlsplit(SITE_URL).scheme not in {"http", "https"} or not urlsplit(SITE_URL).hostname:
    sys.exit("SITE_URL must be a whole address, such as https://fund.example.")
SITE_HOST = urlsplit(SITE_URL).hostname
IS_HTTPS = SITE_URL.startswith("https://")
# A copy, such as one for trying things out, is for no search engine.
IS_COPY = env.bool("IS_COPY", False)
IS_LOCAL = SITE_HOST in {"localhost", "127.0.0.1", "::1"}

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"] if IS_LOCAL else [SITE_HOST, "localhost"])
ROOT_URLCONF = "site_core.urls"
WSGI_APPLICATION = "site_core.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

INSTALLED_APPS = [
    "home",
    "subscriptions",
    "scheduling",
    "blog",
    "site_core",
    "users",
    "wagtail_footnotes",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.routable_page",
    "wagtail.contrib.search_promotions",
    "wagtail.contrib.settings",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "users.apps.AccountsConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "taggit",
    "axes",
    "django_otp.plugins.otp_static",
    "django_otp.plugins.otp_totp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "site_core.logs.RequestIdMiddleware",
    "site_core.middleware.BodilessHeadMiddleware",
    "site_core.middleware.SecurityHeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "site_core.health.HealthMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "site_core.sign_in.sessions.SessionLifetimeMiddleware",
    "site_core.sign_in.gate.SecondFactorMiddleware",
    "site_core.sign_in.second_question.SecondQuestionMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "site_core.middleware.ReadingMiddleware",
    "site_core.redirects.RedirectMiddleware",
    "axes.middleware.AxesMiddleware",
]

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
                "wagtail.contrib.settings.context_processors.settings",
            ],
        },
    }
]


# Database

DATABASES = {"default": env.dj_db_url("DATABASE_URL", f"sqlite:///{quote(str(DATA_DIR))}/db.sqlite3")}
DATABASES["default"].setdefault("OPTIONS", {})
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] |= {
        "transaction_mode": "IMMEDIATE",
        "timeout": 15,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=2000000000;"
        # What a busy hour took of the disk beside the database is given back.
        "PRAGMA journal_size_limit=64000000;",
    }
    # Whoever closes the last connection removes the two files beside the database, and with a full disk nobody could
    # make them again, not even to read.
    DATABASES["default"]["CONN_MAX_AGE"] = None
elif DATABASES["default"]["ENGINE"].endswith("postgresql"):
    DATABASES["default"]["OPTIONS"] |= {"pool": {"min_size": 1, "max_size": env.int("WEB_THREADS", 4), "timeout": 10}}
    # Behind a network that swallows everything a database is away after ten seconds, not after a quarter of an hour.
    for name, value in {
        "connect_timeout": 5,
        "tcp_user_timeout": 10_000,
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 2,
    }.items():
        DATABASES["default"]["OPTIONS"].setdefault(name, value)
    # A database that was restarted has cut all connections of the pool: none is handed out that is dead.
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True


reason = reason_not_to_start(
    secret_key=SECRET_KEY,
    is_local=IS_LOCAL,
    is_debugging=DEBUG,
    allowed_hosts=ALLOWED_HOSTS,
    database=DATABASES["default"],
)
if reason:
    sys.exit(reason)


# Cache: shared by all web processes, so that none serves what another has replaced.

if env.str("CACHE_URL", ""):
    CACHES = {"default": env.dj_cache_url("CACHE_URL")}
    if CACHES["default"]["BACKEND"].endswith(".RedisCache"):
        CACHES["default"]["BACKEND"] = "site_core.redis_cache.ForgivingRedisCache"
else:
    CACHES = {
        "default": {
            "BACKEND": "site_core.file_cache.ForgivingFileCache",
            "LOCATION": DATA_DIR / "cache",
            "OPTIONS": {"MAX_ENTRIES": 5_000},
        }
    }


# The name of the site's present state: in the memory of this machine, or in the cache that several machines share.
GENERATION_FILE = DATA_DIR / "generation" if env.str("CACHE_URL", "file").startswith(("file", "locmem")) else None
# Ready pages in the memory of each web process; while templates change under it, none.
PAGE_CACHE_MEGABYTES = env.int("PAGE_CACHE_MEGABYTES", 0 if DEBUG else 32)


# A CDN in front: `https://proxy:6081`, `cloudflare://TOKEN@ZONE`, `cloudfront://DISTRIBUTION` or `fastly://TOKEN@SERVICE`

CDN_URL = env.str("CDN_URL", "")


def read_cdn(url: str) -> dict[str, str]:
    """What Wagtail's backend for a CDN wants to know."""
    kind, (token, _at, name) = urlsplit(url).scheme, urlsplit(url).netloc.rpartition("@")
    if kind in {"http", "https"} and name:
        return {"BACKEND": "site_core.cdn_backends.CachingProxy", "LOCATION": f"{kind}://{name}"}
    if kind == "cloudflare" and token and name:
        return {"BACKEND": "site_core.cdn_backends.Cloudflare", "BEARER_TOKEN": token, "ZONEID": name}
    if kind == "cloudfront" and name:
        return {"BACKEND": "site_core.cdn_backends.CloudFront", "DISTRIBUTION_ID": name}
    if kind == "fastly" and token and name:
        return {"BACKEND": "site_core.cdn_backends.Fastly", "TOKEN": token, "SERVICE_ID": name}
    sys.exit("CDN_URL must be https://HOST:PORT, cloudflare://TOKEN@ZONE, cloudfront://ID or fastly://TOKEN@SERVICE.")


WAGTAILFRONTENDCACHE = {"cdn": read_cdn(CDN_URL)} if CDN_URL else {}


# Background tasks

TASKS = {"default": {"BACKEND": "site_core.tasks.OnCommitBackend"}}


# Email

MAIL_IS_SET_UP = bool(env.str("EMAIL_URL", ""))
email = env.dj_email_url("EMAIL_URL", "console:")
EMAIL_BACKEND = "site_core.mail_backend.EmailBackend"
DELIVERING_BACKEND = email["EMAIL_BACKEND"]
EMAIL_HOST = email["EMAIL_HOST"] or "localhost"
EMAIL_PORT = email["EMAIL_PORT"] or 25
EMAIL_HOST_USER = email["EMAIL_HOST_USER"] or ""
EMAIL_HOST_PASSWORD = email["EMAIL_HOST_PASSWORD"] or ""
EMAIL_USE_TLS = email["EMAIL_USE_TLS"]
EMAIL_USE_SSL = email["EMAIL_USE_SSL"]
EMAIL_FILE_PATH = email["EMAIL_FILE_PATH"] or None
EMAIL_TIMEOUT = min(email["EMAIL_TIMEOUT"] or 10, 30)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", f"website@{SITE_HOST}")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
BOUNCES_URL = env.str("BOUNCES_URL", "")
# Mail services tell at /anymail/<service>/tracking/ what came back, if they know the secret, such as `user:password`.
ANYMAIL = {name.removeprefix("ANYMAIL_"): value for name, value in os.environ.items() if name.startswith("ANYMAIL_")}
if "WEBHOOK_SECRET" in ANYMAIL:
    INSTALLED_APPS.append("anymail")


# Accounts

AUTH_USER_MODEL = "users.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
# Length, and no rules of composition: a phrase that nobody guesses is what counts.
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 15},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "site_core.sign_in.passwords.GuessablePasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 3600
# Whoever can publish signs in with a second factor, and sets one up first.
REQUIRE_SECOND_FACTOR = env.bool("REQUIRE_SECOND_FACTOR", IS_HTTPS and not IS_LOCAL)
# Clocks may differ by one step, however often they did before.
OTP_TOTP_SYNC = False
OTP_TOTP_ISSUER = env.str("SITE_NAME", "Digital Infrastructure Fund")
LOGIN_URL = "wagtailadmin_login"
LOGIN_REDIRECT_URL = "wagtailadmin_home"
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_WHITELIST_CALLABLE = "site_core.sign_in.pacing.is_known"  # those are counted by browser
AXES_LOCKOUT_CALLABLE = "site_core.views.too_many_attempts"
AXES_CLIENT_IP_CALLABLE = "site_core.client_address.client_address"


# Security

TRUST_PROXY = env.bool("TRUST_PROXY", False)
# Browsers take a `__Host-` cookie from this very host over https only, so that no other can plant one.
COOKIE_PREFIX = "__Host-" if IS_HTTPS else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrftoken"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_ENGINE = "site_core.sign_in.sessions"
# Two weeks for who asks to be remembered, whatever they do; a day's work without a sign of life for all others.
SESSION_COOKIE_AGE = 14 * 86_400
SESSION_IDLE_SECONDS = 12 * 3600
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_HSTS_SECONDS = 63_072_000 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_HTTPS
SECURE_HSTS_PRELOAD = env.bool("HSTS_PRELOAD", False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUST_PROXY else None
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
CSRF_TRUSTED_ORIGINS = [SITE_URL]
CSRF_FAILURE_VIEW = "site_core.views.csrf_failure"
# Written as Django 6 writes it, for the day its own middleware takes over; see docs/features/security-headers.md.
SECURE_CSP = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "manifest-src": ["'self'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
}
SECURE_CSP_ADMIN = {
    "default-src": ["'self'"],
    "script-src": ["'self'", "'unsafe-inline'"],
    "style-src": ["'self'", "'unsafe-inline'"],
    "img-src": ["'self'", "data:", "blob:"],
    "frame-src": ["'self'"],
    "object-src": ["'none'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'self'"],
}
# Whether browsers are asked to tell the site itself what these two keep from a page.
CSP_REPORTS = env.bool("CSP_REPORTS", False)


# Languages and times

LANGUAGE_CODE = env.str("LANGUAGE_CODE", "en")
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [(LANGUAGE_CODE, LANGUAGE_CODE)]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = env.str("TIME_ZONE", "UTC")
USE_TZ = True


# Files

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
STATIC_COMPRESS = env.bool("STATIC_COMPRESS", True)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "site_core.static_files.SiteStaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o644
# Whether the proxy sends the files of MEDIA_ROOT that the site lets a reader have, as in deploy/proxy/.
FILES_BY_PROXY = env.bool("FILES_BY_PROXY", False)
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_IMMUTABLE_FILE_TEST = r"\.[0-9a-f]{12}\.[^/]+$"


# Links elsewhere: asked about by public sites, not by copies and by sites on a developer's machine

CHECK_LINKS = env.bool("CHECK_LINKS", not IS_LOCAL and not IS_COPY)
# Servers of tests, such as 127.0.0.1:8999, in spite of their network and port.
LINK_CHECKS_ALSO_AT: list[str] = []


# Logging

LOG_FORMAT = env.str("LOG_FORMAT", "line")
if LOG_FORMAT not in {"line", "json"}:
    sys.exit("LOG_FORMAT must be line or json.")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "site_core.logs.DiscreetFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        },
        "json": {"()": "site_core.logs.JsonFormatter"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "INFO")},
    "loggers": {
        "django_tasks": {"level": "WARNING"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},  # strangers can cause any number of them
        "axes": {"level": "WARNING"},
        "pypdf": {"level": "ERROR"},
    },
}


# Wagtail

WAGTAIL_SITE_NAME = OTP_TOTP_ISSUER
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_FINISH_WORKFLOW_ACTION = "site_core.workflows.finish_workflow"
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_USER_TIME_ZONES = sorted(available_timezones() - {"localtime", "Factory", "posixrules"})
WAGTAILIMAGES_IMAGE_MODEL = "site_core.SiteImage"
WAGTAILIMAGES_IMAGE_FORM_BASE = "site_core.forms.SiteImageForm"
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000
WAGTAILDOCS_DOCUMENT_MODEL = "site_core.SiteDocument"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "site_core.forms.SiteDocumentForm"
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "epub", "odp", "ods", "odt", "pdf", "pptx", "txt", "xlsx", "zip"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 50 * 1024 * 1024
WAGTAILEMBEDS_RESPONSIVE_HTML = True
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "site_core.search_backend"}}
TAGGIT_CASE_INSENSITIVE = True
WAGTAILADMIN_RICH_TEXT_EDITORS = {
    "default": {
        "WIDGET": "wagtail.admin.rich_text.DraftailRichTextArea",
        "OPTIONS": {"features": ["bold", "italic", "ol", "ul", "link", "document-link"]},
    }
}
