import { createAuthorizer } from "./jwt/authorizer";
import { configuration } from "./jwt/configuration";

/** The authorizer that a jwt of `addAuthorizer` deploys. Its configuration is read once, when the function starts. */
export const handler = createAuthorizer(configuration(process.env));
