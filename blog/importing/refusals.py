from django.core.exceptions import ValidationError


class DocumentRefused(ValidationError):
    """Why a document is not let in, in words for the person who brought it."""

    def __init__(self, message: str, **params) -> None:
        super().__init__(message, code="refused", params=params or None)
