"""The script that Streamlit runs for every reader: language, menu, and the page that was asked for."""

from functools import partial

import streamlit as st

from dashboard import address
from dashboard.pages import ICON, PAGES
from dashboard.parts import pacing, turns
from dashboard.texts import texts
from dashboard.web import metrics

t = texts(address.language())
menu = {
    path: st.Page(
        page.script,
        title=t(f"page.{page.key}.title"),
        url_path=path or None,
        default=path == "",
        visibility="visible" if page.in_menu else "hidden",
        help=t(f"page.{page.key}.description"),
    )
    for path, page in PAGES.items()
}
# on the projector nothing stands above the statement, in somebody else's page nothing above the chart
asked = str(st.context.url or "").split("?")[0].rstrip("/")
presented = bool(st.context.is_embedded) or asked.endswith("/presentation")
# on the page that most visits begin with it comes last: a browser takes as long for it as for the headline
late = not presented and not asked.endswith(tuple(f"/{path}" for path in PAGES if path)) and pacing.first()
chosen = st.navigation([*menu.values()], position="hidden" if presented or late else "top")
st.set_page_config(
    page_title=f"{chosen.title} – {t('site.name')}",
    page_icon=str(ICON),
    layout="wide",
    menu_items={"About": t("site.about")},
)
address.at(chosen.url_path)
late_menu = partial(st.navigation, [*menu.values()], position="top") if late else None
with turns.PAGES.turn() as waited, metrics.timed(metrics.PAGES, PAGES[chosen.url_path].key), pacing.page(late_menu):
    metrics.WAITS.observe(waited)
    chosen.run()
