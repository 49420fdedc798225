from django.core.exceptions import PermissionDenied
from wagtail.users.views.users import CreateView, EditView, UserViewSet


class AdministratorsOnlyMixin:
    """Leaves the tick that makes an administrator to administrators: Wagtail shows it to all who manage accounts."""

    def get_form(self, *args, **kwargs):
        form = super().get_form(*args, **kwargs)
        if "is_superuser" in form.fields:
            form.fields["is_superuser"].disabled = not self.request.user.is_superuser
        return form


class AccountCreateView(AdministratorsOnlyMixin, CreateView):
    pass


class AccountEditView(AdministratorsOnlyMixin, EditView):
    def dispatch(self, request, *args, **kwargs):
        if self.object.is_superuser and not request.user.is_superuser:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class AccountViewSet(UserViewSet):
    add_view_class = AccountCreateView
    edit_view_class = AccountEditView
    # It would be a second way to make accounts, past the rule above.
    copy_view_enabled = False
