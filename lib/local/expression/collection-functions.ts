import { isDeepStrictEqual } from "node:util";
import type { TerraformFunction } from "./terraform-function";
import {
  EvaluationError,
  isList,
  sortedEntries,
  toItems,
  toMembers,
  toNumber,
  toText,
  Unknown,
  UnsupportedCall,
  unknownIn,
  type Value,
} from "./value";

/** Terraform's functions on lists, maps and numbers. */
export const collectionFunctions: Readonly<Record<string, TerraformFunction>> = {
  coalesce: { call: (...values) => first(values, (value) => value !== null && value !== "") },
  coalescelist: { shallow: true, call: (...lists) => first(lists, (list) => toItems(list).length > 0) },
  compact: { call: (list = null) => toItems(list).filter((item) => item !== null && item !== "") },
  concat: { shallow: true, call: (...lists) => lists.flatMap(toItems) },
  contains: { call: (list = null, item = null) => toItems(list).some((each) => isDeepStrictEqual(each, item)) },
  distinct: { call: (list = null) => distinct(toItems(list)) },
  element: { shallow: true, call: (list = null, index = null) => element(toItems(list), toNumber(index)) },
  flatten: { shallow: true, call: (list = null) => unknownItem(toItems(list)) ?? flatten(toItems(list)) },
  keys: { shallow: true, call: (map = null) => sortedEntries(toMembers(map)).map(([key]) => key) },
  length: { shallow: true, call: (value = null) => length(value) },
  lookup: {
    shallow: true,
    call: (map = null, key = null, otherwise) => lookup(toMembers(map), toText(key), otherwise),
  },
  max: { call: (...numbers) => Math.max(...numbers.map(toNumber)) },
  merge: { shallow: true, call: (...maps) => Object.assign({}, ...maps.filter((map) => map !== null).map(toMembers)) },
  min: { call: (...numbers) => Math.min(...numbers.map(toNumber)) },
  one: { shallow: true, call: (list = null) => one(toItems(list)) },
  reverse: { shallow: true, call: (list = null) => [...toItems(list)].reverse() },
  slice: {
    shallow: true,
    call: (list = null, from = null, to = null) => slice(toItems(list), toNumber(from), toNumber(to)),
  },
  sort: { call: (list = null) => toItems(list).map(toText).sort() },
  tolist: { shallow: true, call: (list = null) => (list === null ? null : toItems(list)) },
  tomap: { shallow: true, call: (map = null) => (map === null ? null : toMembers(map)) },
  toset: { call: (list = null) => set(distinct(toItems(list))) },
  values: { shallow: true, call: (map = null) => sortedEntries(toMembers(map)).map(([, value]) => value) },
  zipmap: {
    shallow: true,
    call: (keys = null, values = null) => unknownIn(keys) ?? zipmap(toItems(keys), toItems(values)),
  },
};

function first(values: readonly Value[], fits: (value: Value) => boolean): Value {
  const found = values.find(fits);
  if (found === undefined) throw new EvaluationError("no argument has a value");
  return found;
}

function distinct(items: readonly Value[]): readonly Value[] {
  return items.filter((item, index) => items.findIndex((other) => isDeepStrictEqual(other, item)) === index);
}

// Terraform iterates over a set of strings in alphabetical order.
function set(items: readonly Value[]): readonly Value[] {
  return items.every((item) => typeof item === "string") ? [...items].sort() : items;
}

// Like Terraform, wraps around if the index is beyond the end.
function element(items: readonly Value[], index: number): Value {
  // An error before Terraform 1.10.
  if (index < 0) throw new UnsupportedCall("element() with a negative index");
  const found = items[index % items.length];
  if (found === undefined) throw new EvaluationError(`the list has no element ${index}`);
  return found;
}

function flatten(items: readonly Value[]): readonly Value[] {
  return items.flatMap((item) => (isList(item) ? flatten(item) : [item]));
}

/** An unknown item may be a list, whose items flatten() would put in its place. */
function unknownItem(items: readonly Value[]): Value | undefined {
  const found = items
    .map((item) => (isList(item) ? unknownItem(item) : item))
    .filter((item) => item instanceof Unknown);
  return unknownIn(...found);
}

function length(value: Value): number {
  if (typeof value === "string") return [...value].length;
  return isList(value) ? value.length : Object.keys(toMembers(value)).length;
}

function lookup(map: { readonly [key: string]: Value }, key: string, otherwise: Value | undefined): Value {
  const found = Object.hasOwn(map, key) ? map[key] : otherwise;
  if (found === undefined) throw new EvaluationError(`the map has no key ${JSON.stringify(key)}`);
  return found;
}

function one(items: readonly Value[]): Value {
  if (items.length > 1) throw new EvaluationError(`the list must have at most one item; got ${items.length}`);
  return items[0] ?? null;
}

function slice(items: readonly Value[], from: number, to: number): Value {
  if (from < 0 || from > to || to > items.length)
    throw new EvaluationError(`${from} to ${to} is outside of a list of ${items.length}`);
  return items.slice(from, to);
}

function zipmap(keys: readonly Value[], values: readonly Value[]): Value {
  if (keys.length !== values.length)
    throw new EvaluationError(`${keys.length} keys need as many values; got ${values.length}`);
  return Object.fromEntries(keys.map((key, index) => [toText(key), values[index] ?? null]));
}
