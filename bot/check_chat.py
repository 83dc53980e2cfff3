"""What `kabyldama check` says of a chat: whether the bot is in it, and what it may do there."""

from aiogram import Bot
from aiogram.exceptions import (
    AiogramError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramMigrateToChat,
)
from aiogram.types import (
    ChatFullInfo,
    ChatMemberAdministrator,
    ChatMemberMember,
    ChatMemberOwner,
    ResultChatMemberUnion,
)

from bot.finding import Finding, Findings, Level

ANSWER_SECONDS = 15


async def chat_findings(bot: Bot, name: str, chat_id: int) -> Findings:
    """Whether the bot may work in a chat, and hears what it must."""
    try:
        chat = await bot.get_chat(chat_id, request_timeout=ANSWER_SECONDS)
        member = await bot.get_chat_member(chat_id, bot.id, request_timeout=ANSWER_SECONDS)
        me = await bot.me()
    except TelegramMigrateToChat as error:
        yield Finding(
            Level.ERROR,
            f"{name}: the group became a supergroup; write {error.migrate_to_chat_id} instead",
        )
        return
    except (TelegramBadRequest, TelegramForbiddenError) as error:
        yield Finding(
            Level.ERROR,
            f"{name}: the bot is not in the chat {chat_id} ({error.message}); add it to the group",
        )
        return
    except AiogramError as error:
        yield Finding(Level.ERROR, f"{name}: no answer ({type(error).__name__}); try again")
        return
    leads = isinstance(member, ChatMemberAdministrator | ChatMemberOwner)
    open_to_members = chat.permissions is None or chat.permissions.can_send_messages is not False
    if leads or (isinstance(member, ChatMemberMember) and open_to_members):
        yield Finding(Level.OK, f"{name}: the bot may write to “{chat.title}”")
    else:
        yield Finding(
            Level.ERROR,
            f"{name}: the bot may not write to “{chat.title}” (it is {member.status}); make it "
            "an administrator of the group",
        )
    if chat.is_forum:
        yield _topics(name, chat, member)
    if leads or me.can_read_all_group_messages:
        yield Finding(Level.OK, f"{name}: the bot hears every reply")
    else:
        yield Finding(
            Level.WARNING,
            f"{name}: privacy mode is on and the bot is no administrator, so parts of an album "
            "may not reach it; make it an administrator of the group",
        )
    yield _deleting(name, chat, member)


def _deleting(name: str, chat: ChatFullInfo, member: ResultChatMemberUnion) -> Finding:
    """Whether what is erased goes from a group, too."""
    if isinstance(member, ChatMemberOwner) or (
        isinstance(member, ChatMemberAdministrator) and member.can_delete_messages
    ):
        return Finding(Level.OK, f"{name}: the bot may delete messages")
    return Finding(
        Level.WARNING,
        f"{name}: the bot may not delete messages in “{chat.title}”, so when a resident's data is "
        "erased, what is older than 48 hours stays there; make it an administrator with the right "
        "“Delete messages”",
    )


def _topics(name: str, chat: ChatFullInfo, member: ResultChatMemberUnion) -> Finding:
    """Whether each concern can have a topic of its own in a group with topics."""
    by_default = chat.permissions is not None and bool(chat.permissions.can_manage_topics)
    may = isinstance(member, ChatMemberOwner) or (
        bool(member.can_manage_topics)
        if isinstance(member, ChatMemberAdministrator)
        else by_default
    )
    if may:
        return Finding(Level.OK, f"{name}: each concern gets a topic of its own")
    return Finding(
        Level.WARNING,
        f"{name}: “{chat.title}” has topics, but the bot may not manage them, so concerns stand "
        "there without; make it an administrator with the right “Manage topics”",
    )
