"""What administrators see of an announcement that they write."""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from aiogram.utils.formatting import Text
from aiogram.utils.i18n import gettext as _

from bot.reception.announcements import Audience, Status, version_for
from bot.reception.directory import Names
from handlers import labels, words
from handlers.admin.announcements.counts import people, persons, readers
from handlers.admin.announcements.presses import DraftPress, WhomPress, button
from handlers.admin.announcements.progress import STATES, RunPress, agreed
from handlers.desk import Desk
from handlers.labels import fitting
from handlers.say import cut, lines, paragraphs, say
from locales.languages import LANGUAGES
from storage import announcement_versions, announcements, audience
from storage.announcement_versions import Content
from storage.announcements import Announcement
from storage.audience import Counts

EXCERPT = 60
"""Characters of a version that its line shows."""
NAMED = 8
"""Places of an audience that are named; the others are counted."""
LISTED = 8
"""Announcements in the list."""

MARKS = {
    Status.DRAFT: "✏️",
    Status.WAITING: "⏳",
    Status.SCHEDULED: "🕒",
    Status.RUNNING: "📨",
    Status.PAUSED: "⏸",
    Status.DONE: "✅",
    Status.CANCELLED: "⏹",
    Status.REMOVING: "🗑",
    Status.TAKEN_BACK: "🗑",
}
"""What a state's words begin with, for buttons, which are short."""

Screen = tuple[Text, InlineKeyboardMarkup]
Versions = Mapping[str, Sequence[Content]]


async def one_screen(
    desk: Desk, announcement: Announcement, note: Text | str | None = None
) -> Screen:
    """An announcement as far as it is written, and what can be done with it."""
    versions = await announcement_versions.by_language(desk.tx, announcement.id)
    counts = await counted(desk, announcement.audience)
    text = paragraphs(
        note,
        say(
            # NOTE: the number of an announcement, and its state
            _("📢 Announcement {id}: <b>{state}</b>"),
            id=announcement.id,
            state=_(STATES[announcement.status]),
        ),
        texts(announcement.audience, versions, counts),
        for_whom(desk, announcement.audience),
        people(counts),
        going(desk, announcement),
        await agreed(desk, announcement),
        waits() if announcement.status is Status.WAITING else None,
    )
    return text, InlineKeyboardMarkup(inline_keyboard=_buttons(announcement, versions))


def _buttons(announcement: Announcement, versions: Versions) -> list[list[InlineKeyboardButton]]:
    id_ = announcement.id
    # NOTE: a button: see an announcement as residents will get it
    preview = button(_("👁 Preview"), DraftPress(do="preview", id=id_))
    # NOTE: a button: throw an announcement away before it is sent
    discard = button(_("🗑 Discard"), DraftPress(do="discard", id=id_))
    # NOTE: a button: the list of announcements
    others = button(_("🗂 All announcements"), DraftPress(do="list"))
    if announcement.status is not Status.DRAFT:
        # NOTE: a button: change an announcement that waits to be sent
        change = button(_("✏️ Change"), DraftPress(do="edit", id=id_))
        return list(fitting([[preview, change], [discard], [others]]))
    by_language = [
        button(
            f"{'✏️' if code in versions else '➕'} {name}",
            DraftPress(do="version", id=id_, language=code),
        )
        for code, name in LANGUAGES.items()
    ]
    # NOTE: a button: whom an announcement is for
    whom = button(_("👥 For whom"), WhomPress(do="menu", id=id_))
    # NOTE: a button: when an announcement is to be sent
    when = button(_("🕒 Time"), DraftPress(do="when", id=id_))
    # NOTE: a button: send an announcement without waiting for a time
    now = _("📨 Send now")
    # NOTE: a button: send an announcement at the time that was set
    later = _("📨 Send at that time")
    send = button(now if announcement.at is None else later, DraftPress(do="send", id=id_))
    rows = [by_language[:3], by_language[3:], [whom, when], [preview, discard], [send], [others]]
    return list(fitting(rows))


async def counted(desk: Desk, whom: Audience) -> Counts:
    """How many people would get it now."""
    default = desk.setting.default_language
    return await audience.count(desk.tx, whom, desk.directory, default_language=default)


def texts(whom: Audience, versions: Versions, counts: Counts) -> Text:
    """Each language with its readers and what they get."""
    if not versions:
        return say(_("There is no text yet. Press a language to send one."))
    meant = [code for code in LANGUAGES if not whom.languages or code in whom.languages]
    found = readers(whom, counts)
    return lines(
        *(
            _version(code, versions, persons(found[code]))
            for code in LANGUAGES
            if code in versions or code in meant
        )
    )


def _version(code: str, versions: Versions, count: str) -> Text:
    if code in versions:
        own = say("✅ <b>{language}</b> · {count}", language=LANGUAGES[code], count=count)
        # NOTE: the first words of an announcement, in quotation marks
        return lines(own, say(_("“{words}”"), words=excerpt(versions[code])))
    return say(
        # NOTE: {language} and {other} are names of languages; {count} is like “12 people”
        _("➡️ <b>{language}</b> · {count}: they get the version in {other}"),
        language=LANGUAGES[code],
        count=count,
        other=LANGUAGES[version_for(code, versions)],
    )


def excerpt(contents: Sequence[Content]) -> str:
    """The beginning of a version, or what it is."""
    said = " ".join(next((one["text"] for one in contents if one["text"]), "").split())
    kind = contents[0]["kind"]
    if kind != "text":
        files = words.kind(kind) if len(contents) == 1 else _album(len(contents))
        said = f"{files} {said}".rstrip()
    return cut(said, EXCERPT)


