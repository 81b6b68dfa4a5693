import { createAuthorizer } from "./jwt/authorizer";
import { configuration } from "./jwt/configuration";

/** The function that `addAuthorizer` with `jwt` deploys. It reads its configuration once, at the start. */
export const handler = createAuthorizer(configuration(process.env));
