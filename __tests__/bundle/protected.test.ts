import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { BundleRequest } from "../../lib/bundle/bundle";
import { cacheKey } from "../../lib/bundle/bundle";
import { digest } from "../../lib/bundle/canonical-data";
import { stageFiles } from "../../lib/bundle/stage";
import { bundleLater, cacheFolder, fresh, shown } from "./cached";
import { project, removeTemporaryFolders, request, writeFiles } from "./project";

const buildSync = jest.fn();

jest.mock("esbuild", () => {
  const esbuild = jest.requireActual("esbuild");
  buildSync.mockImplementation(esbuild.buildSync);
  return { ...esbuild, buildSync };
});

afterAll(removeTemporaryFolders);

const sources = {
  "src/a.ts": "export const handler = () => 'deny a';\n",
  "src/b.ts": "export const handler = () => 'deny b';\n",
  "src/c.ts": "export const handler = () => 'c';\n",
  "wrap.ts": "export const one = (h: unknown, o: unknown) => [h, o];\nexport const two = one;\n",
};

/** The number of handlers in each esbuild call that an action makes. */
function calls(action: () => void): readonly number[] {
  buildSync.mockClear();
  action();
  return buildSync.mock.calls.map(([options]) => options.entryPoints.length);
}

function setUp(more: (root: string) => readonly Partial<BundleRequest>[]) {
  const root = project(sources);
  const protectedOnes = more(root).map((one, index) =>
    request(root, `src/${"ab"[index]}.handler`, {}, { id: `protected ${index}`, ...one }),
  );
  return { root, requests: [...protectedOnes, request(root, "src/c.handler")] };
}

const wrapped = (root: string, more: object = {}) => ({
  wrapper: { module: join(root, "wrap.ts"), export: "one", ...more },
});

/** Replaces text in the cached files and updates all digests, so that the cache looks intact. */
function poison(root: string, from: string, to: string): number {
  const folder = join(cacheFolder(root), "bundles");
  const index = join(cacheFolder(root), "index.json");
  let count = 0;
  for (const name of readdirSync(folder)) {
    const text = readFileSync(join(folder, name), "utf8");
    if (!text.includes(from)) continue;
    const poisoned = text.replaceAll(from, to);
    writeFileSync(join(folder, digest(poisoned)), poisoned);
    const body = readFileSync(index, "utf8").replace(/^.*\n/, "").replaceAll(name, digest(poisoned));
    writeFileSync(index, `${digest(cacheKey(root) + body)}\n${body}`);
    count += 1;
  }
  return count;
}

describe("a handler that authorizes clients or has a wrapper", () => {
  it("is bundled every time, in one call with the other handlers that are not cached", () => {
    const { root, requests } = setUp((it) => [{ decidesAccess: true }, wrapped(it)]);
    expect(calls(() => bundleLater(requests, root))).toEqual([3]);
    expect(calls(() => expect(shown(bundleLater(requests, root))).toEqual(fresh(requests, root)))).toEqual([2, 3]);
    writeFiles(root, { "src/c.ts": "export const handler = () => 'new';\n" });
    expect(calls(() => bundleLater(requests, root))).toEqual([3]);
  });

  it("is never written to the cache", () => {
    const { root, requests } = setUp((it) => [{ decidesAccess: true }, wrapped(it)]);
    bundleLater(requests, root);
    const bundles = join(cacheFolder(root), "bundles");
    const texts = readdirSync(bundles).map((name) => readFileSync(join(bundles, name), "utf8"));
    expect(texts).toEqual([expect.stringContaining('() => "c"')]);
    expect(poison(root, "deny", "allow")).toBe(0);
  });

  it("is correct if an earlier synthesis cached the same code and somebody changed the cache", () => {
    const { root, requests } = setUp(() => [{}, {}]);
    bundleLater(requests, root);
    expect(poison(root, "deny", "allow")).toBe(2);
    const guarding = requests.map((one) => ({ ...one, decidesAccess: one.id.startsWith("protected") }));
    expect(calls(() => expect(shown(bundleLater(guarding, root))).toEqual(fresh(guarding, root)))).toEqual([2, 3]);
  });

  it("is correct if another function has the same code and does not authorize clients", () => {
    const { root, requests } = setUp(() => [{}, {}]);
    bundleLater(requests, root);
    poison(root, "deny", "allow");
    const [first] = requests as [BundleRequest];
    const both = [first, { ...first, id: "authorizer", decidesAccess: true }];
    expect(shown(bundleLater(both, root))).toEqual(fresh(both, root));
  });

  it("is written again, whatever the output contains", () => {
    const { root, requests } = setUp((it) => [{ decidesAccess: true }, wrapped(it)]);
    const stage = () => {
      for (const [id, files] of bundleLater(requests, root).files) stageFiles(join(root, "cdktf.out", id), files);
      return ["protected 0", "protected 1"].map((id) => readFileSync(join(root, "cdktf.out", id, "index.mjs"), "utf8"));
    };
    const first = stage();
    for (const id of ["protected 0", "protected 1"]) {
      const path = join(root, "cdktf.out", id, "index.mjs");
      writeFileSync(path, readFileSync(path, "utf8").replace("deny", "DENY"));
    }
    expect(stage()).toEqual(first);
  });

  it.each<[string, object]>([
    ["the name", { export: "two" }],
    ["the options", { options: 2 }],
  ])("is right after a change of its wrapper: %s", (_what, more) => {
    const { root, requests } = setUp((it) => [wrapped(it, { options: 1 })]);
    const before = shown(bundleLater(requests, root));
    const changed = requests.map((one) => (one.wrapper ? { ...one, ...wrapped(root, more) } : one));
    const wanted = fresh(changed, root);
    expect(wanted).not.toEqual(before);
    expect(shown(bundleLater(changed, root))).toEqual(wanted);
  });

  it("is correct after a change of its wrapper's module", () => {
    const { root, requests } = setUp((it) => [wrapped(it)]);
    const before = shown(bundleLater(requests, root));
    writeFiles(root, { "wrap.ts": "export const one = (handler: unknown) => [handler, 'new'];" });
    const wanted = fresh(requests, root);
    expect(wanted).not.toEqual(before);
    expect(shown(bundleLater(requests, root))).toEqual(wanted);
  });
});

it("a handler that is not protected is read from the changed cache, which proves that these tests change it", () => {
  const { root, requests } = setUp(() => [{}, {}]);
  bundleLater(requests, root);
  poison(root, "deny", "allow");
  expect(calls(() => expect(JSON.stringify(shown(bundleLater(requests, root)))).toContain("allow a"))).toEqual([]);
});
