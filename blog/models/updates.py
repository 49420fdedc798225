import datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, PageChooserPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path, re_path
from wagtail.models import Orderable
from wagtail.search import index

from blog.blocks import BodyStreamBlock
from blog.cards import deck_of
from blog.feed_formats import FORMATS
from blog.feeds import feed_response
from blog.models.announced import AnnouncedPage
from blog.models.credits import CreditedMixin
from blog.models.people import Person
from blog.models.tags import Tag, TaggedUpdate
from blog.neighbours import neighbours_of
from blog.panels import authors_panel, footnotes_panel
from blog.previews import UPDATE_SURFACES
from blog.public_lists import find_update_years, listed_authors, listed_tags, people_with_works, tags_with_updates
from blog.querysets import UpdateManager
from blog.related import related_to_update
from blog.slugs import list_path
from blog.update_forms import UpdatePageForm
from site_core.fields import StreamField
from site_core.models import BasePage
from site_core.paging import ListPaginator
from site_core.panels import publication_date_panel
from site_core.reserved_addresses import is_route

UPDATES_PER_PAGE = 20
WORDS_PER_MINUTE = 220


class UpdateIndexPage(RoutablePageMixin, BasePage):
    """All updates, newest first, and the lists by tag, by author and by year."""

    parent_page_types = ["home.HomePage"]
    subpage_types = ["blog.UpdatePage"]
    max_count = 1

    introduction = models.TextField(_("introduction"), blank=True)
    featured_update = models.ForeignKey(
        "blog.UpdatePage",
        verbose_name=_("featured update"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Stands first on this page while it is public."),
    )

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("introduction", help_text=_("A sentence or two under the title. It may stay empty.")),
        PageChooserPanel("featured_update", "blog.UpdatePage"),
    ]

    class Meta:
        verbose_name = _("update index")

    def route(self, request, path_components):
        self.refuse_when_not_public()
        return super().route(request, path_components)

    def serve_preview(self, request, mode_name):
        return self.serve_surface(request, mode_name) or super().serve_preview(request, mode_name)

    @path("")
    def all_updates(self, request):
        return self.render_list(request, "updates", UpdatePage.objects.all(), featured=self.featured_update_id)

    @path("tags/<any_slug:slug>/", name="tag")
    def updates_by_tag(self, request, slug):
        tag = Tag.objects.filter(slug=slug).first()
        if tag is None:
            return redirect(self.url + list_path("tags", tag_formerly_at(slug).slug), permanent=True)
        updates = UpdatePage.objects.tagged(tag)
        return self.render_list(request, f"tag:{tag.pk}", updates, template="blog/tag.html", must_list=True, tag=tag)

    @path("authors/<any_slug:slug>/", name="author")
    def works_by_author(self, request, slug):
        person = Person.objects.select_related("photo").filter(slug=slug).first()
        if person is None:
            return redirect(self.url + list_path("authors", person_formerly_at(slug).slug), permanent=True)
        reports = self.reports_by(person)
        return self.render_list(
            request,
            f"author:{person.pk}",
            UpdatePage.objects.credited_to(person),
            template="blog/person.html",
            must_list=not reports,
            person=person,
            reports=reports,
        )

    @re_path(r"^(?P<year>[0-9]{4})/$", name="year")
    def updates_by_year(self, request, year):
        if not datetime.MINYEAR < int(year) < datetime.MAXYEAR:  # their ends are no moments in every time zone
            raise Http404
        updates = UpdatePage.objects.filter(publication_date__year=year)
        return self.render_list(
            request, f"year:{year}", updates, template="blog/year.html", must_list=True, year=int(year)
        )

    @path("feed/")
    @path("feed/<slug:format_name>/")
    def feed(self, request, format_name=""):
        reports = self._meta.apps.get_model("blog", "ReportPage").objects.all()
        return feed_response(request, self, format_name, updates=UpdatePage.objects.all(), reports=reports)

    @path("tags/<any_slug:slug>/feed/")
    @path("tags/<any_slug:slug>/feed/<slug:format_name>/")
    def tag_feed(self, request, slug, format_name=""):
        tag = Tag.objects.filter(slug=slug).first()
        if tag is None:
            return self.to_feed(list_path("tags", tag_formerly_at(slug).slug), format_name)
        updates, tag_path = UpdatePage.objects.tagged(tag), list_path("tags", tag.slug)
        return feed_response(request, self, format_name, updates=updates, list_path=tag_path, about=tag.name)

    @path("authors/<any_slug:slug>/feed/")
    @path("authors/<any_slug:slug>/feed/<slug:format_name>/")
    def author_feed(self, request, slug, format_name=""):
        person = Person.objects.filter(slug=slug).first()
        if person is None:
            return self.to_feed(list_path("authors", person_formerly_at(slug).slug), format_name)
        reports = self._meta.apps.get_model("blog", "ReportPage").objects
        return feed_response(
            request,
            self,
            format_name,
            updates=UpdatePage.objects.credited_to(person),
            reports=reports.credited_to(person),
            list_path=list_path("authors", person.slug),
            about=person.name,
        )

    def reports_by(self, person: Person) -> list:
        reports = self._meta.apps.get_model("blog", "ReportPage").objects
        return reports.credited_to(person).listed().cards()

    def to_feed(self, path: str, format_name: str):
        """To the feed of this format of a list that stands elsewhere now."""
        return redirect(f"{self.url}{path}feed/" + (f"{format_name}/" if format_name else ""), permanent=True)

    def list_addresses(self) -> dict:
        """The lists below this page that have something to show, and when each last changed; for the sitemap."""
        lists = {"tags": listed_tags(), "authors": listed_authors()}
        return {f"{kind}/{slug}/": changes[slug] for kind, changes in lists.items() for slug in sorted(changes)}

    def get_route_paths(self):
        """When this page moves, its lists and feeds are found at their former addresses too."""
        lists = ["", *self.list_addresses()]
        feeds = [f"{path}feed/{form}" for path in lists for form in ("", *(f"{name}/" for name in FORMATS if name))]
        return [f"/{path}" for path in [*lists, *feeds, *(f"{year:04d}/" for year, _count in find_update_years())]]

    def render_list(self, request, name, updates, *, template=None, must_list=False, featured=None, **context):
        """A page of cards; an unknown or empty list answers as an address that does not exist."""
        listed = updates.listed().newest_first()
        featured_cards = listed.filter(pk=featured).cards(with_tags=True) if featured else []
        apart = featured_cards[0].pk if featured_cards else 0
        paginator = ListPaginator(listed.exclude(pk=apart), UPDATES_PER_PAGE, name=f"{name}:{apart}")
        page = paginator.get_page(request.GET.get("page"))
        page.object_list = page.object_list.cards(with_tags=True)
        if must_list and not paginator.count:
            raise Http404
        context |= {
            "updates": page,
            "update_count": paginator.count + len(featured_cards),
            "featured_update": featured_cards[0] if featured_cards and page.number == 1 else None,
        }
        return self.render(request, context_overrides=context, template=template)


