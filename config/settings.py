"""The one settings file. Every value that an operator may change comes from the environment (see .env.example)."""

from pathlib import Path
from urllib.parse import urlsplit

from config import brand, environment, unfold, weakness
from config.environment import Environment
from config.logs import logging_settings

BASE_DIR = Path(__file__).resolve().parent.parent

env = Environment()

NOT_SET: dict[str, object] = {}

VAR_DIR = (BASE_DIR / env.text("VAR_DIR", "var")).resolve()
DEBUG = env.read("DEBUG", False, environment.boolean, id="tollgate.E001", hint="set DEBUG=true only while developing")
BASE_URL = env.read(
    "BASE_URL",
    "http://localhost:8000",
    environment.web_address,
    id="tollgate.E003",
    hint="the address that clients use, without a path: https://api.example.com",
)
HOST = env.text("HOST", "127.0.0.1")
# Whether only this machine reaches the site. What is for development only is refused elsewhere (config/weakness.py).
LOCAL = weakness.is_local(BASE_URL, HOST)
SECRET_KEY = env.required(
    "SECRET_KEY",
    weakness.DEVELOPMENT_KEY if DEBUG and LOCAL else None,
    id="tollgate.E002",
    hint=weakness.KEY_HINT,
)
DATABASES: dict[str, dict[str, object]] = {
    "default": {
        **env.read(
            "DATABASE_URL",
            NOT_SET,
            environment.database,
            id="tollgate.E004",
            hint="postgresql://user:password@host:5432/database, PostgreSQL 15 to 18",
        ),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": False,
        "ATOMIC_REQUESTS": False,
    }
}
env.required("DATABASE_URL", None, id="tollgate.E005", hint="`make run` starts a PostgreSQL of its own and sets it")
ALLOWED_HOSTS = env.read(
    "ALLOWED_HOSTS",
    [urlsplit(BASE_URL).hostname or "localhost"],
    environment.words,
    id="tollgate.E006",
    hint="a comma-separated list of host names",
)
NO_NETWORKS: list[str] = []
NO_WORDS: list[str] = []
TRUSTED_PROXIES = env.read(
    "TRUSTED_PROXIES",
    NO_NETWORKS,
    environment.networks,
    id="tollgate.E007",
    hint="networks of your own proxies, e.g. 10.0.0.0/8; only they may say a client's address",
)
METRICS_NETWORKS = env.read(
    "METRICS_NETWORKS",
    ["127.0.0.0/8", "::1/128"],
    environment.networks,
    id="tollgate.E008",
    hint="networks that may read /metrics, e.g. 10.0.0.0/8",
)
KEY_PREFIXES = {
    "partner": env.read(
        "PARTNER_KEY_PREFIX", "sk", environment.key_prefix, id="tollgate.E009", hint="keep it for ever once keys exist"
    ),
    "workspace": env.read(
        "WORKSPACE_KEY_PREFIX",
        "pms",
        environment.key_prefix,
        id="tollgate.E010",
        hint="keep it for ever once keys exist",
    ),
}
RATE_LIMIT_STORE = env.read(
    "RATE_LIMIT_STORE",
    "postgresql",
    environment.rate_limit_store,
    id="tollgate.E011",
    hint="postgresql, or redis://host:6379/0",
)
LOG_LEVEL = env.read(
    "LOG_LEVEL",
    "INFO",
    environment.one_of("DEBUG", "INFO", "WARNING", "ERROR"),
    id="tollgate.E012",
    hint="DEBUG, INFO, WARNING or ERROR",
)
DEFAULT_FROM_EMAIL = env.read(
    "DEFAULT_FROM_EMAIL",
    "Tollgate <no-reply@localhost>",
    environment.name,
    id="tollgate.E024",
    hint="who mail comes from, such as Acme <no-reply@acme.example>",
)
MAIL_SERVER = env.read(
    "EMAIL_URL",
    environment.mail_server("console:"),
    environment.mail_server,
    id="tollgate.E013",
    hint="console: prints mail, smtp://user:password@host:587 sends it",
)
globals().update(environment.mail_settings(MAIL_SERVER))

