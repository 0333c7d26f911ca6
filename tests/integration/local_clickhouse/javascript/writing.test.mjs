// Rows and definitions: inserts from arrays and streams, commands, compression of what is sent.
import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { test } from "node:test";
import { connect, makeTable, rows } from "./connection.mjs";

const client = connect();
const TEXT = "first\nsecond\t\"ü 漢字 🎈\" 'it''s' \\n";
const COLUMNS = "id UInt64, text String, tags Array(String), maybe Nullable(Int32)";
const THINGS = [
  { id: 1, text: TEXT, tags: ["a", "ü"], maybe: null },
  { id: 2, text: "", tags: [], maybe: -7 },
];

function stored(table) {
  const clickhouse_settings = { output_format_json_quote_64bit_integers: 0 };
  return rows(client, `select * from ${table} order by id`, { clickhouse_settings });
}

test("an array of rows, and the summary of the insert", async (context) => {
  const table = await makeTable(context, client, COLUMNS);
  const done = await client.insert({ table, values: THINGS, format: "JSONEachRow", query_id: `insert ${table}` });
  assert.equal(done.executed, true);
  assert.equal(done.query_id, `insert ${table}`);
  assert.equal(done.summary.written_rows, "2");
  assert.deepEqual(await stored(table), THINGS);
});

test("an empty array sends nothing", async (context) => {
  const table = await makeTable(context, client, COLUMNS);
  const done = await client.insert({ table, values: [], format: "JSONEachRow" });
  assert.equal(done.executed, false);
  assert.deepEqual(await stored(table), []);
});

test("some of the columns", async (context) => {
  const table = await makeTable(context, client, COLUMNS);
  await client.insert({ table, values: [[5, "five"]], format: "JSONCompactEachRow", columns: ["id", "text"] });
  await client.insert({ table, values: [[6, ["x"], 1]], format: "JSONCompactEachRow", columns: { except: ["text"] } });
  assert.deepEqual(await stored(table), [
    { id: 5, text: "five", tags: [], maybe: null },
    { id: 6, text: "", tags: ["x"], maybe: 1 },
  ]);
});

const REQUESTS = [false, true, { codec: "gzip", level: 9 }, { codec: "zstd" }, { codec: "br" }];

for (const request of REQUESTS) {
  test(`a stream of JSON rows, compressed: ${JSON.stringify(request)}`, async (context) => {
    const sender = connect({ compression: { request, response: request !== false } });
    const table = await makeTable(context, client, COLUMNS);
    const values = Readable.from(function* () {
      for (let id = 0; id < 50_000; id += 1) yield { id, text: `${TEXT}${id}`, tags: ["ü"], maybe: id % 2 ? id : null };
    }());
    const done = await sender.insert({ table, values, format: "JSONEachRow" });
    assert.equal(done.summary.written_rows, "50000");
    const query = `select count() as rows, uniqExact(text) as texts, sum(id) as ids, sum(maybe) as odd from ${table}`;
    const [found] = await rows(client, query);
    assert.deepEqual(Object.values(found).map(Number), [50_000, 50_000, 1_249_975_000, 625_000_000]);
  });
}

test("a stream of CSV bytes, cut anywhere", async (context) => {
  const table = await makeTable(context, client, COLUMNS);
  const csv = Buffer.from(`1,"a ""quoted"" ü\nline","['x']",\\N\n2,b,[],3\n`);
  const values = Readable.from(Array.from(csv, (byte) => Buffer.from([byte])), { objectMode: false });
  await client.insert({ table, values, format: "CSV" });
  assert.deepEqual(await stored(table), [
    { id: 1, text: 'a "quoted" ü\nline', tags: ["x"], maybe: null },
    { id: 2, text: "b", tags: [], maybe: 3 },
  ]);
});

test("big integers as text", async (context) => {
  const table = await makeTable(context, client, "n UInt64, h Int256");
  const values = [{ n: String(2n ** 64n - 1n), h: String(-(2n ** 255n)) }];
  await client.insert({ table, values, format: "JSONEachRow" });
  const found = await rows(client, `select toString(n) as n, toString(h) as h from ${table}`);
  assert.deepEqual(found, values);
});

test("insert select by command, with its summary", async (context) => {
  const table = await makeTable(context, client, "n UInt64");
  const done = await client.command({ query: `insert into ${table} select number from numbers(1000)` });
  assert.equal(done.summary.written_rows, "1000");
  assert.ok(done.query_id);
});

test("exec gives the bytes of a result, and takes the rows of an insert", async (context) => {
  const { stream } = await client.exec({ query: "select 'ü' as text format TSVWithNames" });
  assert.equal(await textOf(stream), "text\nü\n");
  const table = await makeTable(context, client, "n UInt64");
  const done = await client.exec({ query: `insert into ${table} format TSV`, values: Readable.from(["1\n2\n", "3\n"]) });
  await textOf(done.stream);
  assert.equal(done.summary.written_rows, "3");
});

test("a row that cannot be read is an error with its code", async (context) => {
  const table = await makeTable(context, client, "n UInt64");
  const sent = client.insert({ table, values: [{ n: "no number" }], format: "JSONEachRow" });
  await assert.rejects(sent, { name: "Error", code: "27", type: "CANNOT_PARSE_INPUT_ASSERTION_FAILED" });
  assert.deepEqual(await rows(client, `select * from ${table}`), []);
});

async function textOf(stream) {
  const parts = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts).toString();
}
