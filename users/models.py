from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """Someone who signs in to the admin: an editor, a scheduler or a site manager."""
