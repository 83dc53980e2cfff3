"""Announcements as residents get them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from aiogram.methods import SendMediaGroup
from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _

from handlers.labels import N_, variants
from handlers.relay import Content, carry
from handlers.resident import news
from handlers.say import say
from storage.outbox import Send

# NOTE: above what the agency writes to many residents at once
HEADING = N_("📢 <b>Announcement</b>")


def prefix() -> Text:
    """What stands above an announcement: it is no answer to anybody's concern."""
    return say(_(HEADING))


def is_announced(text: str) -> bool:
    """Whether a message of ours is an announcement, in whatever language its heading is."""
    first = text.partition("\n")[0].partition(" · ")[0]
    return any(first == say(heading).render()[0] for heading in variants(HEADING))


def as_received(
    contents: Sequence[Content], chat_id: int, day: str | None = None, **send: Any
) -> list[Send]:
    """An announcement in the language of the moment, with the button that ends announcements;
    an album can have none. ``day`` stands beside the heading of an earlier one. ``send`` is as
    for `handlers.relay.carry`."""
    above = prefix() if day is None else Text(prefix(), f" · {day}")
    *others, last = carry(contents, chat_id, above, **send)
    if isinstance(last.method, SendMediaGroup):
        return [*others, last]
    method = last.method.model_copy(update={"reply_markup": news.keyboard()})
    return [*others, replace(last, method=method)]
