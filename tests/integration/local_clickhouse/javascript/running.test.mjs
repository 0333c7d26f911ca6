// Statements as they run: ids, sessions, settings, progress, endings and errors.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { ClickHouseError } from "@clickhouse/client";
import { connect, rows, until } from "./connection.mjs";

const client = connect();
const FOREVER = "select count() from numbers_mt(1000000000000) where not ignore(sipHash64(number))";

async function isRunning(query_id) {
  const named = "{id: String} in (query_id, Settings['chdb_client_name'])"; // the engine may know it by another
  const query = `select count() as count from system.processes where ${named}`;
  const [found] = await rows(client, query, { query_params: { id: query_id } });
  return Number(found.count) > 0;
}

test("the id of a statement is the client's", async () => {
  const query_id = `id of mine ${randomUUID()}`;
  const result = await client.query({ query: "select 1", query_id });
  assert.equal(result.query_id, query_id);
  assert.equal(result.response_headers["x-clickhouse-query-id"], query_id);
  await result.close();
});

test("a statement that is aborted ends on the server", async () => {
  const [query_id, giveUp] = [randomUUID(), new AbortController()];
  const asked = client.query({ query: FOREVER, query_id, abort_signal: giveUp.signal });
  const refused = assert.rejects(asked, /aborted/);
  await until(() => isRunning(query_id));
  giveUp.abort();
  await refused;
  await until(async () => !(await isRunning(query_id)));
});

test("a stream without end that nobody reads on ends on the server", async () => {
  const query_id = randomUUID();
  const result = await client.query({ query: "select number from system.numbers", query_id, format: "TabSeparated" });
  for await (const part of result.stream()) {
    if (part.at(-1).text.length < 6) continue;
    assert.equal(await isRunning(query_id), true);
    break; // which closes the stream
  }
  await until(async () => !(await isRunning(query_id)));
});

test("a session keeps its temporary table, and others do not see it", async () => {
  const session = connect({ session_id: randomUUID() });
  await session.command({ query: "create temporary table kept (n UInt8)" });
  await session.insert({ table: "kept", values: [{ n: 1 }, { n: 2 }], format: "JSONEachRow" });
  assert.deepEqual(await rows(session, "select n from kept order by n"), [{ n: 1 }, { n: 2 }]);
  await assert.rejects(rows(client, "select n from kept"), { code: "60", type: "UNKNOWN_TABLE" });
});

test("settings of the client, and of one statement", async () => {
  const strict = connect({ clickhouse_settings: { max_result_rows: "5", result_overflow_mode: "throw" } });
  const query = "select number from numbers(10)";
  await assert.rejects(rows(strict, query), { code: "396", type: "TOO_MANY_ROWS_OR_BYTES" });
  assert.equal((await rows(strict, query, { clickhouse_settings: { max_result_rows: "0" } })).length, 10);
  await assert.rejects(rows(client, "select 1", { clickhouse_settings: { no_such_setting: 1 } }), { code: "115" });
});

test("progress in headers and waiting for the end are taken", async () => {
  const result = await client.query({
    query: "select sum(number) as total from numbers(1000)",
    format: "JSONEachRow",
    clickhouse_settings: { wait_end_of_query: 1, send_progress_in_http_headers: 1, http_headers_progress_interval_ms: "50" },
  });
  assert.equal(JSON.parse(result.response_headers["x-clickhouse-summary"]).read_rows, "1000");
  assert.deepEqual((await result.json()).map((row) => Number(row.total)), [499_500]);
});

test("an error has its code, type and sentence", async () => {
  await assert.rejects(rows(client, "select * from no_such_table"), (error) => {
    assert.ok(error instanceof ClickHouseError);
    assert.deepEqual([error.code, error.type], ["60", "UNKNOWN_TABLE"]);
    assert.match(error.message, /no_such_table/);
    return true;
  });
  await assert.rejects(client.command({ query: "no statement at all" }), { code: "62", type: "SYNTAX_ERROR" });
});

test("an error within a stream reaches the reader", async () => {
  const { count, read } = await beginToFail(client);
  await assert.rejects(read, { code: "395", type: "FUNCTION_THROW_IF_VALUE_IS_NON_ZERO", message: /on purpose/ });
  assert.ok(count() > 0 && count() < 3_000_000, `rows before the error: ${count()}`);
});

test("an error within a compressed stream is no end of it", async () => {
  // the client sees the connection end before it has unpacked the message
  const { read } = await beginToFail(connect({ compression: { response: true } }));
  await assert.rejects(read);
});

async function beginToFail(reader) {
  const query = "select number, throwIf(number = 2000000, 'on purpose') from numbers(3000000)";
  const clickhouse_settings = { max_threads: 1 };
  const result = await reader.query({ query, format: "JSONCompactEachRow", clickhouse_settings });
  let rows = 0;
  const read = async () => {
    for await (const part of result.stream()) rows += part.length;
  };
  return { count: () => rows, read };
}

test("one connection serves many requests", async () => {
  const single = connect({ max_open_connections: 1, keep_alive: { enabled: true } });
  for (let n = 0; n < 300; n += 1) assert.deepEqual(await rows(single, `select toUInt16(${n}) as n`), [{ n }]);
});

test("many requests at once", async () => {
  const many = Array.from({ length: 50 }, (_, n) => rows(client, `select toUInt8(${n}) as n, sleep(0.02) as slept`));
  assert.deepEqual((await Promise.all(many)).map(([row]) => row.n), Array.from({ length: 50 }, (_, n) => n));
});
