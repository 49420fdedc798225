"""A site with something of everything that is not for everybody, all of it marked with words that must not be seen."""

from datetime import timedelta
from types import SimpleNamespace

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.admin.models import EditingSession
from wagtail.contrib.redirects.models import Redirect
from wagtail.contrib.search_promotions.models import Query
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Comment,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    PageViewRestriction,
    Site,
    Task,
    UploadedFile,
    Workflow,
)
from wagtail.users.models import UserProfile

from blog.importing.reading import Document
from blog.importing.waiting import Waiting, keep
from blog.models import ReportIndexPage, UpdateIndexPage
from home.groups import ROLES, permission, seed_groups
from home.models import HomePage
from scheduling.models import Setback
from site_core.models import Fault, FoundLink, LinkState, SiteSettings
from subscriptions.models import ImportFile
from tests.factories import (
    DocumentFactory,
    ImageFactory,
    PersonFactory,
    StandardPageFactory,
    TagFactory,
    UpdatePageFactory,
    UserFactory,
    member_of,
)
from tests.scheduling.noticing import beat, notice
from tests.subscriptions.mailing import announced, delivery, subscriber
from users.models import Authenticator

# A title is found by its second word, which an answer may repeat, and known by its first.
SOUGHT = "quokka"
TITLE = f"Zebrafish {SOUGHT}"
TITLE_MARK = "zebrafish"
# Whoever owns all that is hidden; their name is no title, but not for everybody either.
OWNER = "Kakapo"
# What is written in pages, which also those may not read who see their titles.
WORDS = "Platypus"
BODY = [("text", f"<p>{WORDS} <a href='https://zebrafish.example/'>Zebrafish link</a></p>")]


def make_site() -> SimpleNamespace:
    root = Page.get_first_root_node()
    for page in root.get_children():
        page.delete()
    root.refresh_from_db()
    home = root.add_child(instance=HomePage(title="Home", slug="home"))
    Site.objects.all().delete()
    site = Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)
    updates = home.add_child(instance=UpdateIndexPage(title="Updates", slug="updates"))
    home.add_child(instance=ReportIndexPage(title="Reports", slug="reports"))
    section = StandardPageFactory(parent=home, title="Own section", slug="own")
    return SimpleNamespace(root=root, home=home, updates=updates, section=section, site=site)


def section_editor(site: SimpleNamespace):
    """All that an editor may, but of pages only in one branch and of files only in one collection."""
    (editors,) = [role for role in ROLES if role.name == "Editors"]
    group = Group.objects.create(name="Section editors")
    group.permissions.add(*[permission(name) for name in editors.models])
    collection = Collection.get_first_root_node().add_child(name="Own files")
    for action in editors.pages:
        GroupPagePermission.objects.create(
            group=group, page=site.section, permission=permission(f"wagtailcore.{action}_page")
        )
    for name in editors.collections:
        GroupCollectionPermission.objects.create(group=group, collection=collection, permission=permission(name))
    user = UserFactory(username="section-editor")
    user.groups.add(group)
    return user


def make_people(site: SimpleNamespace) -> dict:
    seed_groups()
    people = {
        "stranger": None,
        "reader": UserFactory(username="reader"),
        "section editor": section_editor(site),
        "writer": member_of("Writers"),
        "site manager": member_of("Site managers"),
        "administrator": UserFactory(username="administrator", is_superuser=True),
    }
    for person in filter(None, people.values()):
        # Made by Wagtail at somebody's first visit, and no deed of theirs.
        UserProfile.get_for_user(person)
    return people


def make_world() -> SimpleNamespace:
    """The site, its people, and by name everything that an address can ask for."""
    world = make_site()
    world.people = make_people(world)
    world.owner = UserFactory(username="kakapo-owner", first_name=OWNER, is_superuser=True)
    add_pages(world)
    add_files(world)
    add_mailing(world)
    add_schedule(world)
    add_links(world)
    add_rest(world)
    return world