# The server. A request's body is read whole before a thread is taken, so its size and its time are bounded here.
MAX_BODY_BYTES = env.read(
    "MAX_BODY_BYTES",
    2 * 1024 * 1024,
    environment.integer(1024, 64 * 1024 * 1024),
    id="tollgate.E014",
    hint="bytes, for every endpoint that doesn't stream",
)
BODY_TIMEOUT_SECONDS = env.read(
    "BODY_TIMEOUT_SECONDS", 20, environment.integer(1, 300), id="tollgate.E015", hint="seconds for the whole body"
)
# What streams has no time in total; a client may be slow, but not without end.
SLOWEST_BYTES_PER_SECOND = env.read(
    "SLOWEST_BYTES_PER_SECOND",
    16 * 1024,
    environment.integer(1, 1024**3),
    id="tollgate.E025",
    hint="bytes a second; a client that sends or reads a stream more slowly on average is cut off",
)
CLIENT_PAUSE_SECONDS = env.read(
    "CLIENT_PAUSE_SECONDS",
    30,
    environment.integer(1, 3600),
    id="tollgate.E026",
    hint="seconds that a client may send or take nothing of a stream, 1 to 3600",
)
WEB_WORKERS = env.read("WEB_WORKERS", 2, environment.integer(1, 64), id="tollgate.E016", hint="one for each core")
WEB_THREADS = env.read(
    "WEB_THREADS", 2, environment.integer(1, 32), id="tollgate.E017", hint="for each worker; more cost latency"
)
WEB_QUEUE = env.read(
    "WEB_QUEUE", 256, environment.integer(1, 10_000), id="tollgate.E018", hint="requests that may wait in a worker"
)
PORT = env.read("PORT", 8000, environment.integer(1, 65535), id="tollgate.E019", hint="a free port")
STOP_TIMEOUT_SECONDS = env.read(
    "STOP_TIMEOUT_SECONDS",
    40,
    environment.integer(1, 3600),
    id="tollgate.E020",
    hint="seconds that running requests get to end at a stop; more than BODY_TIMEOUT_SECONDS",
)

# The generation tools: who makes their results.
GENERATION_PROVIDER = env.read(
    "GENERATION_PROVIDER",
    "offline",
    environment.one_of("offline", "openai"),
    id="tollgate.E030",
    hint="offline plans by rules; openai asks any server with OpenAI's chat completions",
)
GENERATION_BASE_URL = env.read(
    "GENERATION_BASE_URL",
    "https://api.openai.com/v1",
    environment.upstream_address,
    id="tollgate.E031",
    hint="the address that /chat/completions follows, e.g. http://localhost:8080/v1",
)
GENERATION_API_KEY = env.text("GENERATION_API_KEY", "")
GENERATION_MODEL = env.text("GENERATION_MODEL", "")
if GENERATION_PROVIDER == "openai":
    env.required("GENERATION_MODEL", None, id="tollgate.E032", hint="the name of a model that the server has")
    env.required(
        "GENERATION_API_KEY",
        None if GENERATION_BASE_URL == "https://api.openai.com/v1" else "none",
        id="tollgate.E033",
        hint="the key of your account; or set GENERATION_BASE_URL to a server that needs none",
    )
elif not env.text("GENERATION_PROVIDER", "") and (GENERATION_API_KEY or GENERATION_MODEL):
    # Whoever sets these wants a model; planning offline without a word would sell something else.
    env.required(
        "GENERATION_PROVIDER",
        None,
        id="tollgate.E034",
        hint="openai uses your key and model, offline leaves them unused",
    )
GENERATION_TEST_ACCOUNTS = env.read(
    "GENERATION_TEST_ACCOUNTS",
    NO_WORDS,
    environment.accounts,
    id="tollgate.E042",
    hint="whose test keys ask the model, too: account ids such as acc_…, or all; unset: test keys get samples",
)
GENERATION_MAX_ANSWER_BYTES = env.read(
    "GENERATION_MAX_ANSWER_BYTES",
    1024 * 1024,
    environment.integer(16 * 1024, 64 * 1024 * 1024),
    id="tollgate.E035",
    hint="bytes; an upstream's answer is cut off there, and the call fails",
)
GENERATIONS_PER_PROCESS = env.read(
    "GENERATIONS_PER_PROCESS",
    100,
    environment.integer(1, 10_000),
    id="tollgate.E040",
    hint="generations that a worker runs at once; one more is refused with service_unavailable",
)
GENERATIONS_PER_WORKSPACE = env.read(
    "GENERATIONS_PER_WORKSPACE",
    20,
    environment.integer(1, 10_000),
    id="tollgate.E041",
    hint="generations that a workspace may run at once, over all processes; one more is too_many_generations",
)

