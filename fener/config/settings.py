"""All settings, read once. Every ``FENER_…`` variable has its heading in ``docs/reference/settings.md``."""

from __future__ import annotations

from pathlib import Path

from csp.constants import NONCE, NONE, SELF

from fener.config import environment as env
from fener.gateways.audit_files.signing import make_audit_key

ROOT = Path(__file__).resolve().parents[2]
VAR = env.folder("FENER_VAR", ROOT / "var")
NODE_MODULES = Path(env.text("FENER_NODE_MODULES", str(ROOT / "node_modules")))

# --- who may reach the desk ----------------------------------------------------------------------------------------
DEBUG = env.flag("FENER_DEBUG", False)
DEMO = env.flag("FENER_DEMO", True)
HTTPS = env.flag("FENER_HTTPS", False)
SECRET_KEY = env.secret("FENER_SECRET_KEY", VAR / "secret-key")
ALLOWED_HOSTS = env.words("FENER_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = env.words("FENER_ORIGINS", "")
SECOND_FACTOR = env.choice("FENER_SECOND_FACTOR", "required", ("required", "optional"))
SUPPRESS_BELOW = env.whole_number("FENER_SUPPRESS_BELOW", 5, least=2, most=50)
SERVER_HOST = env.text("FENER_HOST", "127.0.0.1")
# A slow phone holds a thread while it sends; there are enough for many, and a proxy that takes bodies whole spares them.
SERVER_THREADS = env.whole_number("FENER_THREADS", 64, least=1, most=512)
# SQLite has one writer, and one process serves it best; PostgreSQL is worth a process a core.
SERVER_WORKERS = env.whole_number("FENER_WORKERS", 0, least=0, most=64)
SERVER_PORT = env.whole_number("FENER_PORT", 8000, least=1, most=65535)

INSTALLED_APPS = [
    "fener.records.base",
    "fener.records.field",
    "fener.records.reporting",
    "fener.records.protection",
    "fener.records.justice",
    "fener.web",
    "fener.jobs",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_filters",
    "django_htmx",
    "django_tables2",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "fener.api.doors.MachineDoors",
    "fener.web.door.threshold.PublicDoor",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "fener.web.middleware.LanguageOfMember",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "fener.web.middleware.SecondFactorFirst",
    "django_htmx.middleware.HtmxMiddleware",
    "fener.web.middleware.RefusalsAsPages",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "fener.config.urls"
WSGI_APPLICATION = "fener.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "fener.web.context.desk",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
DJANGO_TABLES2_TEMPLATE = "django_tables2/bootstrap5.html"

# --- what is kept, and where ---------------------------------------------------------------------------------------
DATABASES = {"default": env.database(env.text("FENER_DATABASE", f"sqlite:///{VAR / 'fener.sqlite3'}"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "fener"}}
REPORTS_FOLDER = VAR / "reports"
CACHE_FOLDER = VAR / "cache"
# What comes from the field lies sealed here; the private half of the key may be kept on another machine.
SEALED_FOLDER = env.folder("FENER_SEALED", VAR / "sealed")
SEAL_RECIPIENT = env.text("FENER_SEAL_RECIPIENT", "")
SEAL_KEY = "" if SEAL_RECIPIENT and not env.text("FENER_SEAL_KEY") else env.seal_key("FENER_SEAL_KEY", VAR / "seal-key")
# Signs the checkpoints of the audit that outsiders keep; its public half is in every export of the audit.
AUDIT_KEY = env.secret("FENER_AUDIT_KEY", VAR / "audit-key", make_audit_key)
DESK_NAME = env.text("FENER_DESK_NAME", "Fener")
# Wraps the keys of protection records. It belongs in another backup than the database: together they open what is sealed.
PROTECTION_KEY = env.protection_key("FENER_PROTECTION_KEY", VAR / "protection-key")
ORIGINAL_DAYS = env.whole_number("FENER_ORIGINAL_DAYS", 365, least=1, most=3650)
QUARANTINE_DAYS = env.whole_number("FENER_QUARANTINE_DAYS", 90, least=1, most=3650)
SUBMISSION_LIMIT = env.whole_number("FENER_SUBMISSION_MB", 100, least=1, most=2000) * 1_000_000
FORMS_FOLDER = Path(env.text("FENER_FORMS", str(ROOT / "forms")))
# The safe door: where its quick exit leads, and whether the last address a proxy of ours wrote down is the visitor's.
DOOR_EXIT_ADDRESS = env.web_address("FENER_EXIT_ADDRESS", "https://www.wikipedia.org/")
DOOR_BEHIND_PROXY = env.flag("FENER_BEHIND_PROXY", False)
PUBLIC_ADDRESS = env.text("FENER_ADDRESS", "").rstrip("/")
FILE_UPLOAD_HANDLERS = ["fener.web.uploads.VeiledUploads"]
FILE_UPLOAD_TEMP_DIR = env.folder("FENER_UPLOADS", VAR / "uploads")
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 250

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

# --- login: password, second factor, lock-out ----------------------------------------------------------------------
AUTH_USER_MODEL = "base.Member"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "overview"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "fener.web.account.adapter.ClosedDoor"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
# One lock-out only: django-axes counts failures and keeps them in the database, where a restart does not forget them.
ACCOUNT_RATE_LIMITS = {"login_failed": None, "login": None}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Fener"
MFA_TOTP_TOLERANCE = 1
# A wrong second-factor code counts like a wrong password: both run into the same lock-out.
MFA_FORMS = {
    "authenticate": "fener.web.account.second_factor.CountedCode",
    "reauthenticate": "fener.web.account.second_factor.CountedReauthentication",
}
CSRF_FAILURE_VIEW = "fener.web.errors.form_expired"
AXES_FAILURE_LIMIT = env.whole_number("FENER_LOCK_AFTER", 5, least=3, most=20)
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "fener.web.account.second_factor.name_typed"
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "account/locked_out.html"
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address"]

SESSION_COOKIE_AGE = env.whole_number("FENER_SESSION_MINUTES", 480, least=5, most=1440) * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        # Vega and MapLibre set element styles from script, which a nonce cannot cover; scripts stay strict.
        "style-src": [SELF, "'unsafe-inline'"],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF, "blob:"],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}

# --- mail: reminders carry keys and days, nothing else --------------------------------------------------------------
EMAIL_HOST = env.text("FENER_MAIL_HOST", "")
EMAIL_PORT = env.whole_number("FENER_MAIL_PORT", 587, least=1, most=65535)
EMAIL_HOST_USER = env.text("FENER_MAIL_USER", "")
EMAIL_HOST_PASSWORD = env.text("FENER_MAIL_PASSWORD", "")
EMAIL_USE_TLS = env.flag("FENER_MAIL_TLS", True)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.text("FENER_MAIL_FROM", "fener@localhost")
# Without a mail server reminders are written to the server's output, where the demo shows them.
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'console'}.EmailBackend"

