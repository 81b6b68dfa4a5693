import type { Row } from "../row";

const connectionId = expect.stringMatching(/^[A-Za-z0-9_-]{11}C[A-Za-z0-9_-]{3}=$/);
const requestId = expect.stringMatching(/^[A-Za-z0-9_-]{11}F[A-Za-z0-9_-]{3}=$/);

/** 2.1: identifiers and URLs. */
export const urls: readonly Row[] = [
  {
    section: "2.1",
    says: "gives connections and messages ids of 11 bytes that have to be encoded in a URL",
    ...{ evidence: "cap", api: "Plain" },
    steps: [{ send: "hello" }],
    expected: { frames: [{ requestContext: { connectionId, messageId: connectionId, requestId } }] },
  },
  {
    section: "2.1",
    says: "is asked for a connection by an id with its padding encoded",
    ...{ evidence: "run", api: "Plain" },
    steps: [{ send: "hello" }, { request: "https", path: (id) => `/@connections/${id.replace("=", "%3D")}` }],
    expected: { answers: [{ status: 200 }], frames: [{}, "posted"] },
  },
  {
    section: "2.1",
    says: "refuses a wrong stage of the management API",
    ...{ evidence: "iss", api: "Plain" },
    steps: [{ send: "hello" }, { call: "post", under: "x" }],
    expected: { answers: [{ name: "ForbiddenException", message: "Forbidden", status: 403 }] },
  },
  {
    section: "2.1",
    says: "takes no URL of more than 4096 characters",
    ...{ evidence: "doc", api: "Plain" },
    connect: { query: `long=${"x".repeat(4096)}` },
    expected: { status: expect.any(Number) },
  },
  {
    section: "2.1",
    says: "has the custom domain as the domain name of its events, without the stage in the path",
    ...{ evidence: "doc", api: "Domain" },
    steps: [{ send: "hello" }],
    expected: {
      frames: [{ requestContext: { domainName: expect.stringMatching(/^localhost:\d+$/), stage: "$default" } }],
    },
  },
  {
    section: "2.1",
    says: "finds no method where the stage is put behind a custom domain",
    ...{ evidence: "cap", api: "Domain" },
    steps: [{ send: JSON.stringify({ do: "post" }) }],
    expected: {
      frames: [
        expect.stringMatching(/No method found matching route \$default\/@connections\/\S{15}= for http method POST/),
      ],
    },
  },
  {
    section: "2.1",
    says: "is reached by a custom domain without the stage",
    ...{ evidence: "doc", api: "Domain" },
    steps: [{ send: JSON.stringify({ do: "post", path: "" }), frames: 2 }],
    expected: { frames: expect.arrayContaining(["posted", "done"]) },
  },
];
