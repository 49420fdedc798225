from blog.models import ReportPage, UpdatePage
from site_core.languages import language_name


def languages_of_works(also: str = "") -> list[tuple[str, str]]:
    """The languages a subscriber can choose from, by their own names; none where all works are in one."""
    codes = {also} - {""}
    for model in (UpdatePage, ReportPage):
        codes |= set(model.objects.listed().order_by().values_list("language", flat=True).distinct())
    if len(codes) < 2:
        return []
    return sorted(((code, language_name(code)) for code in codes), key=lambda choice: choice[1])
