import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

ACCOUNT = {
    "username": "new",
    "email": "new@fund.example",
    "first_name": "Ada",
    "last_name": "Example",
    "is_active": "on",
}
PASSWORD = {"password1": "battery staple horse", "password2": "battery staple horse"}


@pytest.fixture
def manager(client):
    """Someone who manages accounts and is no administrator."""
    user = UserFactory()
    codenames = ["access_admin", "add_user", "change_user", "delete_user"]
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    client.force_login(user)
    return client


def edit_url(user):
    return reverse("wagtailusers_users:edit", args=[user.pk])


def test_manager_adds_an_account_but_no_administrator(manager):
    manager.post(reverse("wagtailusers_users:add"), {**ACCOUNT, **PASSWORD, "is_superuser": "on"})

    assert not get_user_model().objects.get(username="new").is_superuser


def test_manager_makes_nobody_an_administrator(manager):
    user = UserFactory()

    response = manager.post(edit_url(user), {**ACCOUNT, "is_superuser": "on"})

    user.refresh_from_db()
    assert response.status_code == 302
    assert (user.username, user.is_superuser) == ("new", False)


@pytest.mark.parametrize("screen", ["add", "edit"])
def test_manager_sees_that_the_tick_is_not_theirs(manager, screen):
    url = edit_url(UserFactory()) if screen == "edit" else reverse("wagtailusers_users:add")

    form = manager.get(url).context["form"]

    assert form.fields["is_superuser"].disabled


@pytest.mark.parametrize("method", ["get", "post"])
def test_manager_cannot_take_over_an_administrator(manager, method):
    administrator = UserFactory(username="administrator", is_superuser=True)

    response = getattr(manager, method)(edit_url(administrator), {**ACCOUNT, **PASSWORD})

    administrator.refresh_from_db()
    assert (response.status_code, response.url) == (302, reverse("wagtailadmin_home"))
    assert administrator.username == "administrator"


def test_administrator_makes_another(client):
    client.force_login(UserFactory(is_superuser=True))
    user = UserFactory()

    client.post(edit_url(user), {**ACCOUNT, "is_superuser": "on"})

    user.refresh_from_db()
    assert user.is_superuser


def test_manager_makes_no_administrator_of_a_copy(manager):
    user = UserFactory()

    manager.post(f"/admin/users/copy/{user.pk}/", {**ACCOUNT, **PASSWORD, "is_superuser": "on"})

    assert not get_user_model().objects.filter(username="new", is_superuser=True).exists()


@pytest.mark.parametrize(
    ("action", "fields"), [("set_active_state", {"mark_as_active": "False"}), ("delete", {}), ("assign_role", {})]
)
def test_manager_does_nothing_to_an_administrator_in_bulk(manager, action, fields):
    administrator = UserFactory(is_superuser=True)
    other = UserFactory()
    group = Group.objects.create(name="Guests")
    url = f"/admin/bulk/users/user/{action}/?id={administrator.pk}&id={other.pk}"

    manager.post(url, {"role": group.pk, **fields})

    administrator.refresh_from_db()
    assert administrator.is_active
    assert not administrator.groups.exists()
    changed = get_user_model().objects.filter(pk=other.pk).first()
    assert changed is None or not changed.is_active or changed.groups.exists()


def test_a_form_that_was_on_its_way_brings_back_neither_a_password_nor_access():
    user = UserFactory()
    on_its_way, shut_out = (get_user_model().objects.get(pk=user.pk) for _reading in range(2))
    shut_out.set_password("a whole new phrase of mine")
    shut_out.is_active = False
    shut_out.save()
    on_its_way.first_name = "Ada"

    on_its_way.save()

    user.refresh_from_db()
    assert user.first_name == "Ada"
    assert user.check_password("a whole new phrase of mine")
    assert not user.is_active


def test_what_was_changed_before_sessions_were_ended_is_saved_afterwards():
    user = get_user_model().objects.get(pk=UserFactory().pk)
    user.first_name = "Ada"
    user.end_sessions()

    user.save()

    user.refresh_from_db()
    assert user.first_name == "Ada"


def test_what_was_read_anew_is_what_a_change_is_measured_by():
    user = UserFactory(is_active=True)
    get_user_model().objects.filter(pk=user.pk).update(is_active=False)
    user.refresh_from_db()

    user.is_active = True
    user.save()

    assert get_user_model().objects.get(pk=user.pk).is_active
