import { AnnotationMetadataEntryType } from "cdktf";
import type { IConstruct } from "constructs";

/** Warns at synthesis. `Annotations.addWarning` would write a stack trace with paths of the machine into the manifest. */
export function warn(scope: IConstruct, message: string): void {
  const known = scope.node.metadata.some(
    ({ type, data }) => type === AnnotationMetadataEntryType.WARN && data === message,
  );
  if (!known) scope.node.addMetadata(AnnotationMetadataEntryType.WARN, message, { stackTrace: false });
}
