"""Where somebody is at home: the district whose reception they looked for last."""

from bot.demo.server import DemoServer
from handlers import labels
from tests.conftest import Rows, Start
from tests.end_to_end.acting import DIRECTORY, arrived


async def test_a_name_a_button_and_a_position_tell_it(
    server: DemoServer, start: Start, rows: Rows
) -> None:
    def known() -> str | None:
        code = rows("SELECT last_district FROM residents")[0][0]
        return DIRECTORY.district(code).name.get("en") if code else None

    async with arrived(server, start) as resident:
        assert known() is None
        await resident.chat.send("/office Uzgen District")
        await server.wait(lambda: known() == "Uzgen District")
        await resident.tap(labels.OFFICE)
        await resident.choose_office()
        await server.wait(lambda: known() == "Nookat District")
        await resident.tap(labels.OFFICE)
        # Karakol.
        await resident.chat.send_location(42.49, 78.39)
        await server.wait(lambda: known() == "Karakol City")
        await resident.chat.send_location(55.75, 37.62)
        await resident.says(
            "This position is outside Kyrgyzstan. Please write the name of the village or town, "
            "or choose the region or city."
        )
        assert known() == "Karakol City"
