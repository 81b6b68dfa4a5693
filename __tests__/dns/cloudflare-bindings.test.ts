import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { DnsRecord, type DnsRecordConfig } from "@cdktf/provider-cloudflare/lib/dns-record";
import { type TerraformMetaArguments, Testing } from "cdktf";
import { type CloudflareRecordConfig, cloudflare } from "../../lib";
import { cloudflareBindings } from "../../lib/dns/cloudflare";
import { dnsStack } from "./made";

const repository = join(__dirname, "../..");

/** Runs a script in which loading Cloudflare's bindings fails with the error `instead`. */
function without(script: string, instead = "MODULE_NOT_FOUND"): unknown {
  const hook = `
    const Module = require("node:module");
    const inner = Module._resolveFilename;
    const missing = ${JSON.stringify({
      MODULE_NOT_FOUND: "Cannot find module 'NAME'\nRequire stack:\n- x",
      ERR_PACKAGE_PATH_NOT_EXPORTED: `Package subpath './lib' is not defined by "exports" in /x/node_modules/@cdktf/provider-cloudflare/package.json`,
      OTHER:
        "Cannot find module 'cdktf'\nRequire stack:\n- /x/node_modules/@cdktf/provider-cloudflare/lib/dns-record/index.js",
    })};
    Module._resolveFilename = function (name, ...rest) {
      if (!name.startsWith("@cdktf/provider-cloudflare")) return inner.call(this, name, ...rest);
      const code = ${JSON.stringify(instead)};
      throw Object.assign(new Error(missing[code].replace("NAME", name)), { code: code === "OTHER" ? "MODULE_NOT_FOUND" : code });
    };
    const { TerraformStack, Testing } = require("cdktf");
    const { AwsProvider } = require("@cdktf/provider-aws/lib/provider");
    const { aws, cloudflare, vercel } = require("./lib");`;
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ["--require", "sucrase/register", "--eval", `${hook} console.log(JSON.stringify((() => {${script}})()))`],
    { cwd: repository, encoding: "utf8" },
  );
  if (stderr !== "") throw new Error(stderr);
  return JSON.parse(stdout);
}

describe("cloudflareBindings", () => {
  it("loads the installed bindings", () => {
    expect(cloudflareBindings().DnsRecord).toBe(DnsRecord);
  });

  it.each(["MODULE_NOT_FOUND", "ERR_PACKAGE_PATH_NOT_EXPORTED"])(
    "names the package where it is missing or of another version: %s",
    (code) => {
      const refusal = "try { cloudflare.dns() } catch ({ name, message }) { return { name, message } }";
      expect(without(refusal, code)).toEqual({
        name: "ValidationError",
        message: `"cloudflare.dns()" needs version 13 of the package "@cdktf/provider-cloudflare", which is not installed; got ${code}. Run "npm install @cdktf/provider-cloudflare@13".`,
      });
    },
  );

  it("throws the original error where another package is missing", () => {
    const refusal = "try { cloudflare.dns() } catch ({ name, message }) { return { name, message } }";
    expect(without(refusal, "OTHER")).toEqual({
      name: "Error",
      message: expect.stringMatching(/^Cannot find module 'cdktf'/),
    });
  });

  it("is not needed by other adapters", () => {
    const types = without(`
      const stack = new TerraformStack(Testing.app(), "chat-dev");
      new AwsProvider(stack, "aws", { region: "eu-west-1" });
      new vercel.VercelProvider(stack, "vercel");
      const function_ = "arn:aws:lambda:eu-west-1:123456789012:function:given";
      for (const [id, dns] of Object.entries({ Aws: aws.dns(), Vercel: vercel.dns() }))
        new aws.ApiGatewayWebSocket(stack, id, { domain: { name: id.toLowerCase() + ".example.com", dns } }).route("$default", function_);
      return Object.keys(JSON.parse(Testing.synth(stack)).resource);`);
    expect(types).toEqual(expect.arrayContaining(["aws_route53_record", "vercel_dns_record"]));
  });
});

type OwnKeys<Config> = Exclude<keyof Config, keyof TerraformMetaArguments>;

describe("the arguments of a record at Cloudflare", () => {
  // The intersection fails to compile if one type has an argument that the other lacks.
  const both: Record<OwnKeys<CloudflareRecordConfig>, true> & Record<OwnKeys<DnsRecordConfig>, true> = {
    ...{ comment: true, content: true, data: true, name: true, priority: true, proxied: true },
    ...{ settings: true, tags: true, ttl: true, type: true, zoneId: true },
  };
  const all: CloudflareRecordConfig = {
    comment: "A note",
    content: "x.example.org",
    data: { flags: 0, tag: "issue", value: "amazonaws.com" },
    name: "x.example.com",
    priority: 1,
    proxied: true,
    settings: { flattenCname: true, ipv4Only: true, ipv6Only: false },
    tags: ["a"],
    ttl: 1,
    type: "CNAME",
    zoneId: "415e6f4653b6d95b775d350f32119abb",
  };

  it("are those of the bindings, and can be set by a transform", () => {
    expect(Object.keys(all).sort()).toEqual(Object.keys(both).sort());
    const stack = dnsStack();
    const dns = cloudflare.dns({ transform: { record: all } });
    dns.createAlias(stack, "Record", { name: "x.example.com", aliasName: "x.example.org", aliasZone: "z" });
    expect(JSON.parse(Testing.synth(stack)).resource.cloudflare_dns_record.Record).toEqual({
      comment: "A note",
      content: "x.example.org",
      data: { flags: 0, tag: "issue", value: "amazonaws.com" },
      name: "x.example.com",
      priority: 1,
      proxied: true,
      settings: { flatten_cname: true, ipv4_only: true, ipv6_only: false },
      tags: ["a"],
      ttl: 1,
      type: "CNAME",
      zone_id: "415e6f4653b6d95b775d350f32119abb",
    });
  });
});
