import { createHash } from "node:crypto";
import { decodeJson, encodeJson } from "./json";
import { replace } from "./replace";
import type { TerraformFunction } from "./terraform-function";
import { EvaluationError, toBoolean, toItems, toNumber, toText, typeOf, UnsupportedCall, type Value } from "./value";

/** Terraform's functions on strings, and its conversions. */
export const textFunctions: Readonly<Record<string, TerraformFunction>> = {
  base64decode: { call: (text = null) => Buffer.from(toText(text), "base64").toString() },
  base64encode: { call: (text = null) => Buffer.from(toText(text)).toString("base64") },
  base64sha256: { call: (text = null) => hashText("sha256", "base64", text) },
  endswith: { call: (text = null, end = null) => toText(text).endsWith(toText(end)) },
  format: { call: (pattern = null, ...args) => format(toText(pattern), args) },
  join: { call: (separator = null, ...lists) => lists.flatMap(toItems).map(toText).join(toText(separator)) },
  jsondecode: { call: (text = null) => decodeJson(toText(text)) },
  jsonencode: { call: (value = null) => encodeJson(value) },
  lower: { call: (text = null) => toText(text).toLowerCase() },
  md5: { call: (text = null) => hashText("md5", "hex", text) },
  nonsensitive: { call: (value = null) => value },
  replace: { call: (text = null, part = null, by = null) => replace(toText(text), toText(part), toText(by)) },
  sensitive: { call: (value = null) => value },
  sha1: { call: (text = null) => hashText("sha1", "hex", text) },
  sha256: { call: (text = null) => hashText("sha256", "hex", text) },
  split: { call: (separator = null, text = null) => toText(text).split(toText(separator)) },
  startswith: { call: (text = null, start = null) => toText(text).startsWith(toText(start)) },
  strcontains: { call: (text = null, part = null) => toText(text).includes(toText(part)) },
  substr: { call: (text = null, from = null, length = null) => substr(toText(text), toNumber(from), toNumber(length)) },
  tobool: { call: (value = null) => (value === null ? null : toBoolean(value)) },
  tonumber: { call: (value = null) => (value === null ? null : toNumber(value)) },
  tostring: { call: (value = null) => (value === null ? null : toText(value)) },
  trimprefix: {
    call: (text = null, start = null) =>
      toText(text).startsWith(toText(start)) ? toText(text).slice(toText(start).length) : toText(text),
  },
  trimspace: { call: (text = null) => toText(text).trim() },
  trimsuffix: {
    call: (text = null, end = null) =>
      toText(text).endsWith(toText(end))
        ? toText(text).slice(0, toText(text).length - toText(end).length)
        : toText(text),
  },
  upper: { call: (text = null) => toText(text).toUpperCase() },
};

function hashText(algorithm: string, encoding: "hex" | "base64", text: Value): string {
  return createHash(algorithm).update(toText(text)).digest(encoding);
}

function substr(text: string, from: number, length: number): string {
  const letters = [...text];
  const start = from < 0 ? letters.length + from : from;
  return letters.slice(start, length < 0 ? undefined : start + length).join("");
}

function format(pattern: string, args: readonly Value[]): string {
  const rest = [...args];
  const text = pattern.replace(/%[^a-zA-Z%]*[a-zA-Z%]/g, (verb) => {
    if (verb === "%%") return "%";
    if (rest.length === 0) throw new EvaluationError(`the value for ${JSON.stringify(verb)} is missing`);
    return formatted(verb, rest.shift() ?? null);
  });
  if (rest.length > 0) throw new EvaluationError(`${rest.length} values have no verb in the format`);
  return text;
}

function formatted(verb: string, value: Value): string {
  if (verb === "%s") return toText(value);
  if (verb === "%d" && Number.isInteger(toNumber(value))) return String(value);
  if (verb === "%t") return String(toBoolean(value));
  if (verb === "%q") return encodeJson(toText(value));
  if (verb === "%v") return typeof value === "object" ? encodeJson(value) : toText(value);
  if (!/^%[stvqd]$/.test(verb) && /[vtbodxXeEfgGsq]$/.test(verb))
    throw new UnsupportedCall(`format() with ${JSON.stringify(verb)}`);
  throw new EvaluationError(`${JSON.stringify(verb)} does not support ${typeOf(value)}`);
}
