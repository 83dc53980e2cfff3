"""Whom an announcement is for: languages, places, residents with an open concern."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineKeyboardMarkup
from aiogram.utils.i18n import gettext as _

from bot.reception.announcements import Audience
from bot.reception.directory import Names
from handlers import labels, words
from handlers.admin.announcements.asking import FLAGS, ask_no_longer
from handlers.admin.announcements.counts import people
from handlers.admin.announcements.presses import (
    DraftPress,
    WhomPress,
    button,
    gone,
    note_change,
    own,
    reopened,
    too_late,
)
from handlers.admin.announcements.screens import Screen, counted, for_whom
from handlers.admin.directory.presses import unknown_place
from handlers.desk import Desk
from handlers.gate import Actor
from handlers.labels import fitting
from handlers.paging import page_of, turns
from handlers.say import in_place, paragraphs
from locales.languages import LANGUAGES
from storage import announcements
from storage.announcements import Announcement
from storage.outbox import Sends

router = Router(name=__name__)

Choices = Sequence[tuple[str, str]]
"""Codes and what they are called."""


@router.callback_query(WhomPress.filter((F.do == "menu") | (F.code == "")), flags=FLAGS)
async def look(
    query: CallbackQuery, callback_data: WhomPress, desk: Desk, actor: Actor, state: FSMContext
) -> Sends:
    """The present audience, or a list to choose from; everybody and open concerns are chosen
    here."""
    await ask_no_longer(state)
    announcement = await own(desk, actor, callback_data.id)
    if announcement is None:
        return gone(query)
    whom = announcement.audience
    if callback_data.do == "all":
        whom = Audience()
    elif callback_data.do == "concern":
        whom = replace(whom, open_concern=not whom.open_concern)
    return await _changed(query, callback_data, desk, announcement, whom)


@router.callback_query(WhomPress.filter(), flags=FLAGS)
async def switch(
    query: CallbackQuery, callback_data: WhomPress, desk: Desk, actor: Actor
) -> Sends:
    """One more language or place, or one less."""
    announcement = await own(desk, actor, callback_data.id)
    if announcement is None:
        return gone(query)
    field, code = callback_data.do, callback_data.code
    chosen: tuple[str, ...] = getattr(announcement.audience, field, ())
    if code in chosen:
        # What is no longer in the directory can still be taken out.
        chosen = tuple(one for one in chosen if one != code)
    elif code in {known for known, _name in _choices(desk, callback_data, everywhere=True)}:
        chosen = (*chosen, code)
    else:
        return unknown_place(query)
    changes: dict[str, Any] = {field: chosen}
    whom = replace(announcement.audience, **changes)
    return await _changed(query, callback_data, desk, announcement, whom)


async def _changed(
    query: CallbackQuery,
    press: WhomPress,
    desk: Desk,
    announcement: Announcement,
    whom: Audience,
) -> Sends:
    """Keep it if it is another one, and show where the press was made."""
    if whom != announcement.audience:
        draft = await reopened(desk, announcement)
        if draft is None:
            return too_late(query)
        await announcements.set_audience(desk.tx, draft.id, whom)
        old, new = (
            json.dumps(one.as_json(), ensure_ascii=False) for one in (announcement.audience, whom)
        )
        await note_change(desk, draft, "audience", old=old, new=new)
        announcement = replace(draft, audience=whom)
    if press.do in ("menu", "all", "concern"):
        return in_place(query, *await _menu(desk, announcement))
    return in_place(query, *await _list(desk, announcement, press))


async def _menu(desk: Desk, announcement: Announcement) -> Screen:
    id_, whom = announcement.id, announcement.audience
    rows = [
        # NOTE: a button: an announcement is for all residents
        [button(_mark(_("Everybody"), whom == Audience()), WhomPress(do="all", id=id_))],
        [
            # NOTE: a button: an announcement is for those who read some languages
            button(_("🌐 Languages"), WhomPress(do="languages", id=id_)),
            # NOTE: a button: an announcement is for the people of some regions
            button(_("🗺 Regions"), WhomPress(do="regions", id=id_)),
        ],
        [
            # NOTE: a button: an announcement is for the people of some districts
            button(_("🏘 Districts"), WhomPress(do="districts", id=id_)),
            # NOTE: a button: an announcement is for the people of some receptions
            button(_("🏛 Receptions"), WhomPress(do="offices", id=id_)),
        ],
        [
            button(
                # NOTE: a button: an announcement is for those whose concern is open
                _mark(_("With an open concern"), whom.open_concern),
                WhomPress(do="concern", id=id_),
            )
        ],
        [button(_(labels.BACK), DraftPress(do="show", id=id_))],
    ]
    text = paragraphs(
        for_whom(desk, whom),
        people(await counted(desk, whom)),
        _(
            "Places add up: whoever belongs to one of them gets it. A person's place is the "
            "district they looked up last or, without one, the reception they wrote to last."
        ),
    )
    return text, InlineKeyboardMarkup(inline_keyboard=list(fitting(rows)))


async def _list(desk: Desk, announcement: Announcement, press: WhomPress) -> Screen:
    id_, whom = announcement.id, announcement.audience
    up = WhomPress(do="menu", id=id_)
    if press.do == "districts" and not press.region:
        rows = [
            [button(name, WhomPress(do="districts", id=id_, region=code))]
            for code, name in _named([(one.code, one.name) for one in desk.directory.regions])
        ]
    else:
        chosen: tuple[str, ...] = getattr(whom, press.do)
        known = _choices(desk, press)
        lost = [
            (code, code)
            for code in chosen
            if code not in {one for one, _name in _choices(desk, press, everywhere=True)}
        ]
        here = press.model_copy(update={"code": ""})
        shown, page, more = page_of([*known, *lost], press.page)
        rows = [
            [button(_mark(name, code in chosen), here.model_copy(update={"code": code}))]
            for code, name in shown
        ]
        rows += turns(page, more, lambda to: here.model_copy(update={"page": to}))
        if press.do == "districts":
            up = WhomPress(do="districts", id=id_)
    rows.append([button(_(labels.BACK), up)])
    text = paragraphs(for_whom(desk, whom), people(await counted(desk, whom)))
    return text, InlineKeyboardMarkup(inline_keyboard=rows)


def _choices(desk: Desk, press: WhomPress, *, everywhere: bool = False) -> Choices:
    """What can be chosen in the list of a press; of districts those of its region."""
    directory = desk.directory
    if press.do == "languages":
        return list(LANGUAGES.items())
    if press.do == "regions":
        return _named([(one.code, one.name) for one in directory.regions])
    if press.do == "offices":
        return _named([(one.code, one.name) for one in directory.offices])
    if press.do == "districts":
        return _named(
            [
                (one.code, one.name)
                for one in directory.districts
                if everywhere or one.region == press.region
            ]
        )
    return []


def _named(things: Sequence[tuple[str, Names]]) -> Choices:
    return [(code, name.get(words.language())) for code, name in things]


def _mark(text: str, chosen: bool) -> str:
    return f"{'☑️' if chosen else '▫️'} {text}"
