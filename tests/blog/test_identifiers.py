import pytest
from django.core.exceptions import ValidationError

from blog.identifiers import normalise_doi, normalise_orcid, validate_doi, validate_isbn, validate_orcid


@pytest.mark.parametrize("orcid", ["0000-0002-1825-0097", "https://orcid.org/0000-0002-1694-233x", "0000000218250097"])
def test_true_orcids_are_accepted(orcid):
    validate_orcid(orcid)


@pytest.mark.parametrize("orcid", ["0000-0002-1825-0098", "0000-0002-1825", "orcid", "0000-0002-1825-009X"])
def test_false_orcids_are_refused_in_words(orcid):
    with pytest.raises(ValidationError, match="ORCID"):
        validate_orcid(orcid)


def test_orcid_is_kept_with_hyphens():
    assert normalise_orcid("https://orcid.org/0000-0002-1694-233x") == "0000-0002-1694-233X"


@pytest.mark.parametrize("doi", ["10.5281/zenodo.1234567", "https://doi.org/10.1000/182", "doi:10.1000/182"])
def test_true_dois_are_accepted(doi):
    validate_doi(doi)
    assert normalise_doi(doi).startswith("10.")


@pytest.mark.parametrize("doi", ["11.1000/182", "10.1000", "10.1000/a b", "javascript:alert(1)"])
def test_false_dois_are_refused(doi):
    with pytest.raises(ValidationError):
        validate_doi(doi)


@pytest.mark.parametrize("isbn", ["978-0-306-40615-7", "0-306-40615-2", "080442957X"])
def test_true_isbns_are_accepted(isbn):
    validate_isbn(isbn)


@pytest.mark.parametrize("isbn", ["978-0-306-40615-8", "0-306-40615-3", "12345", "978030640615"])
def test_false_isbns_are_refused(isbn):
    with pytest.raises(ValidationError, match="ISBN"):
        validate_isbn(isbn)
