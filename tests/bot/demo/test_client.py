"""The server spoken to by the client library the bot uses."""

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramForbiddenError, TelegramMigrateToChat, TelegramRetryAfter
from aiogram.types import BufferedInputFile, InputMediaPhoto, ReactionTypeEmoji

from bot.demo.faults import Fault
from bot.demo.server import DemoServer


async def test_aiogram_understands_the_server(server: DemoServer) -> None:
    """aiogram speaks a newer Bot API than bot_api.json describes: it must parse what we say."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(server.url))
    async with Bot(server.token, session=session) as bot:
        anna = server.person("Anna", language_code="ky")
        await anna.start()
        group = server.group("Staff", [anna], supergroup=False)
        forum = server.group("Forum", [anna], forum=True)
        await anna.chat.send_album()
        await anna.chat.send_poll()
        await anna.chat.send_venue()
        await anna.in_(forum).send("talk", reply_to=forum.messages[0])
        server.anonymous_admin_post(forum, "x")
        server.channel_post_in_group(forum, "x")
        new = server.upgrade(group)
        updates = await bot.get_updates()
        assert [update.event_type for update in updates].count("my_chat_member") == 2
        assert len(updates) == len(server.pending_updates)

        picture = BufferedInputFile(b"1", "picture.png")
        await bot.send_photo(anna.id, picture, caption="<b>x</b>", parse_mode="HTML")
        await bot.send_media_group(anna.id, [InputMediaPhoto(media=picture)] * 2)
        topic = await bot.create_forum_topic(forum.id, "topic")
        sent = await bot.send_message(forum.id, "x", message_thread_id=topic.message_thread_id)
        thumb = ReactionTypeEmoji(emoji="👍")
        await bot.set_message_reaction(forum.id, sent.message_id, [thumb])
        assert (await bot.get_chat(forum.id)).is_forum
        assert len(await bot.get_chat_administrators(forum.id)) == 2
        file = await bot.get_file(anna.chat.last.photo[-1]["file_id"])
        downloaded = await bot.download_file(str(file.file_path))
        assert downloaded is not None
        assert downloaded.read() == b"1"

        with pytest.raises(TelegramMigrateToChat) as moved:
            await bot.send_message(group.id, "x")
        assert moved.value.migrate_to_chat_id == new.id
        with server.faults.add(Fault("flood", retry_after=3)), pytest.raises(TelegramRetryAfter):
            await bot.send_message(anna.id, "x")
        anna.block()
        with pytest.raises(TelegramForbiddenError):
            await bot.send_message(anna.id, "x")
