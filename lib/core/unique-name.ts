import { type TerraformElement, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { judge, type Read } from "./judge";
import { quoted, ValidationError } from "./validation-error";

/** A kind of resource whose names AWS refuses to have twice. */
export interface NamedKind {
  readonly type: string;
  /** The attribute that holds the name. */
  readonly attribute: string;
  /** The argument that sets it, for messages. */
  readonly argument: string;
  /** What two names have to have in common to be the same to AWS; the name itself where it is not given. */
  readonly same?: (name: string) => string;
  /** Whether the name comes from that of another kind, which is the one to blame then. */
  readonly derived?: boolean;
}

type Resource = TerraformElement & { readonly terraformResourceType: string };

interface Named {
  readonly scope: Construct;
  readonly resource: Resource;
}

interface Group {
  readonly kind: NamedKind;
  readonly all: Named[];
}

const groupsOf = new WeakMap<TerraformStack, Map<string, Group>>();

/** Holds that no two resources of a kind have the same name in the same account and region of a stack. */
export function holdUniqueName(scope: Construct, resource: Resource, kind: NamedKind): void {
  const groups = groupsIn(TerraformStack.of(scope));
  const group = groups.get(kind.type) ?? { kind, all: [] };
  groups.set(kind.type, group);
  group.all.push({ scope, resource });
}

function groupsIn(stack: TerraformStack): Map<string, Group> {
  const known = groupsOf.get(stack);
  if (known) return known;
  const groups = new Map<string, Group>();
  groupsOf.set(stack, groups);
  judge(stack, (read) => {
    const ordered = [...groups.values()].sort(
      (a, b) => Number(a.kind.derived ?? false) - Number(b.kind.derived ?? false),
    );
    for (const { kind, all } of ordered) checkUnique(all, kind, read);
  });
  return groups;
}

function checkUnique(all: readonly Named[], { attribute, argument, same = String }: NamedKind, read: Read): void {
  const owners = new Map<string, Construct>();
  for (const { scope, resource } of all) {
    const attributes = read(resource);
    const name = attributes?.string(attribute);
    if (attributes === undefined || name === undefined) continue;
    const place = JSON.stringify([same(name), attributes.raw("provider"), attributes.raw("region")]);
    const owner = owners.get(place);
    if (owner)
      throw new ValidationError(
        scope,
        `"${argument}" has to be unique in its account and region; got ${quoted(name)}, which ${quoted(owner.node.path)} has too. Give one of the two another name, or none to have one made.`,
      );
    owners.set(place, scope);
  }
}