def _album(count: int) -> str:
    # NOTE: stands for an album in a list; {count} is a number of pictures
    return _("🖼 album: {count}").format(count=count)


def for_whom(desk: Desk, whom: Audience) -> Text:
    """The audience in words, under a title."""
    # NOTE: above the description of whom an announcement is for
    return lines(say(_("<b>For whom</b>")), in_words(desk, whom))


def in_words(desk: Desk, whom: Audience) -> Text:
    """The audience in words."""
    places = [
        *_names(whom.regions, [(one.code, one.name) for one in desk.directory.regions]),
        *_names(whom.districts, [(one.code, one.name) for one in desk.directory.districts]),
        *("🏛 " + name for name in _offices(desk, whom.offices)),
    ]
    shown = lines(
        # NOTE: {languages} is names of languages
        say(_("Who reads: {languages}"), languages=_listed([LANGUAGES[c] for c in whom.languages]))
        if whom.languages
        else None,
        # NOTE: {places} is names of regions, districts and receptions
        say(_("Who belongs to: {places}"), places=_listed(places)) if places else None,
        say(_("Who has an open concern")) if whom.open_concern else None,
    )
    return shown if shown.render()[0] else say(_("Everybody who uses the bot"))


def _names(codes: Sequence[str], known: Sequence[tuple[str, Names]]) -> list[str]:
    """Places by their names; one that is no longer in the directory by its code."""
    names = dict(known)
    return [names[code].get(words.language()) if code in names else code for code in codes]


def _offices(desk: Desk, codes: Sequence[str]) -> list[str]:
    return _names(codes, [(one.code, one.name) for one in desk.directory.offices])


def _listed(names: Sequence[str]) -> str:
    if len(names) <= NAMED:
        return words.listing(names)
    rest = len(names) - NAMED
    # NOTE: the last in a list of places, after those that are named
    more = _("{count} more").format(count=rest)
    return words.listing([*names[:NAMED], more])


def going(desk: Desk, announcement: Announcement) -> Text:
    """When it is to go."""
    # NOTE: above the time at which an announcement is sent
    title = say(_("<b>When</b>"))
    return lines(title, at_words(desk, announcement.at))


def at_words(desk: Desk, at: int | None) -> str:
    """A time that was set, or that none was."""
    return _("As soon as possible") if at is None else moment(desk, at)


def moment(desk: Desk, at: float) -> str:
    """A moment and whose clock shows it."""
    zone = desk.setting.zone
    # NOTE: {moment} is like 25.11.2026 09:00; {zone} is the name of a time zone
    text = _("{moment}, by the clock of the receptions ({zone})")
    return text.format(moment=words.moment(at, zone), zone=zone.key)


def waits() -> str:
    """What stands between it and its audience."""
    return _(
        "Other administrators were asked for a second yes, because it goes to the whole country. "
        "If you change it, they are asked again."
    )


def stamp(announcement: Announcement, versions: Versions) -> str:
    """Differs as soon as the words, the audience or the time do."""
    whole = [versions, announcement.audience.as_json(), announcement.at]
    text = json.dumps(whole, sort_keys=True)
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]


async def list_screen(desk: Desk, by: int, note: Text | str | None = None) -> Screen:
    """One's own that have not begun, what colleagues have set up, and everybody's last ones."""
    own = await announcements.not_begun(desk.tx, by)
    set_up = await announcements.in_states(desk.tx, Status.WAITING, Status.SCHEDULED)
    others = [one for one in set_up if one.by_id != by]
    begun = await announcements.latest(desk.tx, LISTED)
    paused = await announcements.in_states(desk.tx, Status.PAUSED)
    moving = [one for one in await announcements.under_way(desk.tx) if one not in paused]
    running = [one for one in (*moving, *paused) if one not in begun]
    rows = [
        [button(await _line(desk, one), DraftPress(do="show", id=one.id))]
        for one in (*own[:LISTED], *others[:LISTED])
    ]
    rows += [
        [button(await _line(desk, one), RunPress(do="show", id=one.id))]
        for one in (*running, *begun)
    ]
    # NOTE: a button: write a new announcement
    rows.append([button(_("➕ New announcement"), DraftPress(do="new"))])
    title = (
        _(
            "Announcements: yours that are not sent yet, those of others that wait to be sent, "
            "and the last ones of all administrators."
        )
        if own or others or begun or running
        else _("There are no announcements yet.")
    )
    return paragraphs(note, title), InlineKeyboardMarkup(inline_keyboard=rows)


async def _line(desk: Desk, announcement: Announcement) -> str:
    versions = await announcement_versions.by_language(desk.tx, announcement.id)
    mark = MARKS[announcement.status]
    shown = versions[version_for(words.language(), versions)] if versions else None
    return f"{mark} {announcement.id} · {excerpt(shown)}" if shown else f"{mark} {announcement.id}"


def discarding(announcement: Announcement) -> Screen:
    """Asks before it is thrown away."""
    rows = [
        [button(_(labels.DISCARD), DraftPress(do="discarded", id=announcement.id))],
        [button(_(labels.KEEP), DraftPress(do="show", id=announcement.id))],
    ]
    text = say(_("Discard announcement {id}? Nobody has got it."), id=announcement.id)
    return text, InlineKeyboardMarkup(inline_keyboard=rows)
