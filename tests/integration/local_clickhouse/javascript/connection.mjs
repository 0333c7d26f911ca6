// The server and the user of the tests: test_javascript_client.py gives them through the environment.
import { createClient } from "@clickhouse/client";
import { after } from "node:test";

const LOG_OFF = 127; // failures show in the tests themselves

/** A client that is closed when the tests of its file are over. */
export function connect(options = {}) {
  const client = createClient({
    url: process.env.CLICKHOUSE_URL,
    username: process.env.CLICKHOUSE_USER,
    password: process.env.CLICKHOUSE_PASSWORD,
    log: { level: LOG_OFF },
    ...options,
  });
  after(() => client.close());
  return client;
}

export async function rows(client, query, options = {}) {
  const result = await client.query({ query, format: "JSONEachRow", ...options });
  return result.json();
}

/** A table of this process that is dropped when the test is over. */
export async function makeTable(test, client, columns) {
  const name = `javascript_${process.pid}_${Math.random().toString(36).slice(2)}`;
  await client.command({ query: `create table ${name} (${columns}) engine = MergeTree order by tuple()` });
  test.after(() => client.command({ query: `drop table ${name} sync` }));
  return name;
}

export async function until(condition, milliseconds = 20_000) {
  const end = Date.now() + milliseconds;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error("what was waited for has not happened");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