# --- language, time, files -----------------------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English"), ("ar", "العربية (page direction; texts in English)")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Belgrade"
LOCALE_PATHS = [ROOT / "locale"]

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [
    (f"vendor/{name}", folder)
    for name, folder in (
        ("bootstrap/css", NODE_MODULES / "bootstrap/dist/css"),
        ("bootstrap/js", NODE_MODULES / "bootstrap/dist/js"),
        ("bootstrap-icons", NODE_MODULES / "bootstrap-icons/font"),
        ("htmx", NODE_MODULES / "htmx.org/dist"),
        ("maplibre", NODE_MODULES / "maplibre-gl/dist"),
        ("vega", NODE_MODULES / "vega/build"),
        ("vega-lite", NODE_MODULES / "vega-lite/build"),
        ("vega-embed", NODE_MODULES / "vega-embed/build"),
        ("vega-interpreter", NODE_MODULES / "vega-interpreter/build"),
        ("vue", NODE_MODULES / "vue/dist"),
        ("web-forms", NODE_MODULES / "@getodk/web-forms/dist"),
        ("age", NODE_MODULES / "age-encryption/dist"),
        ("noble-ciphers", NODE_MODULES / "@noble/ciphers"),
        ("noble-curves", NODE_MODULES / "@noble/curves"),
        ("noble-hashes", NODE_MODULES / "@noble/hashes"),
        ("scure-base", NODE_MODULES / "@scure/base"),
        ("fonts/noto-sans", NODE_MODULES / "@expo-google-fonts/noto-sans"),
        ("fonts/noto-sans-arabic", NODE_MODULES / "@expo-google-fonts/noto-sans-arabic"),
    )
    if folder.is_dir()
]
STATICFILES_FINDERS = ["fener.web.static_files.UsedVendorFiles", "fener.web.static_files.UsedAppFiles"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "fener.web.static_files.DeskStaticFiles"},
}
WHITENOISE_USE_FINDERS = DEBUG

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {"without_keys": {"()": "fener.config.logs.WithoutKeys"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["without_keys"]}},
    "root": {"handlers": ["console"], "level": env.choice("FENER_LOG_LEVEL", "WARNING", ("DEBUG", "INFO", "WARNING"))},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
