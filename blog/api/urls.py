from django.urls import path, re_path

from blog.api import views

urlpatterns = [
    path("", views.start, name="api"),
    path("openapi.json", views.description, name="api_description"),
    path("updates/", views.updates, name="api_updates"),
    path("updates/<uuid:key>/", views.update, name="api_update"),
    path("reports/", views.reports, name="api_reports"),
    path("reports/<uuid:key>/", views.report, name="api_report"),
    path("people/", views.people, name="api_people"),
    path("people/<any_slug:slug>/", views.person, name="api_person"),
    path("tags/", views.tags, name="api_tags"),
    path("tags/<any_slug:slug>/", views.tag, name="api_tag"),
    re_path(r"^.+/$", views.nothing),
]
