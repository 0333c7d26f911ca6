"""A statement that needs more memory than there is."""

import threading

MOST = "512MiB"
TOO_MUCH = "SELECT length(groupArray(number)) FROM numbers(400000000) SETTINGS max_memory_usage = 0"


def test_it_fails_alone(own_server):
    server = own_server(CLICKHOUSE_MAX_MEMORY=MOST)
    server.start()
    server.value("CREATE TABLE kept (a UInt64) ENGINE = MergeTree ORDER BY a")
    done, others = threading.Event(), []

    def work() -> None:
        while not done.is_set():
            others.append(server.ask("INSERT INTO kept VALUES (1)").code)
            others.append(server.ask("SELECT count() FROM kept").code)

    neighbour = threading.Thread(target=work)
    neighbour.start()
    try:
        answers = [server.ask(TOO_MUCH) for _ in range(3)]
    finally:
        done.set()
        neighbour.join()
    for answer in answers:
        assert answer.code == 241, answer.text
        assert "memory limit" in answer.text
    assert len(others) > 2
    assert set(others) == {0}, "a neighbour paid for it"
    assert int(server.value("SELECT count() FROM kept")) == len(others) // 2