def person_formerly_at(slug: str) -> Person:
    """Whom this address led to before; nobody whose works are not public yet."""
    person = Person.formerly_at(slug)
    if person is None or person.pk not in people_with_works():
        raise Http404
    return person


def tag_formerly_at(slug: str) -> Tag:
    """What this address led to before, while there is something public about it."""
    tag = Tag.formerly_at(slug)
    if tag is None or tag.pk not in tags_with_updates():
        raise Http404
    return tag


class UpdatePage(CreditedMixin, AnnouncedPage):
    """Something the fund has to tell, from a short notice to an essay, by one or several people."""

    parent_page_types = ["blog.UpdateIndexPage"]
    subpage_types: list[str] = []
    base_form_class = UpdatePageForm
    surfaces = UPDATE_SURFACES

    summary = models.TextField(
        _("summary"),
        blank=True,
        max_length=400,
        help_text=_("One or two sentences for lists, feeds and shared links. Empty: the first words of the text."),
    )
    lead_image = models.ForeignKey(
        "site_core.SiteImage",
        verbose_name=_("lead image"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Stands above the text and on cards. Empty: a drawing made for this page."),
    )
    lead_image_alt = models.CharField(
        _("alternative text"),
        max_length=255,
        blank=True,
        help_text=_("What the picture shows, for those who cannot see it. Leave it empty if it only decorates."),
    )
    lead_image_caption = models.CharField(_("caption"), max_length=400, blank=True)
    body = StreamField(BodyStreamBlock(), verbose_name=_("text"))
    excerpt = models.TextField(editable=False, blank=True)
    word_count = models.PositiveIntegerField(editable=False, default=0)
    tags = ClusterTaggableManager(through=TaggedUpdate, blank=True, verbose_name=_("tags"))

    objects = UpdateManager()

    content_panels = [
        *AnnouncedPage.content_panels,
        "summary",
        authors_panel(),
        MultiFieldPanel(
            [FieldPanel("lead_image", heading=_("Picture")), "lead_image_alt", "lead_image_caption"],
            heading=_("Lead image"),
        ),
        FieldPanel("body"),
        footnotes_panel(),
        FieldPanel(
            "tags", help_text=_("Two or three subjects. Readers can follow each; choose those that exist first.")
        ),
        publication_date_panel(),
        InlinePanel(
            "related_pages",
            heading=_("Related updates and reports"),
            label=_("related page"),
            max_num=6,
            help_text=_("Shown under “Read next”. Empty: updates with the same tags."),
            classname="collapsed",
        ),
    ]

    search_fields = [
        *AnnouncedPage.search_fields,
        index.SearchField("summary", boost=2),
        index.SearchField("body"),
        index.FilterField("publication_date"),
        index.RelatedFields("page_authors", [index.RelatedFields("author", [index.SearchField("name")])]),
        index.RelatedFields("tags", [index.SearchField("name")]),
    ]

    class Meta:
        verbose_name = _("update")
        verbose_name_plural = _("updates")

    @property
    def card_text(self) -> str:
        """What a card says of this update; the template cuts it."""
        return self.summary or self.excerpt

    @property
    def reading_minutes(self) -> int:
        return max(1, round(self.word_count / WORDS_PER_MINUTE))

    @cached_property
    def subjects(self) -> list[Tag]:
        """The tags of this update in the editor's order: one query, or none where prefetched."""
        if "tagged_items" in getattr(self, "_prefetched_objects_cache", {}):
            return [item.tag for item in self.tagged_items.all()]
        return list(self.tags.all())

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        neighbours = neighbours_of(self)
        related = related_to_update(self, neighbours.ids)
        return {**context, "related": related, "neighbours": neighbours.without(related), "deck": deck_of(self.body)}

    @staticmethod
    def refuse_reserved(slug, parent):
        if is_route(slug, UpdateIndexPage.get_subpage_urls()):
            raise ValidationError(
                {"slug": _("The site uses this address for a list. Choose another, such as update-%s.") % slug}
            )

    def measure_text(self) -> None:
        text = plain_text(self.body)
        self.word_count = len(text.split())
        self.excerpt = text[:600]

    def complete_for_preview(self):
        super().complete_for_preview()
        self.measure_text()

    def save(self, *args, **kwargs):
        self.measure_text()
        if kwargs.get("update_fields") is not None and "body" in kwargs["update_fields"]:
            kwargs["update_fields"] = {*kwargs["update_fields"], "word_count", "excerpt"}
        return super().save(*args, **kwargs)


def plain_text(body) -> str:
    """The words of a body, without markup."""
    parts = body.stream_block.get_searchable_content(body)
    return " ".join(" ".join(str(part) for part in parts).split())


class UpdateRelatedPage(Orderable):
    """A page that an editor recommends to read after an update."""

    page = ParentalKey(UpdatePage, on_delete=models.CASCADE, related_name="related_pages")
    related_page = models.ForeignKey(
        "wagtailcore.Page", verbose_name=_("page"), null=True, on_delete=models.CASCADE, related_name="+"
    )

    panels = [PageChooserPanel("related_page", ["blog.UpdatePage", "blog.ReportPage"])]

    class Meta(Orderable.Meta):
        verbose_name = _("related page")
