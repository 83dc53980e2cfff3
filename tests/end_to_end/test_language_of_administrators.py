"""An administrator who switches the language sees the screen they were at, in the new one."""

from bot.demo.server import DemoServer
from handlers import labels
from locales.languages import LANGUAGES
from tests.conftest import Start
from tests.end_to_end.acting import DIRECTORY, Resident


async def switch(boss: Resident, language: str) -> None:
    """Another language, by the menu."""
    before = boss.chat.last
    await boss.chat.send("/language")
    await boss.chat.press(await boss.chat.wait_new(before), LANGUAGES[language])
    boss.language = language


async def shows(boss: Resident, text: str) -> None:
    """The newest message has this text."""
    await boss.chat.wait(lambda chat: text in chat.last.text)


async def test_the_directory_and_its_question(server: DemoServer, start: Start) -> None:
    boss = Resident(server.person("Boss"), "en")
    listed = "Receptions: {count}, confirmed ✅: {confirmed}. Press one to see or correct it."
    async with start(admin_ids=(boss.person.id,)):
        await boss.start()
        await boss.chat.send("/offices")
        await shows(boss, boss.text(listed))
        await switch(boss, "ru")
        await shows(boss, boss.text(listed))
        await boss.chat.send("/offices NKT")
        await shows(boss, "NKT")
        await switch(boss, "ky")
        await shows(boss, DIRECTORY.office("NKT").name.get("ky"))
        assert "NKT" in boss.chat.last.text
        await boss.chat.press(boss.chat.last, boss.text("📞 Telephone"))
        asked = "Now: {value}"
        await shows(boss, boss.text(asked))
        await switch(boss, "uz")
        await shows(boss, boss.text(asked))
        assert boss.text(labels.ABOUT) in str(boss.chat.keyboard)
        await boss.chat.send("+996 312 620000")
        await shows(boss, "+996 312 620000")


async def test_links_of_administrators_open_for_nobody_else(
    server: DemoServer, start: Start
) -> None:
    boss = Resident(server.person("Boss"), "en")
    resident = Resident(server.person("Айгүл"), "en")
    async with start(admin_ids=(boss.person.id,)):
        await boss.start()
        await resident.start()
        for payload, there in (("offices", "Receptions: 20"), ("failed", "All is well")):
            await boss.person.start(payload)
            await shows(boss, there)
            await resident.person.start(payload)
            await shows(resident, "Welcome!")
