from django.urls import include, path, re_path

from blog.markdown_files import llms, markdown_file
from blog.share_images import share_image

urlpatterns = [
    path("api/v1/", include("blog.api.urls")),
    path("llms.txt", llms, name="llms"),
    re_path(r"^((?:[\w-]+/)+[\w-]+)\.md$", markdown_file, name="markdown"),
    re_path(r"^share/(page|person)-([0-9]{1,18})-([0-9a-f]{12})\.png$", share_image, name="share_image"),
]
