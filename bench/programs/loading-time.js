// Prints the milliseconds for loading the library after cdktf.
require("cdktf");

const start = process.hrtime.bigint();
require("cdktf-apigateway-websocket");
console.log(Number(process.hrtime.bigint() - start) / 1e6);
