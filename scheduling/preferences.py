from django.conf import settings
from django.forms import ModelForm
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.account import BaseSettingsPanel, notifications_tab
from wagtail.admin.widgets import SwitchInput

from scheduling.models import NoticePreference


class NoticePreferenceForm(ModelForm):
    class Meta:
        model = NoticePreference
        fields = ["by_mail"]
        widgets = {"by_mail": SwitchInput()}


class NoticesSettingsPanel(BaseSettingsPanel):
    """In somebody's account: whether notices come by mail, too. Not offered where the site sends no mail."""

    name = "schedule_notices"
    title = _("Notices of scheduling")
    tab = notifications_tab
    order = 200
    form_class = NoticePreferenceForm

    def is_active(self):
        return settings.MAIL_IS_SET_UP

    def get_form(self):
        preference = NoticePreference.objects.filter(user=self.user).first() or NoticePreference(user=self.user)
        data = self.request.POST if self.request.method == "POST" else None
        return self.form_class(data, instance=preference, prefix=self.name)
