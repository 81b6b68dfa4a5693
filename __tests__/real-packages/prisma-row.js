// Prisma without its engine: a driver adapter connects to the database.

/** @type {import("./rows").Row} */
const prismaRow = {
  name: "Prisma without engine",
  packages: { prisma: "7.10.1", "@prisma/client": "7.10.0", "@prisma/adapter-pg": "7.10.1" },
  file: "handler.ts",
  files: {
    "schema.prisma": `
      generator client {
        provider = "prisma-client"
        output   = "./generated"
      }
      datasource db {
        provider = "postgresql"
      }
      model Message {
        id   Int @id
        text String
      }
    `,
    "prisma.config.mjs":
      'export default { schema: "schema.prisma", datasource: { url: "postgresql://a:b@127.0.0.1:9/c" } };',
  },
  // Generating the client needs no engine, but would download one.
  prepare: ["env", ["PRISMA_SCHEMA_ENGINE_BINARY=/bin/true", "npx", "prisma", "generate"]],
  code: `
    import { PrismaPg } from "@prisma/adapter-pg";
    import { PrismaClient } from "./generated/client";
    const adapter = new PrismaPg({ connectionString: "postgresql://a:b@127.0.0.1:9/c" });
    const client = new PrismaClient({ adapter });
    export const handler = () => client.message.findMany().catch((error: any) => error.code);
  `,
  answer: "P1001",
};

module.exports = { prismaRow };
