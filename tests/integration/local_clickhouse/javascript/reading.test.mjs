// Questions: formats, streams, bound values, compression.
import assert from "node:assert/strict";
import { test } from "node:test";
import { connect, rows } from "./connection.mjs";

const client = connect();
const MILLION = 1_000_000;
const TEXT = "first line\r\n\tsecond: ü 漢字 🎈 \\ ' \" `\u0000 end";

test("ping, with and without a statement", async () => {
  assert.equal((await client.ping()).success, true);
  assert.equal((await client.ping({ select: true })).success, true);
});

test("a wrong password is refused", async () => {
  const answer = await connect({ password: "another" }).ping({ select: true });
  assert.equal(answer.success, false);
  assert.equal(answer.error.code, "516");
});

test("JSON with its description and statistics", async () => {
  const result = await client.query({ query: "select number as n, toString(n) as text from numbers(3)", format: "JSON" });
  const found = await result.json();
  assert.deepEqual(found.meta, [{ name: "n", type: "UInt64" }, { name: "text", type: "String" }]);
  assert.deepEqual(found.data.map((row) => [Number(row.n), row.text]), [[0, "0"], [1, "1"], [2, "2"]]);
  assert.equal(found.rows, 3);
  assert.equal(result.response_headers["x-clickhouse-format"], "JSON");
});

test("CSV as a stream of rows", async () => {
  const result = await client.query({ query: "select number, 'a,b' from numbers(100000)", format: "CSV" });
  let count = 0;
  for await (const part of result.stream()) {
    for (const row of part) assert.equal(row.text, `${count++},"a,b"`);
  }
  assert.equal(count, 100_000);
});

for (const response of [false, true, { codec: "zstd" }, { codec: "br" }]) {
  test(`a million rows, compressed: ${JSON.stringify(response)}`, async () => {
    const compressed = connect({ compression: { response } });
    const query = "select number as id, cityHash64(number) as hash from numbers(1000000)";
    const settings = { output_format_json_quote_64bit_integers: 1 };
    const result = await compressed.query({ query, format: "JSONCompactEachRow", clickhouse_settings: settings });
    assert.equal(result.response_headers["content-encoding"], response === true ? "gzip" : response.codec);
    let [count, ids, hashes] = [0, 0, 0n];
    for await (const part of result.stream()) {
      for (const row of part) {
        const [id, hash] = row.json();
        count += 1;
        ids += Number(id);
        hashes ^= BigInt(hash);
      }
    }
    const [server] = await rows(client, "select toString(groupBitXor(cityHash64(number))) as hash from numbers(1000000)");
    assert.deepEqual([count, ids, String(hashes)], [MILLION, (MILLION * (MILLION - 1)) / 2, server.hash]);
  });
}

const BOUND = {
  text: ["String", TEXT],
  whole: ["Int64", "-9223372036854775808"],
  huge: ["UInt256", 2n ** 256n - 1n],
  number: ["Float64", 0.125],
  truth: ["Bool", true],
  nothing: ["Nullable(String)", null],
  day: ["Date", "2014-05-20"],
  moment: ["DateTime64(3)", new Date("2014-05-20T12:34:56.789Z")],
  texts: ["Array(String)", ["it's", "", TEXT]],
  nested: ["Array(Array(Nullable(Int32)))", [[1, null], []]],
  map: ["Map(String, UInt8)", { "ü'": 1, b: 2 }],
};

for (const multipart of [false, true]) {
  test(`bound values of many types, as a form: ${multipart}`, async () => {
    const query = `select ${Object.entries(BOUND).map(([name, [type]]) => `{${name}: ${type}} as ${name}`)}`;
    const query_params = Object.fromEntries(Object.entries(BOUND).map(([name, [, value]]) => [name, value]));
    const clickhouse_settings = {
      output_format_json_quote_64bit_integers: 1,
      output_format_json_named_tuples_as_objects: 1,
    };
    const options = { query_params, clickhouse_settings, use_multipart_params: multipart };
    const [found] = await rows(client, query, options);
    assert.deepEqual(found, {
      ...query_params,
      huge: String(query_params.huge),
      moment: "2014-05-20 12:34:56.789",
    });
  });
}

test("names of tables are bound as identifiers", async () => {
  const query = "select name from {database: Identifier}.{table: Identifier} where name = 'numbers'";
  const found = await rows(client, query, { query_params: { database: "system", table: "tables" } });
  assert.deepEqual(found, [{ name: "numbers" }]);
});

test("text of many lines and alphabets comes back as it went", async () => {
  const literal = TEXT.replaceAll("\\", "\\\\").replaceAll("'", "\\'").replaceAll("\u0000", "\\0");
  const [found] = await rows(client, `select '${literal}' as text, -- a comment\n length(text) as bytes`);
  assert.equal(found.text, TEXT);
  assert.equal(Number(found.bytes), Buffer.byteLength(TEXT));
});

test("big integers survive where they are asked for as text", async () => {
  const query = "select toUInt64(18446744073709551615) as unsigned, toInt128('-170141183460469231731687303715884105728') as signed";
  const clickhouse_settings = { output_format_json_quote_64bit_integers: 1 };
  const [found] = await rows(client, query, { clickhouse_settings });
  assert.equal(BigInt(found.unsigned), 2n ** 64n - 1n);
  assert.equal(BigInt(found.signed), -(2n ** 127n));
});