# Webhooks and mail.
SECRET_KEY_FALLBACKS = env.read(
    "SECRET_KEY_FALLBACKS", NO_WORDS, environment.words, id="tollgate.E050", hint="former values of SECRET_KEY"
)
WEBHOOKS_ALLOW_PRIVATE = env.read(
    "WEBHOOKS_ALLOW_PRIVATE",
    False,
    environment.boolean,
    id="tollgate.E051",
    hint="true lets webhooks reach private addresses over http; only while developing",
)
WEBHOOKS_CONCURRENCY = env.read(
    "WEBHOOKS_CONCURRENCY",
    1000,
    environment.integer(10, 20_000),
    id="tollgate.E052",
    hint="endpoints that one webhook sender sends to at once",
)
WELCOME_MAILS_PER_DAY = env.read(
    "WELCOME_MAILS_PER_DAY",
    1000,
    environment.integer(1, 10_000),
    id="tollgate.E054",
    hint="welcome mails of one account in a rolling day, 1 to 10000",
)
BRAND_NAME = env.read(
    "BRAND_NAME", "Tollgate", environment.name, id="tollgate.E072", hint="the name on pages and in mail, in one line"
)

# Images and reports.
STORAGE_SERVER = env.read(
    "STORAGE_URL",
    None,
    environment.file_storage,
    id="tollgate.E060",
    hint="s3://access:secret@host:port/bucket; unset: files in VAR_DIR/files",
)
REPORT_LINK_SECONDS = env.read(
    "REPORT_LINK_SECONDS",
    15 * 60,
    environment.integer(60, 86_400),
    id="tollgate.E061",
    hint="seconds that the address of a report can be opened, 60 to 86400",
)
MAX_STOW_BYTES = env.read(
    "MAX_STOW_BYTES",
    16 * 1024**3,
    environment.integer(1024 * 1024, 1024**4),
    id="tollgate.E062",
    hint="bytes of one upload of images, all its files together",
)
SCANNER = env.read(
    "SCANNER_URL",
    None,
    environment.scanner,
    id="tollgate.E066",
    hint="tcp://host:3310 or unix:///run/clamav/clamd.ctl of a clamd; unset: reports are not scanned",
)
SCANNER_TIMEOUT_SECONDS = env.read(
    "SCANNER_TIMEOUT_SECONDS",
    30,
    environment.integer(1, 300),
    id="tollgate.E067",
    hint="seconds that the scan of one report may take in all, 1 to 300",
)
TEST_STORAGE_GB = env.read(
    "TEST_STORAGE_GB",
    1,
    environment.integer(1, 1_000_000),
    id="tollgate.E065",
    hint="gigabytes that an account may store in test mode, for all its customers together",
)
UPLOADS_PER_CUSTOMER = env.read(
    "UPLOADS_PER_CUSTOMER",
    16,
    environment.integer(1, 256),
    id="tollgate.E063",
    hint="uploads of images by one customer that a worker takes at once, 1 to 256",
)
SHARE_WAIT_SECONDS = env.read(
    "SHARE_WAIT_SECONDS",
    60,
    environment.integer(1, 3600),
    id="tollgate.E068",
    hint="seconds that an upload or a large answer waits for others of its customer and account, 1 to 3600",
)
SUSPENDED_ACCESS_DAYS = env.read(
    "SUSPENDED_ACCESS_DAYS",
    30,
    environment.integer(0, 365),
    id="tollgate.E064",
    hint="days that what a suspended customer has stored can be read, 0 to 365",
)
SIGN_UP = env.read(
    "SIGN_UP", True, environment.boolean, id="tollgate.E080", hint="false: only who is invited gets into the portal"
)
# The operator's staff.
ADMIN_IDLE_MINUTES = env.read(
    "ADMIN_IDLE_MINUTES",
    30,
    environment.integer(1, 1440),
    id="tollgate.E081",
    hint="minutes without a page of the admin after which staff must sign in again, 1 to 1440",
)
STAFF_SECOND_FACTOR = env.read(
    "STAFF_SECOND_FACTOR",
    False,
    environment.boolean,
    id="tollgate.E082",
    hint="true: nobody uses the admin without a second factor",
)
APPROVAL_ABOVE = env.read(
    "APPROVAL_ABOVE",
    None,
    environment.credits_amount,
    id="tollgate.E083",
    hint="credits, such as 1000 or 250.50; above it, what an operator moves by hand needs a second one. Unset: never",
)
# The brand, on pages and in mail.
BRAND_LOGO = env.read(
    "BRAND_LOGO",
    "",
    brand.svg_file,
    id="tollgate.E070",
    hint="the path of an SVG file; it is shown 22 pixels high",
)
BRAND_COLORS = env.read(
    "BRAND_COLORS",
    ("#3f4fd0", "#98a6ff"),
    brand.colour_pair,
    id="tollgate.E071",
    hint="two colours for links and buttons, on white and on black: #3f4fd0,#98a6ff",
)
env.problems += weakness.problems_of_keys(SECRET_KEY, SECRET_KEY_FALLBACKS, local=DEBUG and LOCAL)
env.problems += weakness.problems_of_reach(
    debug=DEBUG, private_webhooks=WEBHOOKS_ALLOW_PRIVATE, allowed_hosts=ALLOWED_HOSTS, local=LOCAL
)
env.refuse_if_wrong()

