"""How the site is served: two processes of four threads, more by the environment."""

from pathlib import Path

from environs import Env

env = Env()
env.read_env(env.str("ENV_FILE", str(Path(__file__).resolve().parent.parent / ".env")), recurse=False)

bind = f"{env.str('BIND', '127.0.0.1')}:{env.int('PORT', 8000)}"
worker_class = "gthread"
workers = env.int("WEB_WORKERS", 2)
# The database pool of each process holds as many connections.
threads = env.int("WEB_THREADS", 4)
timeout = 60
graceful_timeout = 20
keepalive = 5

# A worker is replaced now and then, at different times, so that no leak grows for ever; a ready page costs nothing.
max_requests = 100_000
max_requests_jitter = 10_000

# The heartbeat file belongs in memory: a busy disk would look like a dead worker.
MEMORY = "/dev/shm"  # noqa: S108 - gunicorn makes its file there under a random name
if Path(MEMORY).is_dir():
    worker_tmp_dir = MEMORY

# Two sites of one user would remove each other's control socket.
control_socket_disable = True

# Where the site stands is said by nobody who asks for a page: gunicorn would take these from any visitor whom a
# proxy on this machine lets through, and the addresses made for him would be kept for others.
forwarder_headers = ""

if env.str("LOG_FORMAT", "line") == "json":
    logconfig_dict = {
        "formatters": {"generic": {"()": "site_core.logs.JsonFormatter"}},
        "root": {"level": "INFO", "handlers": ["error_console"]},
        "loggers": {"gunicorn.error": {"level": "INFO", "handlers": ["error_console"], "propagate": False}},
    }
