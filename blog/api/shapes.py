"""What the interface says of each thing: these fields and no others, whatever else the models hold."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from blog.citations import clean
from blog.feed_content import parts_of_body, standing_alone
from blog.models import CreditRole, Person, ReportPage, Tag, UpdatePage
from blog.pictures import Picture, picture_of, picture_of_work
from blog.slugs import list_path
from site_core.blocks import anchor_for
from site_core.links import site_address, web_address, whole_address
from site_core.pictures.files import look_up_files

Shape = dict[str, Any]


def works_by(name: str, **filters: str) -> str:
    """The address of a list of this interface, filtered."""
    return f"{whole_address(reverse(name))}?{urlencode(filters)}"


@dataclass(frozen=True)
class Shapes:
    """The writers of one answer; `index_url` is where the pages of people and tags stand, empty while it is hidden."""

    index_url: str

    # Works

    def work(self, page: UpdatePage | ReportPage) -> Shape:
        address, kind = site_address(page), "update" if isinstance(page, UpdatePage) else "report"
        others = [credit for credit in page.credits if credit.role != CreditRole.AUTHOR]
        return {
            "id": page.translation_key,
            "type": kind,
            "title": page.title,
            "summary": clean(page.card_text),
            "language": page.language,
            "published": page.publication_date,
            "updated": page.changed_at,
            "url": address,
            "markdown_url": f"{address.rstrip('/')}.md",
            "api_url": whole_address(reverse(f"api_{kind}", args=[page.translation_key])),
            "authors": [self.name(credit.author) for credit in page.credits if credit.role == CreditRole.AUTHOR],
            "contributors": [{**self.name(credit.author), "role": credit.role} for credit in others],
            "image": self.image(picture_of_work(page)),
        }

    def image(self, picture: Picture | None) -> Shape | None:
        return asdict(picture) if picture else None

    def update(self, page: UpdatePage) -> Shape:
        return {**self.work(page), "tags": [self.label(tag) for tag in page.subjects]}

    def report(self, page: ReportPage) -> Shape:
        return {
            **self.work(page),
            "subtitle": page.subtitle,
            "doi": page.doi,
            "isbn": page.isbn,
            "licence": page.licence,
            "licence_url": page.licence_url,
        }

    def whole_update(self, page: UpdatePage) -> Shape:
        (content,) = standing_alone(["".join(parts_of_body(page.body))], [site_address(page)])
        return {**self.update(page), "content_html": content}

    def whole_report(self, page: ReportPage) -> Shape:
        address, advice = site_address(page), page.recommendations.raw_data
        texts = [page.abstract, "".join(parts_of_body(page.body)), *(row["value"].get("text") or "" for row in advice)]
        abstract, content, *reasons = standing_alone(texts, [address] * len(texts))
        return {
            **self.report(page),
            "abstract_html": abstract,
            "content_html": content,
            "recommendations": [
                self.recommendation(number, row, text, address)
                for number, (row, text) in enumerate(zip(advice, reasons, strict=True), 1)
            ],
            "downloads": list(self.downloads(page)),
            "partners": [{"name": row.name, "url": web_address(row.url), "part": row.part} for row in page.supporters],
        }

    def recommendation(self, number: int, row: Shape, text: str, address: str) -> Shape:
        value, anchor = row["value"], anchor_for("recommendation", row.get("id"))
        return {
            "number": number,
            "title": value.get("title") or "",
            "text_html": text,
            "audience": value.get("audience") or "",
            "url": f"{address}#{anchor}" if anchor else address,
        }

    def downloads(self, page: ReportPage) -> Iterator[Shape]:
        for row in page.files:
            document = row.document
            if document and not getattr(row, "is_restricted", True):
                yield {
                    "label": row.label,
                    "language": row.language,
                    "url": whole_address(document.url),
                    "content_type": document.content_type,
                    "size": document.file_size,
                    "pages": document.page_count,
                }

    # People and tags

    def name(self, person: Person) -> Shape:
        return {
            "name": person.name,
            "slug": person.slug,
            "kind": person.kind,
            "orcid": person.orcid,
            "url": self.index_url and self.index_url + list_path("authors", person.slug),
            "api_url": whole_address(reverse("api") + list_path("people", person.slug)),
        }

    def people(self, people: Iterable[Person]) -> list[Shape]:
        """All at once, since the links of all biographies are looked up together."""
        people = list(people)
        look_up_files(person.photo for person in people)
        biographies = standing_alone([person.biography for person in people], [self.index_url] * len(people))
        return [
            {
                **self.name(person),
                "affiliation": person.affiliation,
                "image": self.image(picture_of(person, "photo", person.name)),
                "biography_html": biography,
                "updates_url": works_by("api_updates", author=person.slug),
                "reports_url": works_by("api_reports", author=person.slug),
            }
            for person, biography in zip(people, biographies, strict=bool(people))
        ]

    def label(self, tag: Tag) -> Shape:
        return {
            "name": tag.name,
            "slug": tag.slug,
            "url": self.index_url and self.index_url + list_path("tags", tag.slug),
            "api_url": whole_address(reverse("api") + list_path("tags", tag.slug)),
        }

    def tag(self, tag: Tag) -> Shape:
        return {**self.label(tag), "updates_url": works_by("api_updates", tag=tag.slug)}
