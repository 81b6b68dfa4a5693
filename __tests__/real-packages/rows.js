// The packages of `npm run test:packages`. Each row has the versions, the source of a handler, and its answer.
const { decoratorRows } = require("./decorator-rows");
const { nativeRows } = require("./native-rows");
const { prismaRow } = require("./prisma-row");

/**
 * @typedef Row
 * @property {string} name
 * @property {Readonly<Record<string, string>>} packages exact versions
 * @property {string} code the source, which exports `handler`
 * @property {unknown} answer what the handler returns
 * @property {string} [file] the name of the source, `handler.js` if not set
 * @property {Readonly<Record<string, string>>} [files] further files of the project
 * @property {Readonly<Record<string, unknown>>} [esbuild] esbuild's options, if it does not work without
 * @property {readonly [command: string, arguments: readonly string[]]} [prepare] a command that writes sources
 * @property {string} [says] a part of what synthesis says without `esbuild` or `install`
 * @property {readonly string[]} [install] packages to install beside the bundle, if it does not work without
 * @property {readonly { from: string, to?: string }[]} [copyFiles] files to copy beside it, if it does not work without
 */

/** A client of a server that does not run: the answer is the code of the error. */
const refused = (code) => `${code}
export const handler = () => connect().then(() => "connected", (error) => error.code ?? error.cause?.code ?? error.errors?.[0]?.code ?? error.message);`;

const one = (name, version, code, answer, more = {}) => ({
  name,
  packages: { [name]: version },
  code,
  answer,
  ...more,
});

/** @type {readonly Row[]} */
const web = [
  {
    name: "express",
    packages: { express: "5.3.0", "serverless-http": "4.0.0" },
    code: `import express from "express"; import serverless from "serverless-http";
      const app = express(); app.get("/", (_, response) => response.json({ ok: true }));
      const call = serverless(app);
      export const handler = async () => (await call({ httpMethod: "GET", path: "/", headers: {} }, {})).body;`,
    answer: '{"ok":true}',
  },
  one(
    "fastify",
    "5.12.8",
    `import fastify from "fastify";
    const app = fastify(); app.get("/", async () => ({ ok: true }));
    export const handler = async () => (await app.inject("/")).body;`,
    '{"ok":true}',
  ),
  one(
    "hono",
    "4.13.19",
    `import { Hono } from "hono";
    const app = new Hono().get("/", (context) => context.text("ok"));
    export const handler = async () => (await app.request("/")).text();`,
    "ok",
  ),
  one(
    "ws",
    "8.23.0",
    `import { WebSocketServer } from "ws";
    export const handler = () => new WebSocketServer({ noServer: true }).shouldHandle({ url: "/" });`,
    true,
  ),
  one(
    "socket.io",
    "4.8.4",
    `import { Server } from "socket.io";
    export const handler = () => new Server().path();`,
    "/socket.io",
  ),
  {
    name: "graphql-ws",
    packages: { "graphql-ws": "6.4.2", graphql: "16.14.2" },
    code: `import { GRAPHQL_TRANSPORT_WS_PROTOCOL } from "graphql-ws"; import { makeServer } from "graphql-ws";
      export const handler = () => [GRAPHQL_TRANSPORT_WS_PROTOCOL, typeof makeServer({})];`,
    answer: ["graphql-transport-ws", "object"],
  },
  {
    name: "graphql, two entry points",
    packages: { graphql: "16.14.2" },
    code: `import { buildSchema, parse } from "graphql"; import { execute } from "graphql/execution/execute";
      const schema = buildSchema("type Query { ok: Boolean }");
      export const handler = async () => execute({ schema, document: parse("{ ok }"), rootValue: { ok: true } });`,
    answer: { data: { ok: true } },
  },
  one(
    "axios",
    "1.21.1",
    refused(`import axios from "axios"; const connect = () => axios.get("http://127.0.0.1:9");`),
    "ECONNREFUSED",
  ),
  one(
    "undici",
    "7.30.2",
    refused(`import { request } from "undici"; const connect = () => request("http://127.0.0.1:9");`),
    "ECONNREFUSED",
  ),
  one(
    "cheerio",
    "1.2.0",
    `import { load } from "cheerio";
    export const handler = () => load("<p>ok</p>")("p").text();`,
    "ok",
  ),
  one(
    "handlebars",
    "4.7.10",
    `import Handlebars from "handlebars";
    export const handler = () => Handlebars.compile("{{a}}")({ a: "ok" });`,
    "ok",
  ),
  one(
    "puppeteer-core",
    "24.43.1",
    `import puppeteer from "puppeteer-core";
    export const handler = () => puppeteer.launch({ executablePath: "/none" }).catch((error) => /\\/none/.test(error.message));`,
    true,
  ),
];

