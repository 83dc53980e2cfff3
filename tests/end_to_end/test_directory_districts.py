"""Districts and their offices, two administrators at once, forged presses, and who may not."""

from bot.demo.server import DemoServer
from tests.conftest import Rows, Start
from tests.end_to_end.acting import DIRECTORY, Resident
from tests.end_to_end.test_directory_editing import Boss, office, running

AT_BASHY = next(d for d in DIRECTORY.districts if d.name.get("en") == "At-Bashy District")
REGION = "Naryn Region"


def served(rows: Rows) -> tuple[str, int]:
    """The office of At-Bashy and whether that is confirmed."""
    row = rows("SELECT office_code, confirmed FROM districts WHERE code = ?", AT_BASHY.code)[0]
    return row[0], row[1]


async def test_a_district_is_given_to_another_office(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    resident = Resident(server.person("Айгүл"), "en")
    async with running(server, start) as boss:
        await resident.start()
        await boss.chat.send("/offices")
        screen = await boss.answered("Receptions: 20")
        await boss.go(screen, "🗺 All districts", "All districts and cities")
        await boss.go(screen, REGION, "our suggestion")
        label = f"❔ {AT_BASHY.office} At-Bashy District"
        await boss.go(screen, label, "our suggestion by distance")
        await boss.go(screen, "🏛 Another reception", "Which reception should serve it?")
        assert AT_BASHY.office == "TKM"
        nearest = screen.buttons[0][0]
        name = nearest.split(" km · ")[1]
        new = next(o for o in DIRECTORY.offices if o.name.get("en") == name)
        await boss.chat.press(screen, "➡️")
        await boss.chat.wait(lambda _: ["⬅️", "➡️"] in screen.buttons)
        await boss.chat.press(screen, "⬅️")
        await boss.chat.wait(lambda _: screen.buttons[0] == [nearest])
        await boss.go(screen, nearest, "New concerns of residents who choose this district")
        assert served(rows) == (AT_BASHY.office, 0)
        await boss.go(screen, "💾 Save", "this reception serves it")
        assert served(rows) == (new.code, 1)
        assert "Boss" in screen.text
        await resident.chat.send("/office")
        await resident.choose_office(REGION, "At-Bashy District")
        await resident.chat.wait_text(f"Public reception: {name}")


async def test_a_suggested_district_is_confirmed_and_taken_back(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with running(server, start) as boss:
        screen = await boss.open(AT_BASHY.office)
        assert "❔ At-Bashy District" in screen.text
        await boss.go(screen, "🗺 Districts it serves", "are served by it")
        await boss.go(screen, "❔ At-Bashy District", "our suggestion by distance")
        await boss.go(screen, "✅ Confirm this district", "✅ Confirmed")
        assert served(rows) == (AT_BASHY.office, 1)
        await boss.go(screen, "❔ Take confirmation back", "our suggestion by distance")
        assert served(rows) == (AT_BASHY.office, 0)
        await boss.go(screen, "⬅️ The reception", f"· {AT_BASHY.office}")


async def test_a_district_that_changed_meanwhile_is_shown_and_not_changed(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with running(server, start) as boss:
        for data in (
            f"dt:sure:{AT_BASHY.code}:OSH:NKT",
            f"dd:confirm:{AT_BASHY.code}:OSH:0",
        ):
            screen = await boss.open()
            await boss.chat.press_raw(screen, data)
            await boss.answered("changed this meanwhile")
    assert served(rows) == (AT_BASHY.office, 0)


async def test_an_office_sits_in_another_district(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    async with running(server, start) as boss:
        screen = await boss.open("BTK")
        await boss.go(screen, "🏙 Where it sits", "In which region or city")
        await boss.go(screen, REGION, "In which district or city is it?")
        await boss.go(screen, "At-Bashy District", "The reception is in the new district then.")
        assert office(rows, "district_code", "BTK") != AT_BASHY.code
        await boss.go(screen, "💾 Save", "District: At-Bashy District")
        assert f"Region: {REGION}" in screen.text
    assert office(rows, "district_code", "BTK") == AT_BASHY.code
    assert office(rows, "region_code", "BTK") == AT_BASHY.region


async def test_two_administrators_do_not_overwrite_each_other(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    boss, other = (Boss(server.person(name), "en") for name in ("Boss", "Other"))
    async with start(admin_ids=f"{boss.person.id},{other.person.id}", default_language="en"):
        for one in (boss, other):
            await one.start()
            await one.ask("📞 Telephone")
        looks = []
        for one, number in ((boss, "111"), (other, "222")):
            await one.chat.send(number)
            looks.append(await one.answered("Save?"))
        await boss.go(looks[0], "💾 Save", "Telephone: 111")
        await other.go(looks[1], "💾 Save", "Somebody has changed this meanwhile")
        assert "Now: 111" in looks[1].text
        # The question stands, about the present value; so does the other one's next word.
        await other.chat.send("333")
        look = await other.answered("Save?")
        assert "Now: 111" in look.text
        await boss.ask("📞 Telephone")
        await other.go(look, "💾 Save", "Telephone: 333")
        await boss.chat.send("444")
        await boss.answered("Now: 333")
        assert office(rows, "phone") == "333"
        assert "Other" in (await boss.open()).text
        # A name that was free when it was typed.
        for one, code in ((boss, "NKT"), (other, "OSH")):
            await one.ask("Name in English", code)
            await one.chat.send("South")
        await boss.go(await boss.answered("Save?"), "💾 Save", "Last change")
        await other.go(await other.answered("Save?"), "💾 Save", "This cannot be saved: ")
    assert office(rows, "name_en", "OSH") == "Osh City"


FORGED = (
    "dl:-1",
    "do:erase:NKT:0",
    "df:ask:NKT:code:0",
    "df:ask:NKT:confirmed:0",
    "df:save:NKT:latitude:0",
    "dd:show::",
)
UNKNOWN = (
    "do:show:XXX:0",
    "do:serves:XXX:0",
    "do:confirm:XXX:0",
    "df:ask:XXX:phone:0",
    "df:clear:XXX:phone:0",
    "df:cancel:XXX:phone:0",
    "dr:41::0",
    "dr::XXX:0",
    "ds:sure:XXX:1:2",
    "dd:show:41:NKT:0",
    "dd:confirm:41:NKT:0",
    f"dt:sure:{AT_BASHY.code}:{AT_BASHY.office}:XXX",
)


async def test_forged_presses_change_nothing(server: DemoServer, start: Start, rows: Rows) -> None:
    async with running(server, start) as boss:
        screen = await boss.open()
        for data in FORGED:
            assert "too old" in await boss.alert(screen, data), data
        for data in UNKNOWN:
            assert "no such reception" in await boss.alert(screen, data), data
        assert "earlier change" in await boss.alert(screen, "df:save:NKT:phone:7")
        await boss.chat.send("/failed")
        await boss.answered("Nothing is set aside")
    assert rows("SELECT 1 FROM audit") == []


async def test_only_administrators_may(server: DemoServer, start: Start, rows: Rows) -> None:
    resident = Boss(server.person("Айгүл"), "en")
    async with running(server, start) as boss:
        await resident.start()
        await resident.chat.send("/offices NKT")
        refused = await resident.answered("not available to you")
        for data in (
            "dl:0",
            "do:confirm:BTK:0",
            "df:ask:NKT:phone:0",
            f"dt:sure:{AT_BASHY.code}:{AT_BASHY.office}:NKT",
            "ds:sure:NKT:1:2",
            "dr:::0",
            f"dd:confirm:{AT_BASHY.code}:{AT_BASHY.office}:0",
        ):
            assert "not available" in await resident.alert(refused, data), data
        await boss.ask("🏠 Address")
    assert rows("SELECT 1 FROM audit") == []
    # Who is no administrator any more is no longer asked.
    async with start(admin_ids="1", default_language="en"):
        await boss.chat.send("Bazaar 1")
        await boss.answered("not sent to anybody yet")
    assert office(rows, "address") is None
