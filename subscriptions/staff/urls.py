from django.urls import path

from subscriptions.staff.announcement_list import AnnouncementsView, sending_now
from subscriptions.staff.announcement_views import (
    AnnouncementView,
    act_on_announcement,
    announcement_mail,
    test_announcement,
)
from subscriptions.staff.announcing_views import AnnouncePageView, SendAgainView
from subscriptions.staff.failed_view import FailedDeliveriesView
from subscriptions.staff.import_views import ReviewView, UploadView
from subscriptions.staff.subscriber_list import SubscribersView
from subscriptions.staff.subscriber_views import SubscriberActView, SubscriberView

urlpatterns = [
    path("announcements/", AnnouncementsView.as_view(), name="announcements"),
    path("announcements/results/", AnnouncementsView.as_view(results_only=True), name="announcements_results"),
    path("announcements/progress/", sending_now, name="announcements_progress"),
    path("announcements/<int:pk>/", AnnouncementView.as_view(), name="announcement"),
    path("announcements/<int:pk>/mail/", announcement_mail, name="announcement_mail"),
    path("announcements/<int:pk>/test/", test_announcement, name="announcement_test"),
    path("announcements/<int:pk>/again/", SendAgainView.as_view(), name="announcement_again"),
    path("announcements/<int:pk>/failed/", FailedDeliveriesView.as_view(), name="announcement_failures"),
    path(
        "announcements/<int:pk>/failed/results/",
        FailedDeliveriesView.as_view(results_only=True),
        name="announcement_failures_results",
    ),
    path("announcements/<int:pk>/<slug:act>/", act_on_announcement, name="announcement_act"),
    path("pages/<int:page_id>/announce/", AnnouncePageView.as_view(), name="announce_page"),
    path("subscribers/", SubscribersView.as_view(), name="subscribers"),
    path("subscribers/results/", SubscribersView.as_view(results_only=True), name="subscribers_results"),
    path("subscribers/import/", UploadView.as_view(), name="subscribers_import"),
    path("subscribers/import/<int:pk>/", ReviewView.as_view(), name="subscribers_import_review"),
    path("subscribers/<int:pk>/", SubscriberView.as_view(), name="subscriber"),
    path("subscribers/<int:pk>/<slug:act>/", SubscriberActView.as_view(), name="subscriber_act"),
]
