/** The part of a request that an authorizer uses to identify a client. */
export interface IdentitySource {
  readonly place: string;
  readonly name: string;
}

/** Parses AWS's form, such as `route.request.header.Authorization`; undefined if the text has another form. */
export function identitySource(text: string): IdentitySource | undefined {
  const [, place, name] =
    /^(route\.request\.header|route\.request\.querystring|stageVariables|context)\.([a-zA-Z0-9._-]+)$/.exec(text) ?? [];
  return place && name ? { place, name } : undefined;
}
