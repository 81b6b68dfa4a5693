import { urlRules } from "../../lib/function/url";
import { describeRules, reference } from "../validation/rule-table";

describeRules("urlRules", urlRules, [
  ...["OPTIONS", "get", "TRACE"].map((method) => ({
    rule: "lambda-url-methods",
    bad: { cors: { allow_methods: ["GET", method] } },
    says: ['"url.cors.allowMethods"', `got "${method}"`],
    good: { cors: { allow_methods: ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "*"] } },
    unresolved: { cors: { allow_methods: [reference] } },
  })),
  ...[86401, -1, 1.5].map((age) => ({
    rule: "lambda-url-max-age",
    bad: { cors: { max_age: age } },
    says: ['"url.cors.maxAge"', `got ${age}`],
    good: { cors: { max_age: age > 2 ? 86400 : 0 } },
    unresolved: { cors: { max_age: reference } },
  })),
]);
