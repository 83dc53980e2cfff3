"""Who handles a concern: nobody handles one about themselves, in whatever arrangement of chats."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.reception.routing import CENTRE, Desks, Seat, may_stay, present_chat, seat

OFFICES = ("AAA", "BBB", "CCC", "DDD")
GROUPS = (-11, -12, -13)
"""Few, so that offices often share one."""
PEOPLE = (21, 22, 23)

codes = st.sampled_from(OFFICES)
groups = st.sampled_from(GROUPS)
desks_ = st.builds(
    Desks,
    offices=st.fixed_dictionaries(dict.fromkeys(OFFICES, st.none() | groups)),
    monitoring=st.none() | groups | st.just(-19),
    administrators=st.lists(st.sampled_from(PEOPLE), unique=True),
    named=st.dictionaries(st.sampled_from(PEOPLE), st.frozensets(codes)),
)
writers = st.none() | st.sampled_from((*PEOPLE, 24))
orders = st.permutations(OFFICES)
wanted = codes | st.just(CENTRE)


def free_offices(desks: Desks, about: str) -> set[str]:
    """Those that have a chat in which nobody serves the office complained of."""
    return {
        code
        for code, chat in desks.offices.items()
        if code != about and chat is not None and chat != desks.offices[about]
    }


def central_chats(desks: Desks, about: str | None, writer: int | None) -> list[int]:
    """Where the agency itself can handle a concern, the best first."""
    forbidden = {writer, *readers(desks, about)}
    return [c for c in (desks.monitoring, *desks.administrators) if c not in forbidden and c]


def readers(desks: Desks, about: str | None) -> set[int | None]:
    """The chats in which people of an office read."""
    private = {chat for chat, offices in desks.named.items() if about in offices}
    return {desks.offices[about], *private} if about else set()


@given(desks_, codes, writers)
def test_a_concern_about_nobody_stays_with_its_office(
    desks: Desks, office: str, writer: int | None
) -> None:
    found = seat(office, None, desks, (), writer=writer)
    assert found == Seat(office, desks.offices[office])


@given(desks_, wanted, codes, orders, writers)
def test_a_concern_about_an_office_never_reaches_its_chat_nor_its_writer(
    desks: Desks, office: str, about: str, others: list[str], writer: int | None
) -> None:
    found = seat(office, about, desks, others, writer=writer)
    assert found.office != about
    if found.chat_id is not None:
        assert found.chat_id not in readers(desks, about)
        assert found.chat_id != writer


@given(desks_, codes, codes, orders, writers)
def test_another_office_handles_it_when_one_has_another_chat(
    desks: Desks, office: str, about: str, others: list[str], writer: int | None
) -> None:
    found = seat(office, about, desks, others, writer=writer)
    free = free_offices(desks, about)
    if not free:
        assert found.office == CENTRE
        return
    best = office if office in free else next(code for code in others if code in free)
    assert found == Seat(best, desks.offices[best])


@given(desks_, wanted, st.none() | codes, orders, writers)
def test_else_the_monitoring_chat_else_an_administrator_has_it(
    desks: Desks, office: str, about: str | None, others: list[str], writer: int | None
) -> None:
    found = seat(office, about, desks, others, writer=writer)
    if found.office != CENTRE:
        return
    assert found.chat_id == next(iter(central_chats(desks, about, writer)), None)


@given(desks_, wanted, st.none() | codes, orders, writers)
def test_what_was_seated_may_stay(
    desks: Desks, office: str, about: str | None, others: list[str], writer: int | None
) -> None:
    found = seat(office, about, desks, others, writer=writer)
    if found.chat_id is not None:
        assert may_stay(found.office, about, found.chat_id, desks)


@given(desks_, desks_, wanted, st.none() | codes, orders, writers)
def test_a_concern_that_may_not_stay_gets_another_seat(
    before: Desks,
    after: Desks,
    office: str,
    about: str | None,
    others: list[str],
    writer: int | None,
) -> None:
    had = seat(office, about, before, others, writer=writer)
    if had.chat_id is None or may_stay(had.office, about, had.chat_id, after):
        return
    assert seat(had.office, about, after, others, writer=writer) != had


@given(desks_, desks_, wanted, codes, orders, writers)
def test_a_concern_that_may_stay_is_not_in_a_chat_that_serves_the_office(
    before: Desks,
    after: Desks,
    office: str,
    about: str,
    others: list[str],
    writer: int | None,
) -> None:
    had = seat(office, about, before, others, writer=writer)
    if had.chat_id is not None and may_stay(had.office, about, had.chat_id, after):
        assert had.chat_id not in readers(after, about)
        assert had.chat_id in after.all_chats()


@given(desks_, codes, writers)
def test_an_administrator_who_is_gone_keeps_nothing(
    desks: Desks, about: str, writer: int | None
) -> None:
    found = seat(CENTRE, about, desks, OFFICES, writer=writer)
    if found.chat_id is not None and found.chat_id in desks.administrators:
        rest = [one for one in desks.administrators if one != found.chat_id]
        assert not may_stay(CENTRE, about, found.chat_id, replace(desks, administrators=rest))


@given(st.none() | groups, st.none() | groups)
def test_an_office_without_a_chat_of_its_own_uses_the_shared_one(
    own: int | None, shared: int | None
) -> None:
    assert present_chat(own, shared) == (shared if own is None else own)


def test_a_chat_is_followed_through_all_its_moves() -> None:
    assert present_chat(-1, -5, {-1: -2, -2: -3}) == -3
    assert present_chat(None, -5, {-1: -2}) == -5
    assert present_chat(None, None, {-1: -2}) is None
