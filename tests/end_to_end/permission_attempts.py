"""How each action is attempted: by words, by replies, by edits and by forged presses."""

from collections.abc import Iterator

from aiogram import Router
from aiogram.filters.callback_data import CallbackData, CallbackQueryFilter

from bot.demo.errors import Json
from bot.reception.outcomes import Outcome
from bot.reception.periods import Span
from bot.reception.permissions import Action
from bot.reception.routing import CENTRE
from handlers.admin.announcements.progress import RunPress
from handlers.admin.directory import presses
from handlers.admin.directory.fields import Field
from handlers.neutral import NoticePress
from handlers.resident.about import PagePress
from handlers.resident.mine.screens import MinePress
from handlers.resident.office_card import AboutPress, OfficePress
from handlers.resident.places import PlacePress
from handlers.resident.position import NearPress
from handlers.resident.privacy.press import PrivacyPress
from handlers.resident.welcome import LanguageChoice
from handlers.staff.answers import AnswerFor
from handlers.staff.chat import ChatLanguage
from handlers.staff.counter_screens import CounterPress
from handlers.staff.queue.presses import FindPress, LookPress, QueuePress
from handlers.staff.templates import ReadyPress
from handlers.statistics.press import Content, ExportPress, StatsPress, Whose
from handlers.verdict import OutcomePress
from tests.end_to_end.acting import DIRECTORY
from tests.end_to_end.admin_presses import ADMIN_PRESSES
from tests.end_to_end.announcement_presses import ANNOUNCEMENT_PRESSES
from tests.end_to_end.card_presses import CARD_PRESSES, Make
from tests.end_to_end.data_presses import DATA_PRESSES
from tests.end_to_end.permission_scene import Actor, Target, World

NKT = DIRECTORY.office("NKT")
PLACE = next(iter(DIRECTORY.districts)).code
UNKNOWN = 900_000
"""The id of a message that stands for nothing."""

OF_PRIVACY = ("data", "clear", "forget", "hide_answers", "show_answers")
"""What the privacy page offers, without that which leaves nothing behind."""

