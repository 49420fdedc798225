import pytest

from site_core.tokens import colour_pairs, contrast, rgb


@pytest.mark.parametrize(("one", "other", "ratio"), [("#000000", "#ffffff", 21), ("#777777", "#ffffff", 4.48)])
def test_contrast_is_computed_as_the_guidelines_say(one, other, ratio):
    assert contrast(rgb(one), rgb(other)) == pytest.approx(ratio, abs=0.01)
    assert contrast(rgb(other), rgb(one)) == contrast(rgb(one), rgb(other))


@pytest.mark.parametrize("words", ["ink", "ink-soft", "deep", "deep-strong", "alarm"])
def test_words_of_every_colour_can_be_read_on_the_paper_in_light_and_in_dark(words):
    papers = colour_pairs()["paper"]

    for colour, paper in zip(colour_pairs()[words], papers, strict=True):
        assert contrast(rgb(colour), rgb(paper)) >= 7
