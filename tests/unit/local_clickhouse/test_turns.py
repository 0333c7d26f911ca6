"""Who is served first, and that a long turn keeps nobody waiting."""

import asyncio

from reviewhouse.local.clickhouse.turns import Turns

NEVER = 3600


def test_who_comes_first_is_served_first():
    served, at_once = [], []

    async def ask(turns: Turns, number: int) -> None:
        async with turns.take():
            at_once.append(number)
            await asyncio.sleep(0)
            assert len(at_once) <= 2
            at_once.remove(number)
            served.append(number)

    async def serve() -> None:
        turns = Turns(2, longest=NEVER)
        await asyncio.gather(*(ask(turns, number) for number in range(9)))

    asyncio.run(serve())
    assert served == list(range(9))


def test_nobody_waits_for_the_end_of_a_long_turn():
    async def serve() -> None:
        turns, others_are_served = Turns(1, longest=0.01), asyncio.Event()

        async def take_long() -> None:
            async with turns.take():
                await others_are_served.wait()

        long = asyncio.create_task(take_long())
        await asyncio.sleep(0)
        async with turns.take():
            others_are_served.set()
        await long

    asyncio.run(asyncio.wait_for(serve(), 20))


def test_who_leaves_while_waiting_takes_no_place():
    async def serve() -> None:
        turns = Turns(1, longest=NEVER)
        async with turns.take():
            waiting = asyncio.create_task(turns.take().__aenter__())
            await asyncio.sleep(0)
            waiting.cancel()
            await asyncio.sleep(0)
        async with turns.take():
            pass

    asyncio.run(asyncio.wait_for(serve(), 20))
