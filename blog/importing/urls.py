from django.urls import path

from blog.importing.views import ImportView, PictureView, PreviewView, ReviewView

urlpatterns = [
    path("import/", ImportView.as_view(), name="import_document"),
    path("import/<slug:token>/", ReviewView.as_view(), name="import_review"),
    path("import/<slug:token>/preview/", PreviewView.as_view(), name="import_preview"),
    path("import/<slug:token>/pictures/<int:number>/", PictureView.as_view(), name="import_picture"),
]
