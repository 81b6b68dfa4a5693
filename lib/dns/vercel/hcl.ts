/** Attributes that are not text. Terraform takes no block for those that are objects. */
export interface AttributeKinds {
  readonly numbers?: readonly string[];
  readonly objects?: readonly string[];
}

/** Attributes as cdktf writes HCL from, without those that have no value: it would write them. */
export function hclAttributes(
  attributes: Readonly<Record<string, unknown>>,
  { numbers = [], objects = [] }: AttributeKinds = {},
): Record<string, unknown> {
  const given = Object.entries(attributes).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    given.map(([name, value]) => {
      if (objects.includes(name)) return [name, { value, isBlock: false, type: "map", storageClassType: "anyMap" }];
      const storageClassType = numbers.includes(name) ? "number" : "string";
      return [name, { value, isBlock: false, type: "simple", storageClassType }];
    }),
  );
}