/** @type {readonly Row[]} */
const data = [
  one(
    "mongodb",
    "7.9.0",
    `import { MongoClient } from "mongodb";
    const client = new MongoClient("mongodb://127.0.0.1:9", { serverSelectionTimeoutMS: 200 });
    export const handler = () => client.connect().catch((error) => error.name);`,
    "MongoServerSelectionError",
  ),
  one(
    "pg",
    "8.23.1",
    refused(`import pg from "pg"; const connect = () => new pg.Client({ host: "127.0.0.1", port: 9 }).connect();`),
    "ECONNREFUSED",
  ),
  one(
    "mysql2",
    "3.24.6",
    refused(
      `import { createConnection } from "mysql2/promise"; const connect = () => createConnection({ host: "127.0.0.1", port: 9 });`,
    ),
    "ECONNREFUSED",
  ),
  one(
    "ioredis",
    "5.11.1",
    `import { Redis } from "ioredis";
    export const handler = () => new Promise((done) => {
      const redis = new Redis({ host: "127.0.0.1", port: 9, retryStrategy: () => null });
      redis.on("error", (error) => done(error.code));
    });`,
    "ECONNREFUSED",
  ),
  one(
    "redis",
    "6.3.1",
    refused(`import { createClient } from "redis";
    const connect = () => createClient({ url: "redis://127.0.0.1:9", socket: { reconnectStrategy: false } }).on("error", () => {}).connect();`),
    "ECONNREFUSED",
  ),
  {
    name: "knex",
    packages: { knex: "3.3.0", pg: "8.23.1" },
    code: `import knex from "knex"; const database = knex({ client: "pg" });
      export const handler = () => database("a").select("b").toString();`,
    answer: 'select "b" from "a"',
    says: "Could not resolve",
    esbuild: {
      external: ["better-sqlite3", "mariadb", "mysql", "mysql2", "oracledb", "pg-query-stream", "sqlite3", "tedious"],
    },
  },
  {
    name: "sequelize",
    packages: { sequelize: "6.37.8", pg: "8.23.1" },
    code: `import { Sequelize } from "sequelize"; import pg from "pg";
      const connect = () => new Sequelize("a", "b", "c", { host: "127.0.0.1", port: 9, dialect: "postgres", dialectModule: pg, logging: false }).authenticate();
      export const handler = () => connect().catch((error) => error.name);`,
    answer: "SequelizeConnectionRefusedError",
    says: "Could not resolve",
    esbuild: { external: ["pg-hstore"] },
  },
  one(
    "kysely",
    "0.28.19",
    `import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from "kysely";
    const dialect = { createAdapter: () => new PostgresAdapter(), createDriver: () => new DummyDriver(), createIntrospector: (db) => new PostgresIntrospector(db), createQueryCompiler: () => new PostgresQueryCompiler() };
    export const handler = () => new Kysely({ dialect }).selectFrom("a").select("b").compile().sql;`,
    'select "b" from "a"',
  ),
  {
    name: "drizzle-orm",
    packages: { "drizzle-orm": "0.45.4", pg: "8.23.1" },
    code: `import { drizzle } from "drizzle-orm/node-postgres"; import { integer, pgTable } from "drizzle-orm/pg-core";
      const table = pgTable("a", { b: integer() });
      export const handler = () => drizzle.mock().select().from(table).toSQL().sql;`,
    answer: 'select "b" from "a"',
  },
  {
    name: "electrodb",
    packages: { electrodb: "3.9.3", "@aws-sdk/client-dynamodb": "3.1169.0", "@aws-sdk/lib-dynamodb": "3.1169.0" },
    code: `import { Entity } from "electrodb";
      const entity = new Entity({ model: { entity: "a", version: "1", service: "s" }, attributes: { id: { type: "string" } }, indexes: { main: { pk: { field: "pk", composite: ["id"] } } } }, { table: "t" });
      export const handler = () => entity.get({ id: "1" }).params().Key;`,
    answer: { pk: "$s$a_1#id_1" },
  },
  {
    name: "AWS SDK 3",
    packages: { "@aws-sdk/client-dynamodb": "3.1169.0" },
    code: refused(`import { DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
      const client = new DynamoDBClient({ region: "eu-west-1", endpoint: "http://127.0.0.1:9", maxAttempts: 1, credentials: { accessKeyId: "a", secretAccessKey: "b" } });
      const connect = () => client.send(new ListTablesCommand({}));`),
    answer: "ECONNREFUSED",
  },
  one(
    "aws-sdk",
    "2.1693.0",
    refused(`import AWS from "aws-sdk";
    const connect = () => new AWS.DynamoDB({ region: "eu-west-1", endpoint: "http://127.0.0.1:9", maxRetries: 0, accessKeyId: "a", secretAccessKey: "b" }).listTables().promise();`),
    "UnknownEndpoint",
  ),
];

