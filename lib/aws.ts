export { ApiGatewayWebSocket } from "./api/api";
export { Function } from "./function/function";
export { ApiGatewayWebSocketRoute } from "./route/route";
