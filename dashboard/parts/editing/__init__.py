"""Writing in the entries: what a page that lets people write is made of.

A page says which fields there are and which entry they belong to; the rest is here:

>>> from dashboard import entered, signed_in
>>> from dashboard.parts import editing
>>>
>>> fields = (
...     editing.Field("title", "line", t("action.title")),
...     editing.Field("starts_on", "date", t("action.starts_on")),
...     editing.Field("description", "text", t("action.description"), rows=6),
... )
>>> form = editing.Form(key=f"action/{entry.id}", table="action", fields=fields, entry=entry)
>>> editing.said(t)                    # on top: what was just saved, with undo
>>> if st.query_params.get(editing.DO) == "edit" and editing.open_to(form):
...     editing.show(form, t, on_saved=lambda entry: …)     # saving and cancelling take `do` out of the address
... elif st.button(t("editing.edit")):
...     editing.begin("edit", entry.version)
...     st.rerun()
>>> editing.history("action", entry.id, fields, t)

What is kept of a text that is not saved yet:

* A field's text is on the server as soon as the reader leaves the field; what is being typed is in the browser only.
* It lasts as long as the session does, on whichever page the reader is, also when the connection breaks and comes back
  (Streamlit takes the session up again), when saving fails for whatever reason, and when role or sign-in are gone.
* A copy, by person and form, lies on disk for a day (`dashboard/unsaved.py`), so that signing in anew or loading the
  page anew goes on with it; in another window the form offers to.
* When the server itself ends, the open page still shows the text and brings it along to the next one. The address says
  which version of the entry it began from (`doing.py`), so that what was saved meanwhile is told as a conflict.

Nothing here writes to the database by itself: the store does, and checks the role once more.
"""

from __future__ import annotations

from dashboard.parts.editing.doing import DO, begin, leave
from dashboard.parts.editing.fields import Field
from dashboard.parts.editing.form import Form, open_to, show
from dashboard.parts.editing.history import history
from dashboard.parts.editing.notices import said, say, trouble
from dashboard.parts.editing.removing import removal, removed
from dashboard.parts.editing.saving import last_read, may_write, reading, sentence

__all__ = [
    "DO",
    "Field",
    "Form",
    "begin",
    "history",
    "last_read",
    "leave",
    "may_write",
    "open_to",
    "reading",
    "removal",
    "removed",
    "said",
    "say",
    "sentence",
    "show",
    "trouble",
]
