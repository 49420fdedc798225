from wagtail import blocks

from site_core.fields import StreamField


def deconstructed(**options):
    return StreamField([("words", blocks.CharBlock(**options))]).deconstruct()


def test_words_for_editors_change_without_a_migration():
    assert deconstructed(label="Words", help_text="Any", icon="pick") == deconstructed(label="Text", search_index=False)


def test_a_change_of_what_is_stored_needs_a_migration():
    assert deconstructed(max_length=10) != deconstructed(max_length=20)
