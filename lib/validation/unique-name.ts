import type { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { type StackStateEntry, stackState } from "../core/app-state";
import { quoted } from "../core/validation-error";
import type { RenderedStack, Resource } from "../terraform/rendered-stack";
import { addCheck, type Finding } from "./checks";

/** A resource type whose names AWS requires to be unique. */
export interface NamedKind {
  readonly type: string;
  /** The Terraform attribute of the name. */
  readonly attribute: string;
  /** The argument that sets the name, for messages. */
  readonly argument: string;
  /** Normalizes a name, for a type whose names AWS does not compare literally. */
  readonly normalize?: (name: string) => string;
  /** Whether the name derives from that of another type, which is then reported first. */
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

const groupsOfStack: StackStateEntry<Groups> = { name: "unique names", create: startComparing };

/** Rejects a second resource of a kind that has the same name in the same account and region of a stack. */
export function addUniqueName(scope: Construct, resource: Resource, kind: NamedKind): void {
  const groups = stackState(scope, groupsOfStack);
  const group = groups.get(kind.type) ?? { kind, all: [] };
  groups.set(kind.type, group);
  group.all.push({ scope, resource });
}

function startComparing(stack: TerraformStack): Groups {
  const groups: Groups = new Map();
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
  const { attribute, argument, normalize = String } = kind;
  const owners = new Map<string, Construct>();
  return all.flatMap(({ scope, resource }) => {
    const attributes = stack.attributes(resource);
    const name = attributes?.string(attribute);
    if (attributes === undefined || name === undefined) return [];
    const uniqueKey = JSON.stringify([normalize(name), attributes.raw("provider"), attributes.raw("region")]);
    const owner = owners.get(uniqueKey);
    owners.set(uniqueKey, owner ?? scope);
    if (owner === undefined) return [];
    const text = `"${argument}" has to be unique in its account and region; got ${quoted(name)}, which ${quoted(owner.node.path)} has too. Change one of the names, or remove it to get a generated name.`;
    return [{ owner: scope, text }];
  });
}
