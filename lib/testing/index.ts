/**
 * Reads synthesized stacks in unit tests, with any test runner. It loads neither cdktf nor the constructs.
 *
 * @module cdktf-apigateway-websocket/testing
 */

export type { ArgumentName, BlockClass, SnakeCase, SynthesizedBlock } from "./synthesized-block";
export { SynthesizedStack } from "./synthesized-stack";
