from django.urls import re_path

from blog.share_images import share_image

urlpatterns = [
    re_path(r"^share/(page|person)-([0-9]{1,18})-([0-9a-f]{12})\.png$", share_image, name="share_image"),
]
