// The library with an additional JWT authorizer: `node library-authorizer.js <routes> <outdir>`.
const { synthesize } = require("./library");

const [size, outdir] = process.argv.slice(2);
synthesize(Number(size), outdir, (api) => {
  const users = api.addAuthorizer("users", { jwt: { issuer: "https://issuer.com/", audiences: ["bench"] } });
  const arn = "arn:aws:lambda:us-east-1:123456789012:function:connect";
  api.route("$connect", arn, { auth: { jwt: { authorizer: users.id } } });
});
