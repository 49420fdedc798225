"""Switching off a step of approval, which publishes the pages that wait at it where no other step follows."""

from django.db import transaction
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.views.workflows import DisableTask

from site_core.readiness.gate import NotReadyError


class DisableTaskView(DisableTask):
    """Wagtail's, which publishes no page that is not ready: somebody approves it or sends it back first."""

    def form_valid(self, form):
        try:
            with transaction.atomic():
                return super().form_valid(form)
        except NotReadyError:
            words = _(
                "“%(task)s” is not disabled: that would publish pages that are not ready. "
                "Approve or reject what waits for it first."
            )
            messages.error(self.request, words % {"task": self.object})
            return redirect("wagtailadmin_workflows:edit_task", self.object.pk)
