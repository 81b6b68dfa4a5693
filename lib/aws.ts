export { ApiGatewayWebSocket } from "./api/api";
export { Function } from "./function/function";
export { permission } from "./link/permission";
export { ApiGatewayWebSocketRoute } from "./route/route";