PRESSES: list[tuple[Action, type[CallbackData], Make]] = [
    *CARD_PRESSES,
    *DATA_PRESSES,
    *ADMIN_PRESSES,
    (Action.ANSWER, AnswerFor, lambda _, t: AnswerFor(ticket=t.id)),
    *(
        (Action.ANSWER, ReadyPress, lambda _, t, do=do: ReadyPress(do=do, ticket=t.id, id=1))
        for do in ("list", "look", "send", "change", "drop")
    ),
    *(
        (
            Action.REGISTER,
            CounterPress,
            lambda *_, do=do, code=code: CounterPress(
                do=do, office=code, topic="land", language="en"
            ),
        )
        for do in ("offices", "office", "topic", "language", "save")
        for code in ("NKT", CENTRE)
    ),
    *(
        (Action.FOLLOW, MinePress, lambda _, t, do=do: MinePress(do=do, ticket=t.id))
        for do in ("list", "open", "files", "waiting", "drop", "dropped", "withdraw", "sure")
    ),
    (Action.ADD, MinePress, lambda _, t: MinePress(do="add", ticket=t.id)),
    *(
        (Action.FOLLOW, OutcomePress, lambda _, t, said=said: OutcomePress(said=said, ticket=t.id))
        for said in (Outcome.SOLVED, Outcome.PARTLY)
    ),
    (
        Action.FOLLOW,
        OutcomePress,
        lambda _, t: OutcomePress(said=Outcome.NOT_SOLVED, ticket=t.id, mine=True),
    ),
    *(
        # The second entry of each concern is its answer.
        (Action.FOLLOW, NoticePress, lambda _, t, do=do: NoticePress(do=do, id=2 * t.id))
        for do in ("show", "hide")
    ),
    (Action.FOLLOW, NoticePress, lambda _, t: NoticePress(do="open", id=t.id)),
    (Action.READ, PrivacyPress, lambda *_: PrivacyPress(do="page")),
    *(
        (Action.OWN_DATA, PrivacyPress, lambda w, _, do=do: _privacy_press(w, do))
        for do in (*OF_PRIVACY, "clear_sure", "forget_sure")
    ),
    *(
        (Action.SEE_DESK, LookPress, lambda _, t, do=do: LookPress(do=do, ticket=t.id))
        for do in ("look", "page", "card", "file", "media")
    ),
    *(
        (Action.SEE_DESK, QueuePress, lambda *_, do=do: QueuePress(do=do))
        for do in ("show", "topics", "states", "people")
    ),
    (Action.SEE_DESK, FindPress, lambda *_: FindPress()),
    (Action.SET_CHAT, ChatLanguage, lambda _, t: ChatLanguage(code="uz")),
    (Action.EDIT_DIRECTORY, presses.ListPress, lambda *_: presses.ListPress()),
    *(
        (
            Action.EDIT_DIRECTORY,
            presses.OfficePress,
            lambda *_, do=do: presses.OfficePress(do=do, office="NKT"),
        )
        for do in ("show", "names", "serves", "confirm")
    ),
    *(
        (
            Action.EDIT_DIRECTORY,
            presses.FieldPress,
            lambda *_, do=do: presses.FieldPress(do=do, office="NKT", field=Field.STAFF_CHAT),
        )
        for do in ("ask", "clear", "cancel")
    ),
    (Action.EDIT_DIRECTORY, presses.RegionPress, lambda *_: presses.RegionPress()),
    (
        Action.EDIT_DIRECTORY,
        presses.SeatPress,
        lambda *_: presses.SeatPress(do="sure", office="NKT", old=NKT.district, new=PLACE),
    ),
    (
        Action.EDIT_DIRECTORY,
        presses.DistrictPress,
        lambda *_: presses.DistrictPress(do="confirm", district=NKT.district, office="NKT"),
    ),
    (
        Action.EDIT_DIRECTORY,
        presses.ServePress,
        lambda *_: presses.ServePress(do="sure", district=NKT.district, old="NKT", new="KSU"),
    ),
    *ANNOUNCEMENT_PRESSES,
    *(
        (
            Action.SEE_STATISTICS,
            StatsPress,
            lambda *_, do=do, whose=whose: StatsPress(do=do, whose=whose, period=Span.DAYS),
        )
        for do in ("show", "make", "ask", "cancel")
        for whose in Whose
    ),
    *(
        (
            Action.EXPORT,
            ExportPress,
            lambda *_, do=do: ExportPress(do=do, content=Content.EVERYTHING, period=Span.DAYS),
        )
        for do in ("show", "when", "ask", "check", "make", "cancel")
    ),
    *(
        (Action.ANNOUNCE, RunPress, lambda *_, do=do: RunPress(do=do, id=1))
        for do in ("show", "pause", "resume", "ask_cancel", "cancel", "ask_back", "back", "leave")
    ),
    (Action.FILE, OfficePress, lambda *_: OfficePress(code="KSU")),
    (Action.FILE, AboutPress, lambda *_: AboutPress(code="KSU")),
    (Action.READ, PlacePress, lambda *_: PlacePress(code=PLACE)),
    (Action.READ, NearPress, lambda *_: NearPress(code="KSU", km=1)),
    (Action.READ, LanguageChoice, lambda *_: LanguageChoice(code="en")),
    (Action.READ, PagePress, lambda *_: PagePress()),
]
"""Every kind of button, with the ids of others' concerns."""

WORDS: dict[Action, list[str]] = {
    Action.READ: ["/about", "/privacy", "/news"],
    Action.FILE: ["/concern", "LEAK a first word"],
    Action.FOLLOW: ["/cancel", "/mine", "/start mine", "/start mine_{id}"],
    Action.SET_CHAT: ["/language"],
    Action.REGISTER: ["/register"],
    Action.CLAIM: ["/start claim_AB2C9DEF", "AB2C-9DEF"],
    Action.EDIT_TEMPLATES: ["/templates", "/start templates"],
    Action.BLOCK: ["/blocks", "/start blocks", "/block {number} 5 rude"],
    Action.SEE_DESK: [
        *("/queue", "/assigned", "/ticket {number}"),
        # Beginnings: the answer repeats what was looked for.
        *("/find marigol", "/find larkspu", "/find foxglov"),
    ],
    Action.ANNOUNCE: ["/broadcast"],
    Action.MUTE: ["/mute"],
    Action.APPOINT: ["/staff", "/invite NKT", "/invite ADM"],
    Action.SEE_AUDIT: ["/audit", "/start audit"],
    Action.SEE_FAILED: ["/failed", "/start failed"],
    Action.EDIT_DIRECTORY: ["/offices", "/start offices_NKT", "/offices NKT", "/data"],
    Action.SEE_STATISTICS: ["/stats", "/stats 01.01.2026 – 31.01.2026"],
    Action.EXPORT: ["/export"],
    Action.LINK: ["/link NKT", "/unlink NKT"],
    Action.IDENTIFY_CHAT: ["/start", "/help"],
}
"""Commands and links."""


def _privacy_press(world: World, do: str) -> PrivacyPress:
    return PrivacyPress(do=do, at=world.server.world.now())