/** @type {readonly Row[]} */
const observability = [
  one(
    "pino",
    "10.4.0",
    `import pino from "pino"; const log = pino({ level: "warn" });
    export const handler = () => log.level;`,
    "warn",
  ),
  one(
    "winston",
    "3.19.0",
    `import winston from "winston";
    const log = winston.createLogger({ transports: [new winston.transports.Console({ silent: true })] });
    export const handler = () => log.level;`,
    "info",
  ),
  one(
    "@aws-lambda-powertools/logger",
    "2.36.0",
    `import { Logger } from "@aws-lambda-powertools/logger";
    export const handler = () => new Logger({ serviceName: "a", logLevel: "WARN" }).getLevelName();`,
    "WARN",
  ),
  one(
    "@aws-lambda-powertools/tracer",
    "2.36.0",
    `import { Tracer } from "@aws-lambda-powertools/tracer";
    export const handler = () => new Tracer({ enabled: false }).isTracingEnabled();`,
    false,
  ),
  {
    name: "@middy/core",
    packages: { "@middy/core": "6.4.5", "@middy/http-json-body-parser": "6.4.5" },
    code: `import middy from "@middy/core"; import parse from "@middy/http-json-body-parser";
      const call = middy((event) => event.body.a).use(parse());
      export const handler = () => call({ headers: { "Content-Type": "application/json" }, body: '{"a":"ok"}' }, {});`,
    answer: "ok",
  },
  one(
    "@sentry/aws-serverless",
    "10.75.2",
    `import * as Sentry from "@sentry/aws-serverless";
    Sentry.init({ enabled: false });
    export const handler = () => Sentry.isInitialized();`,
    true,
  ),
  {
    name: "datadog-lambda-js",
    packages: { "datadog-lambda-js": "12.143.0", "dd-trace": "5.132.0" },
    code: `import { datadog } from "datadog-lambda-js"; const call = datadog(async () => "ok");
      export const handler = () => call({}, { invokedFunctionArn: "arn:aws:lambda:eu-west-1:1:function:a", getRemainingTimeInMillis: () => 1000 });`,
    answer: "ok",
    says: "Could not resolve",
    install: ["datadog-lambda-js", "dd-trace"],
  },
  {
    name: "@opentelemetry/sdk-node",
    packages: { "@opentelemetry/sdk-node": "0.223.0", "@opentelemetry/api": "1.9.1" },
    code: `import { trace } from "@opentelemetry/api"; import { NodeSDK, tracing } from "@opentelemetry/sdk-node";
      const sdk = new NodeSDK({ spanProcessors: [new tracing.SimpleSpanProcessor(new tracing.InMemorySpanExporter())], metricReaders: [], logRecordProcessors: [] }); sdk.start();
      export const handler = () => trace.getTracer("a").startSpan("b").isRecording();`,
    answer: true,
  },
];

