"""One subscriber, and the few things that staff may do for them."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages

from subscriptions.models import Subscriber, Suppression
from subscriptions.services.curating import allow_for, erase_for, suppress_for, unsubscribe_for
from subscriptions.staff.access import StaffScreen
from subscriptions.staff.subscriber_list import wishes

SHOWN_DELIVERIES = 20
State = Subscriber.State


@dataclass(frozen=True)
class Act:
    """Something that is done to a subscriber, after a question."""

    label: str | Promise
    question: str | Promise
    done: str | Promise
    do: Callable
    states: frozenset[State]
    permission: str


ACTS = {
    "unsubscribe": Act(
        gettext_lazy("Unsubscribe"),
        gettext_lazy("No more mail goes to this address, unless its owner signs up again."),
        gettext_lazy("The address is unsubscribed."),
        unsubscribe_for,
        frozenset({State.CONFIRMED}),
        "subscriptions.change_subscriber",
    ),
    "suppress": Act(
        gettext_lazy("Never mail again"),
        gettext_lazy("This address gets no mail any more, not even when it is signed up or imported again."),
        gettext_lazy("The address will never be mailed again."),
        suppress_for,
        frozenset({State.PENDING, State.CONFIRMED, State.UNSUBSCRIBED}),
        "subscriptions.change_subscriber",
    ),
    "allow": Act(
        gettext_lazy("May sign up again"),
        gettext_lazy("Nothing is sent to this address until its owner signs up anew and confirms."),
        gettext_lazy("The address may sign up again."),
        allow_for,
        frozenset({State.SUPPRESSED}),
        "subscriptions.change_subscriber",
    ),
    "erase": Act(
        gettext_lazy("Erase"),
        gettext_lazy(
            "Everything that is known of this subscriber is erased. A keyed hash stays, so that the address is never "
            "mailed again. This cannot be undone."
        ),
        gettext_lazy("The subscriber is erased."),
        erase_for,
        frozenset(State),
        "subscriptions.delete_subscriber",
    ),
}


class SubscriberScreen(StaffScreen, TemplateView):
    """A screen about one subscriber."""

    permission = "subscriptions.view_subscriber"
    header_icon = "group"

    @cached_property
    def subscriber(self) -> Subscriber:
        return get_object_or_404(Subscriber.objects.select_related("consent"), pk=self.kwargs["pk"])

    def get_breadcrumbs_items(self):
        return [
            {"url": reverse("subscribers"), "label": _("Subscribers")},
            {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()},
        ]

    def get_context_data(self, **kwargs):
        return {**super().get_context_data(**kwargs), "subscriber": self.subscriber}


class SubscriberView(SubscriberScreen):
    """What is known of a subscriber, and nothing that tells whether they read their mail: nobody knows."""

    template_name = "subscriptions/admin/subscriber.html"

    def get_page_title(self):
        return self.subscriber.address

    def get_context_data(self, **kwargs):
        subscriber, user = self.subscriber, self.request.user
        suppression = Suppression.objects.filter(address_hash=subscriber.address_hash).first()
        deliveries = subscriber.deliveries.select_related("announcement").order_by("-pk")
        return {
            **super().get_context_data(**kwargs),
            "acts": {name: act for name, act in ACTS.items() if may(subscriber, act, user)},
            "wishes": wishes(subscriber),
            "suppression": suppression,
            "deliveries": deliveries[:SHOWN_DELIVERIES],
        }


class SubscriberActView(SubscriberScreen):
    """Asks, and does it."""

    template_name = "subscriptions/admin/subscriber_act.html"

    @property
    def act(self) -> Act:
        try:
            return ACTS[self.kwargs["act"]]
        except KeyError:
            raise Http404 from None

    @property
    def permission(self):
        return self.act.permission

    def get_page_title(self):
        return self.act.label

    def get_page_subtitle(self):
        return self.subscriber.address

    def get_context_data(self, **kwargs):
        is_possible = self.subscriber.state in self.act.states
        return {**super().get_context_data(**kwargs), "act": self.act, "is_possible": is_possible}

    def post(self, request, *args, **kwargs):
        if self.subscriber.state not in self.act.states:
            words = _("This cannot be done any more. The state is “%(state)s” now.")
            messages.error(request, words % {"state": self.subscriber.get_state_display()})
            return redirect("subscriber", pk=self.subscriber.pk)
        self.act.do(self.subscriber, request.user)
        messages.success(request, self.act.done)
        return redirect("subscribers")


def may(subscriber: Subscriber, act: Act, user) -> bool:
    return subscriber.state in act.states and user.has_perm(act.permission)