def pressable(root: Router) -> set[type[CallbackData]]:
    """Every class of callback data that some handler listens to."""
    return {
        item.callback.callback_data
        for router in root.chain_tail
        for handler in router.callback_query.handlers
        for item in handler.filters or []
        if isinstance(item.callback, CallbackQueryFilter)
    }


def is_about_a_concern(world: World, action: Action) -> bool:
    """Whether attempts at the action differ from one concern to another."""
    said = {
        (
            *(words.format(id=t.id, number=t.number) for words in WORDS.get(action, [])),
            *(make(world, t).pack() for pressed, _class, make in PRESSES if pressed is action),
        )
        for t in world.targets
    }
    return len(said) > 1 or action is Action.CORRECT


def attempts(world: World, actor: Actor, action: Action, target: Target) -> Iterator[Json]:
    """All updates by which an actor may try an action on a concern."""
    kind = "channel_post" if actor.chat["type"] == "channel" else "message"
    word = leak(actor, action, target)
    for words in WORDS.get(action, []):
        text = words.format(id=target.id, number=target.number)
        yield {kind: world.message(actor, text)}
    if action is Action.ANSWER:
        for shown in _cards(world, actor, target):
            yield {kind: world.message(actor, word, reply_to_message=shown)}
    if action is Action.ADD and actor.in_private:
        for shown in _answers(world, actor, target):
            yield {kind: world.message(actor, word, reply_to_message=shown)}
    if action in (Action.CORRECT, Action.ADD):
        yield from _corrections(world, actor, action, target, kind)
    if action is Action.IGNORE:
        moved = world.message(actor, "", migrate_to_chat_id=actor.chat["id"] - 7)
        del moved["text"]
        if actor.in_private:
            yield {kind: moved}
    for pressed, _class, make in PRESSES:
        if pressed is action and actor.presses and actor.sender is not None:
            yield {"callback_query": _press(world, actor, target, make, word)}


def _corrections(
    world: World, actor: Actor, action: Action, target: Target, kind: str
) -> Iterator[Json]:
    """Edits of what is the owner's or a secretary's, and `/delete` in reply to an answer."""
    word = leak(actor, action, target)
    mine = target.answer if action is Action.CORRECT else target.written
    if not _is_free(world, actor, target, mine.id):
        return
    for text in (word, f"// {word}"):
        edit = world.message(actor, text, message_id=mine.id, edit_date=1)
        yield {f"edited_{kind}": edit}
    if action is Action.CORRECT:
        shown = world.shown(actor, mine)
        yield {kind: world.message(actor, "/delete", reply_to_message=shown)}


def leak(actor: Actor, action: Action, target: Target) -> str:
    """What the actor writes in an attempt."""
    return f"LEAK {actor.name} {action} {target.id}"


def _press(world: World, actor: Actor, target: Target, make: Make, word: str) -> Json:
    under = world.shown(actor, target.card, message_id=UNKNOWN)
    under["reply_to_message"] = world.message(actor, word)
    press = {"id": str(under["reply_to_message"]["message_id"]), "from": actor.sender}
    return press | {"message": under, "chat_instance": "1", "data": make(world, target).pack()}


def _holds(world: World, actor: Actor) -> bool:
    """Whether concerns or copies stand in the actor's chat: the ids there have meanings."""
    chats = {target.desk.id for target in world.targets} | {world.owner.chat.id}
    return actor.chat["id"] in chats


def _is_free(world: World, actor: Actor, target: Target, message_id: int) -> bool:
    """Whether an id, true in another chat, is not by chance one of the actor's own concern."""
    own = target.desk.id if target.answer.id == message_id else world.owner.chat.id
    return actor.chat["id"] == own or not _holds(world, actor)


def _cards(world: World, actor: Actor, target: Target) -> Iterator[Json]:
    if actor.chat["id"] == target.desk.id or not _holds(world, actor):
        yield world.shown(actor, target.card)
        yield world.shown(actor, target.answer)
    if actor.chat["id"] not in (target.desk.id, world.owner.chat.id):
        # As after a crash: no link, but the card names the concern.
        yield world.shown(actor, target.card, message_id=UNKNOWN)


def _answers(world: World, actor: Actor, target: Target) -> Iterator[Json]:
    received = next(m for m in world.owner.chat.bot_messages if target.number in m.text)
    if actor.chat["id"] == world.owner.chat.id or not _holds(world, actor):
        yield world.shown(actor, received)
    if actor.chat["id"] not in (target.desk.id, world.owner.chat.id):
        yield world.shown(actor, received, message_id=UNKNOWN)