/** @type {readonly Row[]} */
const libraries = [
  one(
    "zod",
    "4.6.7",
    `import { z } from "zod"; export const handler = () => z.object({ a: z.string() }).parse({ a: "ok" });`,
    { a: "ok" },
  ),
  one(
    "ajv",
    "8.20.0",
    `import Ajv from "ajv"; const check = new Ajv.default({}).compile({ type: "number" }); export const handler = () => check(1);`,
    true,
  ),
  one("joi", "18.3.2", `import Joi from "joi"; export const handler = () => Joi.number().validate("1").value;`, 1),
  one("yup", "1.7.1", `import { number } from "yup"; export const handler = () => number().cast("1");`, 1),
  one(
    "valibot",
    "1.5.0",
    `import { parse, string } from "valibot"; export const handler = () => parse(string(), "ok");`,
    "ok",
  ),
  one(
    "date-fns",
    "4.4.0",
    `import { formatISO } from "date-fns"; export const handler = () => formatISO(new Date(2020, 0, 1), { representation: "date" });`,
    "2020-01-01",
  ),
  one(
    "luxon",
    "3.7.2",
    `import { DateTime } from "luxon"; export const handler = () => DateTime.fromISO("2020-01-01").toISODate();`,
    "2020-01-01",
  ),
  one("lodash", "4.18.1", `import { chunk } from "lodash"; export const handler = () => chunk([1, 2], 1);`, [[1], [2]]),
  one("uuid", "14.0.3", `import { validate, v4 } from "uuid"; export const handler = () => validate(v4());`, true),
  one("nanoid", "5.1.16", `import { nanoid } from "nanoid"; export const handler = () => nanoid(10).length;`, 10),
  one(
    "jsonwebtoken",
    "9.0.3",
    `import jwt from "jsonwebtoken"; export const handler = () => jwt.verify(jwt.sign({ a: 1 }, "key"), "key").a;`,
    1,
  ),
  one(
    "jose",
    "6.2.18",
    `import { decodeJwt, UnsecuredJWT } from "jose"; export const handler = () => decodeJwt(new UnsecuredJWT({ a: 1 }).encode()).a;`,
    1,
  ),
  one(
    "stripe",
    "23.1.0",
    `import Stripe from "stripe"; export const handler = () => typeof new Stripe("sk_test_1").customers.create;`,
    "function",
  ),
  one(
    "openai",
    "6.49.0",
    `import OpenAI from "openai"; export const handler = () => typeof new OpenAI({ apiKey: "a" }).responses.create;`,
    "function",
  ),
  one(
    "effect",
    "4.1.0",
    `import { Effect } from "effect"; export const handler = () => Effect.runPromise(Effect.succeed("ok"));`,
    "ok",
  ),
  one(
    "protobufjs",
    "8.8.1",
    `import protobuf from "protobufjs"; export const handler = () => protobuf.parse("syntax = 'proto3'; message A { int32 b = 1; }").root.lookupType("A").name;`,
    "A",
  ),
  one(
    "@grpc/grpc-js",
    "1.14.7",
    `import { Client, credentials } from "@grpc/grpc-js";
    export const handler = () => new Promise((done) => new Client("127.0.0.1:9", credentials.createInsecure()).waitForReady(Date.now() + 300, (error) => done(error.message)));`,
    "Failed to connect before the deadline",
  ),
];

module.exports = {
  rows: [...web, ...data, prismaRow, ...observability, ...decoratorRows, ...nativeRows, ...libraries],
};