def add_pages(world: SimpleNamespace) -> None:
    texts = {"title": TITLE, "summary": WORDS, "body": BODY, "owner": world.owner}
    world.draft = UpdatePageFactory(parent=world.updates, slug="quokka-draft", live=False, **texts)
    world.revision = world.draft.save_revision(user=world.owner)
    world.workflow = Workflow.objects.get(name="Review")
    world.workflow_state = world.workflow.start(world.draft, world.owner)
    world.task_state = world.workflow_state.current_task_state
    world.task = Task.objects.get(name="Review")
    Comment.objects.create(page=world.draft, user=world.owner, text=WORDS, contentpath="title")
    world.private = UpdatePageFactory(parent=world.updates, slug="quokka-private", **texts)
    world.private.save_revision(user=world.owner).publish()
    world.restriction = PageViewRestriction.objects.create(
        page=world.private, restriction_type="password", password="zebrafish"
    )
    world.locked = UpdatePageFactory(
        parent=world.updates, slug="quokka-locked", live=False, locked=True, locked_by=world.owner, **texts
    )
    world.locked.save_revision(user=world.owner)
    world.scheduled = UpdatePageFactory(
        parent=world.updates, slug="quokka-planned", live=False, go_live_at=timezone.now() + timedelta(9), **texts
    )
    world.scheduled.save_revision(user=world.owner).publish()
    # A page of the section editor's own, and below it one that a mixed address may name.
    world.own = StandardPageFactory(parent=world.section, title="Own page", slug="page")
    world.own.save_revision()


def add_files(world: SimpleNamespace) -> None:
    world.collection = Collection.get_first_root_node().add_child(name=TITLE)
    world.collection_restriction = CollectionViewRestriction.objects.create(
        collection=world.collection, restriction_type="password", password="zebrafish"
    )
    world.image = ImageFactory(title=TITLE, collection=world.collection, uploaded_by_user=world.owner)
    world.document = DocumentFactory(title=TITLE, collection=world.collection, uploaded_by_user=world.owner)
    world.document.tags.add("zebrafish")
    for name, asset in (("image_upload", world.image), ("document_upload", world.document)):
        upload = UploadedFile(for_content_type=ContentType.objects.get_for_model(asset), uploaded_by_user=world.owner)
        upload.file.save("zebrafish.bin", ContentFile(b"zebrafish"))
        setattr(world, name, upload)


def add_mailing(world: SimpleNamespace) -> None:
    world.subscriber = subscriber("zebrafish")
    world.announcement = announced(world.updates, page_fields={"title": "A public update", "slug": "public"})
    world.delivery = delivery(world.announcement, world.subscriber, state="failed", last_error="zebrafish refused")
    world.import_file = ImportFile.objects.create(
        name="zebrafish.csv", content=b"zebrafish@reader.example", made_by=world.owner
    )


def add_schedule(world: SimpleNamespace) -> None:
    world.notice = notice(world.owner, world.scheduled)
    beat("zebrafish:1", held_since=timezone.now(), leap_seconds=9000.0)
    now = timezone.now()
    Setback.objects.create(
        page_id=world.scheduled.pk,
        action=Setback.Action.GO_LIVE,
        state=Setback.State.choices[0][0],
        planned_at=now,
        reason=TITLE,
        since=now,
        next_attempt_at=now,
    )


def add_links(world: SimpleNamespace) -> None:
    world.link = FoundLink.objects.create(
        content_type=ContentType.objects.get_for_model(type(world.private)),
        object_id=world.private.pk,
        page_id=world.private.pk,
        key="zebrafish",
        place="body",
        text="Zebrafish link",
        kind=FoundLink.Kind.OUTSIDE,
        href="https://zebrafish.example/",
        state=LinkState.BROKEN,
        fault=Fault.NOT_FOUND,
        since=timezone.now(),
    )


def add_rest(world: SimpleNamespace) -> None:
    world.person = PersonFactory(name="Ada Example")
    world.tag = TagFactory(name="Power")
    world.query = Query.objects.create(query_string="energy")
    world.redirect = Redirect.objects.create(old_path="/from", redirect_page_id=world.own.pk)
    world.user = world.owner
    world.authenticator = Authenticator.objects.create(user=world.owner, name="Phone", confirmed=True)
    SiteSettings.for_site(world.site)
    world.group = Group.objects.create(name=TITLE)
    world.group.permissions.add(Permission.objects.first())
    world.session = EditingSession.objects.create(
        user=world.owner, content_object=world.draft, last_seen_at=timezone.now()
    )
    world.token = keep(world.owner, Waiting("update", Document(TITLE, WORDS, [], [], [], [])))
