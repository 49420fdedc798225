from wagtail.admin.panels import TitleFieldPanel


class NameFieldPanel(TitleFieldPanel):
    """A name that fills the slug while it is typed for the first time; a later change leaves the address alone."""

    def __init__(self, *args, classname="", placeholder=False, **kwargs):
        super().__init__(*args, classname=classname, placeholder=placeholder, **kwargs)

    class BoundPanel(TitleFieldPanel.BoundPanel):
        def get_should_apply(self):
            return not self.instance.pk
