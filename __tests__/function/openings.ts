import { ApiGatewayIntegration } from "@cdktf/provider-aws/lib/api-gateway-integration";
import { Apigatewayv2Integration } from "@cdktf/provider-aws/lib/apigatewayv2-integration";
import { LambdaFunctionUrl } from "@cdktf/provider-aws/lib/lambda-function-url";
import { LambdaPermission, type LambdaPermissionConfig } from "@cdktf/provider-aws/lib/lambda-permission";
import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import type { Naming } from "./named";

type Open = (scope: Construct, naming: Naming) => void;

function permission(config: Omit<LambdaPermissionConfig, "action" | "functionName">): Open {
  return (scope, { value, forEach }) =>
    new LambdaPermission(scope, "Open", { action: "lambda:InvokeFunction", functionName: value, forEach, ...config });
}

const invokeArn = (name: string) => `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${name}/invocations`;

function integration(integrationType: string, more: object = {}): Open {
  return (scope, { value, forEach }) =>
    new Apigatewayv2Integration(scope, "Open", {
      apiId: "abc123",
      integrationType,
      integrationUri: invokeArn(value),
      forEach,
      ...more,
    });
}

/** Resources that let clients invoke a function with events of their own. */
export const openings: Readonly<Record<string, Open>> = {
  "a URL": (scope, { value, forEach }) =>
    new LambdaFunctionUrl(scope, "Open", { functionName: value, authorizationType: "NONE", forEach }),
  "a URL with authorization": (scope, { value, forEach }) =>
    new LambdaFunctionUrl(scope, "Open", { functionName: value, authorizationType: "AWS_IAM", forEach }),
  "a URL of an override": (scope, { value, forEach }) =>
    TerraformStack.of(scope).addOverride("resource.aws_lambda_function_url", [
      { open: { function_name: value, ...(forEach && { for_each: "${toset([])}" }) } },
    ]),
  "a permission for everyone": permission({ principal: "*" }),
  "a permission for an organization": permission({ principal: "*", principalOrgId: "o-1234567890" }),
  "a permission for everyone in an expression": permission({ principal: '${"*"}' }),
  "a permission for an unknown principal": permission({ principal: "${var.principal}" }),
  "a permission for S3 without an account": permission({
    principal: "s3.amazonaws.com",
    sourceArn: "arn:aws:s3:::uploads",
  }),
  "a permission for a service without a source": permission({ principal: "lambda.amazonaws.com" }),
  "a permission for every API": permission({
    principal: "apigateway.amazonaws.com",
    sourceArn: "arn:aws:execute-api:*:*:*/*",
  }),
  "a permission for another API": permission({
    principal: "apigateway.amazonaws.com",
    sourceArn: "arn:aws:execute-api:eu-west-1:123456789012:abc123/*",
  }),
  "an integration without a proxy": integration("AWS"),
  "an integration of an unknown type": integration("${var.type}"),
  "an integration with a template": integration("AWS_PROXY", { requestTemplates: { $default: "{}" } }),
  "an integration of a REST API": (scope, { value, forEach }) =>
    new ApiGatewayIntegration(scope, "Open", {
      restApiId: "abc123",
      resourceId: "x",
      httpMethod: "POST",
      integrationHttpMethod: "POST",
      type: "AWS",
      uri: invokeArn(value),
      forEach,
    }),
};
