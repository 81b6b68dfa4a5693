type Esbuild = typeof import("esbuild");

/**
 * Go looks for garbage again and again in what esbuild keeps until it is done anyway: with the usual setting that is a
 * fifth of the time, for a tenth of the memory. esbuild's own command switches this off.
 */
const FEW_COLLECTIONS = { GOGC: "400" };

/** esbuild tells in one piece what it read, and Node.js takes no more of it in one piece than this. */
const LONG_ANSWERS = { ESBUILD_MAX_BUFFER: String(2 ** 30) };

/** Looked at when esbuild is loaded. */
const NO_THREAD = { ESBUILD_WORKER_THREADS: "0" };

let own: Esbuild | undefined;

/** Does something with esbuild, which is loaded at the first use: who has nothing to bundle should not pay for it. */
export function withEsbuild<T>(use: (esbuild: Esbuild) => T): T {
  return withEnvironment({ ...FEW_COLLECTIONS, ...LONG_ANSWERS }, () => {
    own ??= withEnvironment(NO_THREAD, loadOwn);
    return use(own);
  });
}

/**
 * A copy of esbuild for this library alone. Synchronous calls usually go through a thread, which pays from the second
 * call on: it takes longer to start than a small bundling, and all that esbuild tells is copied once more. A synthesis
 * makes one call. Whoever else uses esbuild in the same process keeps the usual way.
 */
function loadOwn(): Esbuild {
  const path = require.resolve("esbuild");
  const others = require.cache[path];
  const { cwd } = process;
  delete require.cache[path];
  // It keeps the folder where it was loaded, and starts there at each call: a project of a test is gone by the next one.
  process.cwd = () => __dirname;
  try {
    return require("esbuild");
  } finally {
    process.cwd = cwd;
    delete require.cache[path];
    if (others) require.cache[path] = others;
  }
}

/** What someone has set stays as it is. */
function withEnvironment<T>(variables: Readonly<Record<string, string>>, work: () => T): T {
  const open = Object.entries(variables).filter(([name]) => process.env[name] === undefined);
  Object.assign(process.env, Object.fromEntries(open));
  try {
    return work();
  } finally {
    for (const [name] of open) delete process.env[name];
  }
}
