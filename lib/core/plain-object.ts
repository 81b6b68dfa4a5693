/** Whether a value is an object and not an array. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Returns the name of a member that a copy of the object would lose, because it is inherited or not enumerable. */
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

// Accepts the `Object.prototype` of another realm too: test runners have realms of their own.
function isRootPrototype(prototype: object): boolean {
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, "isPrototypeOf");
}

/** Describes an object with a member that a copy would lose. `argument` is the argument that was set to the object. */
export function plainObjectProblem(argument: string, value: object): string | undefined {
  const member = hiddenMember(value);
  return member === undefined
    ? undefined
    : `"${argument}" has to be a plain object; got one whose member ${JSON.stringify(member)} is inherited or not enumerable. Write it as { … }.`;
}
