import { isRecord } from "../../bundle/canonical-data";

/** What JSON holds. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: Json;
}

/** Nested blocks of a name: Terraform takes one as an object, or any number as a list. */
export function blocks(value: Json | undefined): readonly JsonObject[] {
  return (Array.isArray(value) ? (value as readonly Json[]) : [value]).filter((each): each is JsonObject =>
    isRecord(each),
  );
}

/** A member of its own, never one of the prototype. */
export function member(object: Json | undefined, key: string): Json | undefined {
  return isRecord(object) && Object.hasOwn(object, key) ? object[key] : undefined;
}
