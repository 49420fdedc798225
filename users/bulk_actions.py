"""What is done to many accounts at once, with the rule of the single screens: administrators are for administrators."""

from wagtail.users.views.bulk_actions import AssignRoleBulkAction, DeleteBulkAction, SetActiveStateBulkAction


class BelowAdministratorsMixin:
    """Leaves out the accounts of administrators where somebody else asks."""

    def check_perm(self, obj):
        return super().check_perm(obj) and (self.request.user.is_superuser or not obj.is_superuser)


class AssignRole(BelowAdministratorsMixin, AssignRoleBulkAction):
    pass


class Delete(BelowAdministratorsMixin, DeleteBulkAction):
    pass


class SetActiveState(BelowAdministratorsMixin, SetActiveStateBulkAction):
    pass
