import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { appState, type StateEntry } from "../core/app-state";
import { quoted } from "../core/validation-error";
import type { RenderedStack, Resource } from "../terraform/rendered-stack";
import { addCheck, type Finding } from "./checks";

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

interface Named {
  readonly scope: Construct;
  readonly resource: Resource;
}

interface Group {
  readonly kind: NamedKind;
  readonly all: Named[];
}

type Groups = Map<string, Group>;

const groupsByStack: StateEntry<Map<TerraformStack, Groups>> = { name: "unique names", create: () => new Map() };

/** Rejects a second resource of a kind that has the same name in the same account and region of a stack. */
export function addUniqueName(scope: Construct, resource: Resource, kind: NamedKind): void {
  const groups = groupsOf(TerraformStack.of(scope));
  const group = groups.get(kind.type) ?? { kind, all: [] };
  groups.set(kind.type, group);
  group.all.push({ scope, resource });
}

function groupsOf(stack: TerraformStack): Groups {
  const all = appState(stack, groupsByStack);
  const known = all.get(stack);
  if (known) return known;
  const groups: Groups = new Map();
  all.set(stack, groups);
  addCheck({
    owner: stack,
    find: (rendered) => {
      const ordered = [...groups.values()].sort(
        (a, b) => Number(a.kind.derived ?? false) - Number(b.kind.derived ?? false),
      );
      return ordered.flatMap((group) => repeatedNames(group, rendered));
    },
  });
  return groups;
}

function repeatedNames({ kind, all }: Group, stack: RenderedStack): readonly Finding[] {
  const { attribute, argument, same = String } = kind;
  const owners = new Map<string, Construct>();
  return all.flatMap(({ scope, resource }) => {
    const attributes = stack.attributes(resource);
    const name = attributes?.string(attribute);
    if (attributes === undefined || name === undefined) return [];
    const place = JSON.stringify([same(name), attributes.raw("provider"), attributes.raw("region")]);
    const owner = owners.get(place);
    owners.set(place, owner ?? scope);
    if (owner === undefined) return [];
    const text = `"${argument}" has to be unique in its account and region; got ${quoted(name)}, which ${quoted(owner.node.path)} has too. Give one of the two another name, or none to have one made.`;
    return [{ owner: scope, text }];
  });
}
