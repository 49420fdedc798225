import logging
import time
from functools import wraps

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

# Seconds: a cache that takes longer is no help, and after a failure nobody asks for a while.
PATIENCE = 0.5
PAUSE = 5


def forgiving(name: str, otherwise):
    """The method of that name, which answers as an empty cache would when Redis does not answer."""
    method = getattr(RedisCache, name)

    @wraps(method)
    def forgive(self, *args, **kwargs):
        if time.monotonic() < self.paused_until:
            return otherwise(*args, **kwargs)
        try:
            return method(self, *args, **kwargs)
        except RedisError as error:
            self.paused_until = time.monotonic() + PAUSE
            logger.warning("Redis does not answer, so nothing is kept for %s seconds: %s", PAUSE, error)
            return otherwise(*args, **kwargs)

    return forgive


class ForgivingRedisCache(RedisCache):
    """Django's cache in Redis, without which the site is slower, and answers all the same."""

    paused_until = 0.0

    def __init__(self, server, params):
        options = {"socket_timeout": PATIENCE, "socket_connect_timeout": PATIENCE} | params.pop("OPTIONS", {})
        super().__init__(server, params | {"OPTIONS": options})

    get = forgiving("get", lambda key, default=None, version=None: default)
    get_many = forgiving("get_many", lambda keys, version=None: {})
    has_key = forgiving("has_key", lambda key, version=None: False)
    add = forgiving("add", lambda *args, **kwargs: False)
    set = forgiving("set", lambda *args, **kwargs: None)
    set_many = forgiving("set_many", lambda data, *args, **kwargs: list(data))
    touch = forgiving("touch", lambda *args, **kwargs: False)
    delete = forgiving("delete", lambda *args, **kwargs: False)
    delete_many = forgiving("delete_many", lambda *args, **kwargs: None)
    clear = forgiving("clear", lambda: False)