# What is counted, shown and stored always means the same moment.
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
FORMAT_MODULE_PATH = ["config.formats"]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "partners.User"
APPEND_SLASH = False
DATA_UPLOAD_MAX_MEMORY_SIZE = MAX_BODY_BYTES

INSTALLED_APPS = [
    "unfold.apps.BasicAppConfig",
    "unfold.contrib.filters",
    "config.admin.apps.OperatorAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "drf_spectacular",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "errors_docs",
    "api",
    "partners",
    "webhooks",
    "credits",
    "customers",
    "imaging",
    "generation",
    "portal",
    "config",
]

MIDDLEWARE = [
    "api.continuation.CompletionMiddleware",
    "config.middleware.ToldMiddleware",
    # What belongs to a surface ends here: the rest is for pages.
    "api.middleware.SurfaceMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "portal.middleware.PortalMiddleware",
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
            ],
        },
    },
]

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# Signing in to the portal (django-allauth). An address is verified to begin. Members whose address isn't have test mode
# only (portal/views/keys.py), no second factor and no inviting.
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/portal/"
ACCOUNT_ADAPTER = "portal.adapter.PortalAdapter"
ACCOUNT_SIGNUP_FORM_CLASS = "portal.sign_up_form.SignUpForm"
ACCOUNT_FORMS = {
    "login": "portal.sign_in_forms.SignInForm",
    "signup": "portal.sign_in_forms.WholeSignUpForm",
    "reset_password": "portal.sign_in_forms.ForgottenPasswordForm",
    "add_email": "portal.sign_in_forms.ChangeAddressForm",
}
ACCOUNT_SIGNUP_REDIRECT_URL = "/portal/welcome"
ACCOUNT_LOGOUT_REDIRECT_URL = "/docs/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
# Whether an address has a sign-in is said to its owner only, by mail; so nobody gets in before the mail is read.
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
# In the browser that signed up; in another one the link leads to the sign-in.
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
# Before an address is changed, and before what gives access (portal/visitor.py); how long showing it once is enough.
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = BASE_URL.partition(":")[0]
# What allauth counts and what marks a code as used must be one for all processes.
CACHES = {"default": {"BACKEND": "portal.table_cache.TableCache"}}
MFA_ADAPTER = "portal.adapter.SealingMfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = BRAND_NAME
# Browsers make passkeys over http on localhost only; there the server may take them.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not BASE_URL.startswith("https://")

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": environment.storage_settings(STORAGE_SERVER, VAR_DIR / "files"),
    "staticfiles": {"BACKEND": "config.static_storage.StaticStorage"},
}
# Without collected files (tests, a first look) static files are found where they lie.
WHITENOISE_USE_FINDERS = True

REST_FRAMEWORK = {
    "EXCEPTION_HANDLER": "errors_docs.handler.handle_exception",
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_PARSER_CLASSES": ["api.parsers.JsonParser"],
    "DEFAULT_RENDERER_CLASSES": ["api.renderers.JsonRenderer"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "api.negotiation.OnlyJson",
    "DEFAULT_SCHEMA_CLASS": "api.openapi.OperationSchema",
    "UNAUTHENTICATED_USER": None,
    "UNAUTHENTICATED_TOKEN": None,
}

# Both documents' heads, servers and words come from api.openapi; these are the switches of the serializer mapping.
SPECTACULAR_SETTINGS = {
    "OAS_VERSION": "3.1.0",
    "VERSION": "1.0.0",
    "SCHEMA_PATH_PREFIX": "",
    "SORT_OPERATIONS": False,
    "CAMELIZE_NAMES": True,
    "ENFORCE_NON_BLANK_FIELDS": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "DISABLE_DOCSTRING_DESCRIPTIONS": True,
    "POSTPROCESSING_HOOKS": [],
    "GET_MOCK_REQUEST": "api.openapi.document.no_request",
    # `manage.py check_openapi` builds the documents of the two surfaces; the deploy check would build one of neither.
    "ENABLE_DJANGO_DEPLOY_CHECK": False,
}

SECURE = BASE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
CSRF_TRUSTED_ORIGINS = [BASE_URL]
X_FRAME_OPTIONS = "DENY"
SILENCED_SYSTEM_CHECKS = [
    # An API that redirects http:// teaches clients to send their key in the clear first; the proxy refuses it instead.
    "security.W008",
    # Joining the browsers' preload list binds a whole domain for years: its owner decides that, not an application.
    "security.W021",
]

# The looks and the navigation of the admin.
UNFOLD = unfold.SETTINGS

LOGGING_CONFIG = "logging.config.dictConfig"
LOGGING = logging_settings(LOG_LEVEL)
