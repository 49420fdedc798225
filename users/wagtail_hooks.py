from wagtail import hooks

from users.bulk_actions import AssignRole, Delete, SetActiveState

# After Wagtail's own, whose place these take.
for action in (AssignRole, Delete, SetActiveState):
    hooks.register("register_bulk_action", action, order=100)
