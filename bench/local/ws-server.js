// The fastest possible echo: plain `ws`, without functions.
// The version of the library. In bench/node_modules is the one of serverless-offline.
const { WebSocketServer } = require("../../node_modules/ws");

const server = new WebSocketServer({ port: 0, host: "127.0.0.1", perMessageDeflate: false });
server.on("connection", (client) => client.on("message", (data) => client.send(String(data))));
server.on("listening", () => process.stdout.write(`listening on ws://127.0.0.1:${server.address().port}/\n`));
