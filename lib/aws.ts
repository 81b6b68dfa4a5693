export { ApiGatewayWebSocket } from "./api/api";
export { ApiGatewayV2Authorizer } from "./authorizer/authorizer";
export { dns } from "./dns/route53";
export { Function } from "./function/function";
export { roleDefaults } from "./function/role-defaults";
export { permission } from "./link/permission";
export { link } from "./link/resource-link";
export { ApiGatewayWebSocketRoute } from "./route/route";
