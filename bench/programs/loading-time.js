// Prints the milliseconds that loading the library takes where cdktf is loaded already.
require("cdktf");

const start = process.hrtime.bigint();
require("cdktf-apigateway-websocket");
console.log(Number(process.hrtime.bigint() - start) / 1e6);
