// Packages that need `emitDecoratorMetadata`.
const typescript = "5.9.3";
const tsconfig = JSON.stringify({
  compilerOptions: {
    target: "ES2022",
    experimentalDecorators: true,
    emitDecoratorMetadata: true,
    useDefineForClassFields: false,
  },
});

const decorated = (name, packages, code, answer, more = {}) => ({
  name,
  packages: { ...packages, "reflect-metadata": "0.2.2", typescript },
  file: "handler.ts",
  files: { "tsconfig.json": tsconfig },
  code: `import "reflect-metadata";\n${code}`,
  answer,
  ...more,
});

/** @type {readonly import("./rows").Row[]} */
const decoratorRows = [
  decorated(
    "typeorm",
    { typeorm: "1.1.1" },
    `import { Column, Entity, getMetadataArgsStorage, PrimaryGeneratedColumn } from "typeorm";
    @Entity() class Message { @PrimaryGeneratedColumn() id!: number; @Column() text!: string; @Column() sent!: Date; }
    export const handler = () => getMetadataArgsStorage().filterColumns(Message).map(({ options }) => (options.type as Function).name);`,
    ["Number", "String", "Date"],
  ),
  decorated(
    "tsyringe",
    { tsyringe: "4.10.0" },
    `import { container, injectable } from "tsyringe";
    @injectable() class Store { name = "ok"; }
    @injectable() class Chat { constructor(readonly store: Store) {} }
    export const handler = () => container.resolve(Chat).store.name;`,
    "ok",
  ),
  decorated(
    "inversify",
    { inversify: "8.2.3" },
    `import { Container, injectable } from "inversify";
    @injectable() class Store { name = "ok"; }
    @injectable() class Chat { constructor(readonly store: Store) {} }
    const container = new Container({ autobind: true });
    export const handler = () => container.get(Chat).store.name;`,
    "ok",
  ),
  decorated(
    "type-graphql",
    { "type-graphql": "1.1.1", graphql: "15.11.0", "class-validator": "0.15.1" },
    `import { graphql } from "graphql"; import { Arg, buildSchema, Query, Resolver } from "type-graphql";
    @Resolver() class Chat { @Query() greet(@Arg("name") name: string): string { return "hello " + name; } }
    export const handler = async () => graphql(await buildSchema({ resolvers: [Chat], validate: false }), '{ greet(name: "Ann") }');`,
    { data: { greet: "hello Ann" } },
  ),
  decorated(
    "Nest",
    { "@nestjs/core": "12.5.1", "@nestjs/common": "12.5.1", rxjs: "7.8.2" },
    `import { Injectable, Module } from "@nestjs/common"; import { NestFactory } from "@nestjs/core";
    @Injectable() class Store { name = "ok"; }
    @Injectable() class Chat { constructor(readonly store: Store) {} }
    @Module({ providers: [Store, Chat] }) class App {}
    const app = NestFactory.createApplicationContext(App, { logger: false });
    export const handler = async () => (await app).get(Chat).store.name;`,
    "ok",
    {
      says: "Could not resolve",
      esbuild: {
        external: [
          "@nestjs/microservices",
          "@nestjs/websockets",
          "@nestjs/platform-express",
          "class-transformer",
          "class-validator",
        ],
      },
    },
  ),
];

module.exports = { decoratorRows };
