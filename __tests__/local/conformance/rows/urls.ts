import type { Row } from "../row";

const connectionId = expect.stringMatching(/^[A-Za-z0-9_-]{11}C[A-Za-z0-9_-]{3}=$/);
const requestId = expect.stringMatching(/^[A-Za-z0-9_-]{11}F[A-Za-z0-9_-]{3}=$/);

/** 2.1: identifiers and URLs. */
export const urls: readonly Row[] = [
  {
    section: "2.1",
    says: "uses ids of 11 bytes for connections and messages, which must be encoded in a URL",
    ...{ evidence: "cap", api: "Plain" },
    steps: [{ send: "hello" }],
    expected: { frames: [{ requestContext: { connectionId, messageId: connectionId, requestId } }] },
  },
  {
    section: "2.1",
    says: "finds a connection by an id with encoded padding",
    ...{ evidence: "run", api: "Plain" },
    steps: [{ send: "hello" }, { request: "https", path: (id) => `/@connections/${id.replace("=", "%3D")}` }],
    expected: { answers: [{ status: 200 }], frames: [{}, "posted"] },
  },
  {
    section: "2.1",
    says: "rejects a wrong stage in a management API request",
    ...{ evidence: "iss", api: "Plain" },
    steps: [{ send: "hello" }, { call: "post", under: "x" }],
    expected: { answers: [{ name: "ForbiddenException", message: "Forbidden", status: 403 }] },
  },
  {
    section: "2.1",
    says: "rejects a URL of more than 4096 characters",
    ...{ evidence: "doc", api: "Plain" },
    connect: { query: `long=${"x".repeat(4096)}` },
    expected: { status: expect.any(Number) },
  },
  {
    section: "2.1",
    says: "uses the custom domain as the domainName of its events, without the stage in the path",
    ...{ evidence: "doc", api: "Domain" },
    steps: [{ send: "hello" }],
    expected: {
      frames: [{ requestContext: { domainName: expect.stringMatching(/^localhost:\d+$/), stage: "$default" } }],
    },
  },
  {
    section: "2.1",
    says: "finds no method for a stage after a custom domain",
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
    says: "is reachable by a custom domain without the stage",
    ...{ evidence: "doc", api: "Domain" },
    steps: [{ send: JSON.stringify({ do: "post", path: "" }), frames: 2 }],
    expected: { frames: expect.arrayContaining(["posted", "done"]) },
  },
];
