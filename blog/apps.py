from django.apps import AppConfig


class BlogConfig(AppConfig):
    name = "blog"
    verbose_name = "Updates and reports"

    def ready(self):
        from blog import signal_handlers  # noqa: F401 - importing connects them
