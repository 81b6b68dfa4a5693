import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync, rmSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { type Step, stepsOf } from "../docs/page";
import { write } from "../support/project";
import { Consumer, npmCache, repository } from "./consumer";
import { canDeploy, deploymentVariables, expectDeployed, expectDestroyed } from "./deployment";
import { initialProject } from "./init";
import { type Habits, Reader } from "./reader";

const readme = readFileSync(join(repository, "README.md"), "utf8");
const firstApp = readFileSync(join(repository, "docs/guide/first-app.md"), "utf8");

const managers = ["npm", "pnpm"] as const;
type Manager = (typeof managers)[number];

const pnpmProgram = join(repository, "node_modules/pnpm/bin/pnpm.cjs");
const pnpm = `${process.execPath} ${pnpmProgram}`;
const cdktf = `${process.execPath} ${join(repository, "node_modules/cdktf-cli/bundle/bin/cdktf.js")}`;

/** What the test runs in the place of words of the pages. Everything else is word for word. */
const replacements = {
  both: (ports: readonly number[]): Habits["replacements"] => [
    // The project is as these commands leave it: the second one downloads for half a minute.
    [/^mkdir chat && cd chat$/g, "true"],
    [/^npx cdktf-cli@0\.21 init .*$/g, "true"],
    // The package is not on npm yet.
    [/(?<=^npm install )cdktf-apigateway-websocket(?= )/g, `file:${process.env.CONSUMER_TARBALL}`],
    // The same version of the command, from the repository: its installation takes longer than all others.
    [/ cdktf-cli@0\.21\b/g, ""],
    // No one answers the questions, the output is there, and Terraform's registry is not asked.
    [/^npx cdktf (deploy|destroy)$/g, `${cdktf} $1 --auto-approve --skip-synth --skip-provider-lock`],
    [/^npx cdktf(?= )/g, cdktf],
    // Other programs may use the ports of the pages.
    [/ dev$/g, ` dev --port ${ports[0]}`],
    [/\b4000\b/g, `${ports[0]}`],
    [/\b8000\b/g, `${ports[1]}`],
  ],
  npm: [] as Habits["replacements"],
  pnpm: [
    [/^npm install /g, `${pnpm} add `],
    [/^npm test$/g, `${pnpm} test`],
    [/^(\S+=\S+ )?npx /g, `$1${pnpm} exec `],
  ] as Habits["replacements"],
};

/** The commands of the table "The commands of a day", except the one that serves, which README shows before. */
function commandsOfADay(): readonly Step[] {
  const table = /^## The commands of a day\n([\s\S]*?)^## /m.exec(readme)?.[1] ?? "";
  const commands = [...table.matchAll(/^\| `([^`]+)` \|/gm)].map(([, command]) => ({ command, lines: [] }));
  return commands.filter(({ command }) => command !== serving);
}

const serving = "npx cdktf-apigateway-websocket dev";

function installedBy(page: string): readonly string[] {
  const commands = stepsOf(page).flatMap((step) => ("command" in step ? [step.command ?? ""] : []));
  return commands.filter((command) => command.startsWith("npm install ")).flatMap((command) => command.split(" "));
}

/** Packages of earlier installations on this machine are not downloaded again. */
const quickInstallation = {
  npm_config_cache: npmCache(),
  npm_config_store_dir: execFileSync(process.execPath, [pnpmProgram, "store", "path"], { encoding: "utf8" }).trim(),
  npm_config_prefer_offline: "true",
  npm_config_fetch_retries: "5",
  npm_config_audit: "false",
  npm_config_fund: "false",
  npm_config_update_notifier: "false",
};

async function freePorts(): Promise<readonly number[]> {
  const servers = [createServer(), createServer()];
  for (const server of servers) await once(server.listen(0, "127.0.0.1"), "listening");
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  for (const server of servers) server.close();
  return ports;
}

async function follow(consumer: Consumer, manager: Manager, steps: readonly Step[]): Promise<void> {
  const reader = new Reader(consumer, {
    replacements: [...replacements.both(await freePorts()), ...replacements[manager]],
    serving: /dev$|local-dynamodb\.ts$/,
    unchecked: /^npm install|^npx cdktf-cli/,
    environment: { ...quickInstallation, ...deploymentVariables(consumer.root) },
  });
  try {
    for (const step of steps) {
      const [, action] = ("command" in step && deployment.exec(step.command ?? "")) || [];
      if (action !== undefined && !isDeployed(steps)) continue;
      await reader.follow(step);
      if (action === "deploy") expectDeployed(consumer.root, "chat-dev");
      if (action === "destroy") expectDestroyed(consumer.root, "chat-dev");
    }
  } finally {
    await reader.close();
  }
}

const deployment = /^npx cdktf (deploy|destroy)$/;

/** The stack of *First app*: README's has the same kinds of resources, and no command that removes them. */
const isDeployed = (steps: readonly Step[]) =>
  canDeploy && steps.some((step) => "command" in step && step.command?.endsWith("destroy"));

if (!canDeploy) process.stderr.write("The deployment is left out: TERRAFORM names no command.\n");

// At the same time, because most of it is waiting for programs.
it.concurrent.each(managers)(
  "with %s, in a project as `cdktf init` leaves it and with an empty home folder, README and *First app* lead to programs that run as they say",
  async (manager) => {
    const consumer = new Consumer(initialProject());
    await follow(consumer, manager, [...stepsOf(readme), ...commandsOfADay()]);

    // The packages of the README stay, which saves a minute.
    expect(installedBy(firstApp)).toEqual(expect.arrayContaining([...installedBy(readme)]));
    for (const path of ["src", "cdktf.out"]) rmSync(join(consumer.root, path), { recursive: true });
    write(consumer.root, { "main.ts": initialProject()["main.ts"] ?? "" });
    await follow(consumer, manager, stepsOf(firstApp));
  },
);
