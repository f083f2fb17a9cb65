"""Two have changed the same entry: both texts side by side, and a choice for each field, so that neither is lost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import streamlit as st

from dashboard.parts.editing import differences, fields
from dashboard.parts.editing.fields import Field
from dashboard.parts.frame import as_it_is
from dashboard.texts import Texts
from entries.errors import Conflict

Choice = Literal["mine", "theirs", "merged"]
#: Kinds whose two values can be put together.
_MERGED = ("line", "text", "lines", "several")


def likely(name: str, found: Conflict) -> Choice | None:
    """Whose value a field most likely should have: the one's who alone has changed it; None where both have."""
    if found.base.get(name) == found.mine.get(name):
        return "theirs"
    if found.base.get(name) == found.theirs.get(name):
        return "mine"
    return None


def merged(one: Field, mine: Any, theirs: Any) -> Any:
    """Both values in one, as the place to begin putting them together."""
    if one.kind in ("lines", "several"):
        return list(dict.fromkeys([*(theirs or ()), *(mine or ())]))
    texts = [text for text in (theirs, mine) if text]
    return ("\n\n" if one.kind == "text" else " / ").join(dict.fromkeys(texts))


def show(key: str, shown: Sequence[Field], found: Conflict, t: Texts) -> dict[str, Any] | None:
    """Draw the two texts; gives the chosen values of the form's fields when the reader saves their choice.

    Fields that both have alike, and those that the form doesn't show, need no choice: the saved value stands.

    Args:
        key: the form's name.
        shown: the form's fields.
        found: both texts.
        t: texts.
    """
    # those who meet a conflict have a role, and may know each other's names
    st.warning(t("conflict.told", who=as_it_is(found.by_name)), icon=":material/group:")
    st.caption(t("conflict.marks"))
    chosen: dict[str, Any] = {}
    undecided: list[str] = []
    for one in shown:
        if one.name not in found.fields:
            chosen[one.name] = found.theirs.get(one.name, found.mine.get(one.name))
            continue
        decided, value = _field(f"{key}/conflict/{found.version}/{one.name}", one, found, t)
        chosen[one.name] = value
        undecided += [] if decided else [one.label]
    if not st.button(t("conflict.save"), key=f"{key}/conflict/save", type="primary", icon=":material/save:"):
        return None
    if undecided:
        st.error(t("conflict.choose", fields=", ".join(undecided)), icon=":material/error:")
        return None
    return chosen


def _field(key: str, one: Field, found: Conflict, t: Texts) -> tuple[bool, Any]:
    """One field's two values and the choice between them; whether it is made, and the value."""
    ours, others = (fields.written(one, side.get(one.name), t) for side in (found.mine, found.theirs))
    mine, theirs = differences.sides(ours, others, one.is_whole)
    st.subheader(one.label, anchor=False)
    left, right = st.columns(2)
    with left, st.container(border=True):
        st.markdown(f"**{t('conflict.mine')}**  \n{mine}")
    with right, st.container(border=True):
        st.markdown(f"**{t('conflict.theirs')}**  \n{theirs}")
    if one.name in found.base:
        with st.expander(t("conflict.before"), icon=":material/history:"):
            st.markdown(as_it_is(fields.written(one, found.base[one.name], t)).replace("\n", "  \n"))
    options: list[Choice] = ["mine", "theirs", "merged"] if one.kind in _MERGED else ["mine", "theirs"]
    first = likely(one.name, found)
    choice = st.radio(
        t("conflict.choice", field=one.label),
        options,
        index=options.index(first) if first else None,
        format_func=lambda option: t(f"conflict.option.{option}"),
        horizontal=True,
        key=f"{key}/choice",
    )
    if choice == "merged":
        both = merged(one, found.mine.get(one.name), found.theirs.get(one.name))
        return True, fields.widget(one, both, f"{key}/merged", t)
    return choice is not None, (found.mine if choice == "mine" else found.theirs).get(one.name)
