/** Attributes as cdktf writes HCL from, without those that have no value: it would write them. */
export function hclAttributes(
  attributes: Readonly<Record<string, unknown>>,
  numbers: readonly string[] = [],
): Record<string, unknown> {
  const given = Object.entries(attributes).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    given.map(([name, value]) => {
      const storageClassType = numbers.includes(name) ? "number" : "string";
      return [name, { value, isBlock: false, type: "simple", storageClassType }];
    }),
  );
}
