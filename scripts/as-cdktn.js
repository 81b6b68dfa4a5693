// Loads CDK Terrain in place of CDKTF, for programs of this repository: node --require ./scripts/as-cdktn.js …
const Module = require("node:module");
const { renamed } = require("./cdktn");

const resolve = Module._resolveFilename;

/** @param {string} request */
Module._resolveFilename = (request, ...rest) => {
  if (/^@?cdktf(\/|$)/.test(request)) return resolve(renamed(request), ...rest);
  return resolve(request.replace(/\/own-cdk$/, "/own-cdk-cdktn"), ...rest);
};
