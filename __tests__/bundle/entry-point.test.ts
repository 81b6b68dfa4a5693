import { mayReplaceHandler } from "../../lib/bundle/entry-point";
import { findReplacedModule } from "../../lib/bundle/python/replaced-module";

describe("the files that Lambda might load in place of a handler", () => {
  // The runtime looks for `a`, `a.js`, `a.mjs` and `a.cjs`, in this order. `require` of a folder also looks beside it.
  it.each([
    ["index.handler", "index"],
    ["index.handler", "index.js"],
    ["index.handler", "INDEX.MJS"],
    ["index.handler", "index.cjs"],
    ["index.handler", "index.node"],
    ["index.handler", "index/index.js"],
    ["index.handler", "index/package.json"],
    ["src/auth.handler", "src/auth.js"],
    ["./src/auth.handler", "src/auth/index.js"],
    // The rest of the name after the first dot is a path of exports.
    ["src/auth.handlers.check", "src/auth.js"],
  ])("of Node.js: for %s %s", (handler, path) => {
    expect(mayReplaceHandler(path, { language: "node", handler })).toBe(true);
  });

  it.each([
    ["index.handler", "index.html"],
    ["index.handler", "index.json"],
    ["index.handler", "src/index.js"],
    ["index.handler", "indexes/index.js"],
    ["src/auth.handler", "auth.js"],
    ["src/auth.handler", "src/auth.test.js"],
  ])("of Node.js are not: for %s %s", (handler, path) => {
    expect(mayReplaceHandler(path, { language: "node", handler })).toBe(false);
  });

  // Python imports a package before native code, source and bytecode, and a module before a folder without __init__.
  it.each([
    ["worker.handler", "worker/__init__.py"],
    ["worker.handler", "worker/__init__.abi3.so"],
    ["worker.handler", "worker.so"],
    ["worker.handler", "worker.cpython-313-x86_64-linux-gnu.so"],
    ["worker.handler", "worker.pyc"],
    ["worker.handler", "__pycache__/worker.cpython-313.pyc"],
    ["worker.handler", "__pycache__/worker.cpython-313.opt-1.pyc"],
    ["src/worker.handler", "src.py"],
    ["src/worker.handler", "src/__init__.py"],
    ["src/worker.handler", "src/__pycache__/__init__.cpython-313.pyc"],
    ["src/worker.handler", "src/worker/__init__.py"],
    ["src.worker.handler", "src/worker.so"],
  ])("of Python: for %s %s", (handler, path) => {
    expect(mayReplaceHandler(path, { language: "python", handler })).toBe(true);
  });

  it.each([
    ["worker.handler", "worker.json"],
    ["worker.handler", "worker/data.py"],
    ["worker.handler", "worker.test.py"],
    ["worker.handler", "src/worker.py"],
    ["src/worker.handler", "worker.py"],
    ["src/worker.handler", "src/other/__init__.py"],
    ["src/worker.handler", "__init__.py"],
  ])("of Python are not: for %s %s", (handler, path) => {
    expect(mayReplaceHandler(path, { language: "python", handler })).toBe(false);
  });

  it.each(["auth.js", "auth/index.js", "auth/__init__.py"])("of an unknown runtime: %s", (path) => {
    expect(mayReplaceHandler(path, { language: "unknown", handler: "auth.handler" })).toBe(true);
  });
});

describe("the files that Python might import in place of an own module", () => {
  it.each([
    ["auth.py", "auth/__init__.py"],
    ["auth.py", "auth.cpython-313-x86_64-linux-gnu.so"],
    ["auth.py", "__pycache__/auth.cpython-313.pyc"],
    ["lib/auth.py", "lib/auth/__init__.py"],
    ["auth/__init__.py", "auth/__init__.abi3.so"],
    // A folder without __init__.py is a package only where no module and no other package has its name.
    ["lib/auth.py", "lib.py"],
    ["lib/auth.py", "lib/__init__.py"],
    // A disk that ignores case merges them.
    ["lib/auth.py", "Lib/__init__.py"],
    ["auth.py", "Auth.py"],
  ])("of %s: %s", (own, path) => {
    expect(findReplacedModule(["other.py", path], ["data.json", own])).toEqual({ path, own });
  });

  it.each([
    // Both add to one folder.
    ["google/mine.py", "google/protobuf/__init__.py"],
    ["auth.py", "auth/data.json"],
    ["auth.py", "lib/auth.py"],
    ["lib/auth.py", "auth.py"],
    ["crypto.py", "Crypto/__init__.py"],
    ["auth.json", "auth/__init__.py"],
  ])("are not, of %s: %s", (own, path) => {
    expect(findReplacedModule([path], [own])).toBeUndefined();
  });
});
