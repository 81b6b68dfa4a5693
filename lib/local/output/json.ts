import { isRecord } from "../../bundle/canonical-data";

/** A JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: Json;
}

/** The nested blocks of one name. In Terraform's JSON, a single block may be an object, and several are a list. */
export function blocks(value: Json | undefined): readonly JsonObject[] {
  return (Array.isArray(value) ? (value as readonly Json[]) : [value]).filter((each): each is JsonObject =>
    isRecord(each),
  );
}

/** An own member of an object, never one of its prototype. */
export function member(object: Json | undefined, key: string): Json | undefined {
  return isRecord(object) && Object.hasOwn(object, key) ? object[key] : undefined;
}
