/** Whether a value is an object that is no list. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * A member of an object that a copy of it would not have: one of its class, or one that is not enumerable. Undefined
 * where a copy has all.
 */
function hiddenMember(value: object): string | undefined {
  const own = Object.getOwnPropertyNames(value).find(
    (name) => !Object.prototype.propertyIsEnumerable.call(value, name),
  );
  return own ?? inheritedMember(Object.getPrototypeOf(value));
}

function inheritedMember(prototype: object | null): string | undefined {
  if (prototype === null || isRootPrototype(prototype)) return undefined;
  const name = Object.getOwnPropertyNames(prototype).find((member) => member !== "constructor");
  return name ?? inheritedMember(Object.getPrototypeOf(prototype));
}

// The `Object.prototype` of this realm or of another one, such as that of a test runner.
function isRootPrototype(prototype: object): boolean {
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, "isPrototypeOf");
}

/** What is wrong with an object whose hidden member would be lost. `argument` holds the object. */
export function plainObjectProblem(argument: string, value: object): string | undefined {
  const member = hiddenMember(value);
  return member === undefined
    ? undefined
    : `"${argument}" has to be a plain object, of which all members are read; got one whose member ${JSON.stringify(member)} belongs to its class, or is not enumerable. Write it as { … }.`;
}
