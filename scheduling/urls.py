from django.urls import path, register_converter

from scheduling.subscription_views import calendar_of


class TokenConverter:
    regex = "[A-Za-z0-9_-]{20,100}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(TokenConverter, "token")

urlpatterns = [path("calendar/<token:token>.ics", calendar_of, name="calendar_file")]
