import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Testing } from "cdktf";
import { enter, project, removeProjects } from "../support/project";
import { everything, sources } from "./everything";

// A change of an existing line is a breaking change: Terraform replaces the resource of every user. APIs get new URLs,
// and logs are lost. New lines are compatible.
const addresses = [
  "chat-dev aws_acm_certificate.OnAws_Certificate_969B1BB7",
  "chat-dev aws_acm_certificate.OnCloudflare_Certificate_17E65C99",
  "chat-dev aws_acm_certificate.OnVercel_Certificate_074CD4EC",
  "chat-dev aws_acm_certificate_validation.OnAws_CertificateValidation_D876628A",
  "chat-dev aws_acm_certificate_validation.OnCloudflare_CertificateValidation_8296AB7E",
  "chat-dev aws_acm_certificate_validation.OnVercel_CertificateValidation_F0D467B2",
  "chat-dev aws_api_gateway_account.ApiGatewayAccount_3F426938",
  "chat-dev aws_api_gateway_account.ApiGatewayAccounttokyo_Account_C4704534",
  "chat-dev aws_api_gateway_account.ApiGatewayAccountus-east-1_Account_20235CA3",
  "chat-dev aws_apigatewayv2_api.Asked_Api_F4CB6F9D",
  "chat-dev aws_apigatewayv2_api.Chat_Api_B698BAFE",
  "chat-dev aws_apigatewayv2_api.Far_Api_DE9C4153",
  "chat-dev aws_apigatewayv2_api.Guest_Api_494EA5F8",
  "chat-dev aws_apigatewayv2_api.Near_Api_E4DC9214",
  "chat-dev aws_apigatewayv2_api.OnAws_Api_6435A3A9",
  "chat-dev aws_apigatewayv2_api.OnCloudflare_Api_88371CB5",
  "chat-dev aws_apigatewayv2_api.OnVercel_Api_A3D3E02F",
  "chat-dev aws_apigatewayv2_api.Quiet_Api_99A577DE",
  "chat-dev aws_apigatewayv2_api.Shown_Api_D686CFA4",
  "chat-dev aws_apigatewayv2_api_mapping.Guest_ApiMapping_B57139B3",
  "chat-dev aws_apigatewayv2_api_mapping.OnAws_ApiMapping_51CEDE9D",
  "chat-dev aws_apigatewayv2_api_mapping.OnCloudflare_ApiMapping_75E8958F",
  "chat-dev aws_apigatewayv2_api_mapping.OnVercel_ApiMapping_F14E7D37",
  "chat-dev aws_apigatewayv2_authorizer.Asked_Authorizera2Fb_Authorizer_2FEFAAF2",
  "chat-dev aws_apigatewayv2_authorizer.Shown_Authorizertokens_Authorizer_5C685806",
  "chat-dev aws_apigatewayv2_domain_name.OnAws_DomainName_EF912C8F",
  "chat-dev aws_apigatewayv2_domain_name.OnCloudflare_DomainName_0981E4E3",
  "chat-dev aws_apigatewayv2_domain_name.OnVercel_DomainName_0C86C947",
  "chat-dev aws_apigatewayv2_integration.Asked_Functionarnawslambdaeu-west-1123456789012functiongivenlive_Integration_79D81DE7",
  "chat-dev aws_apigatewayv2_integration.Chat_Routea--b_Integration_37EE040C",
  "chat-dev aws_apigatewayv2_integration.Chat_Routea2Fb_Integration_8C0EB745",
  "chat-dev aws_apigatewayv2_integration.Chat_Routeconnect_Integration_F5CED2A8",
  "chat-dev aws_apigatewayv2_integration.Chat_Routedefault_Integration_23D961A0",
  "chat-dev aws_apigatewayv2_integration.Chat_Routedisconnect_Integration_22B39F93",
  "chat-dev aws_apigatewayv2_integration.Chat_FunctionPlain_Integration_4232ADCA",
  "chat-dev aws_apigatewayv2_integration.Chat_FunctionShared_Function_4FCC1712_Integration_5D351C5C",
  "chat-dev aws_apigatewayv2_integration.Chat_Functionarnawslambdaeu-west-1123456789012functiongivenlive_Integration_3515A799",
  "chat-dev aws_apigatewayv2_integration.Chat_Functionvararn_Integration_C90AF126",
  "chat-dev aws_apigatewayv2_integration.Far_Routedefault_Integration_FEE61400",
  "chat-dev aws_apigatewayv2_integration.Guest_Functionarnawslambdaeu-west-1123456789012functiongivenlive_Integration_B8CBB0A3",
  "chat-dev aws_apigatewayv2_integration.Near_Routedefault_Integration_C77654CF",
  "chat-dev aws_apigatewayv2_integration.OnAws_Functionarnawslambdaeu-west-1123456789012functiongivenlive_Integration_78C21379",
  "chat-dev aws_apigatewayv2_integration.OnCloudflare_Functionarnawslambdaeu-west-1123456789012functiongivenlive_Integration_5919B5DE",
  "chat-dev aws_apigatewayv2_integration.OnVercel_Functionarnawslambdaeu-west-1123456789012functiongivenlive_Integration_491C690F",
  "chat-dev aws_apigatewayv2_integration.Quiet_Routedefault_Integration_B2C39639",
  "chat-dev aws_apigatewayv2_integration.Shown_FunctionGuarded_Function_21099AB8_Integration_22DE2C64",
  "chat-dev aws_apigatewayv2_integration.Shown_Functionarnawslambdaeu-west-1123456789012functiongivenlive_Integration_3E78F901",
  "chat-dev aws_apigatewayv2_route.Asked_Routeconnect_Route_EF670669",
  "chat-dev aws_apigatewayv2_route.Chat_Routea--b_Route_D336B1A2",
  "chat-dev aws_apigatewayv2_route.Chat_Routea2Fb_Route_72790B6D",
  "chat-dev aws_apigatewayv2_route.Chat_Routeconnect_Route_7AEEDD41",
  "chat-dev aws_apigatewayv2_route.Chat_Routedefault_Route_19129629",
  "chat-dev aws_apigatewayv2_route.Chat_Routedisconnect_Route_70494097",
  "chat-dev aws_apigatewayv2_route.Chat_Routegiven_Route_AC406E85",
  "chat-dev aws_apigatewayv2_route.Chat_Routeplain_Route_914EC924",
  "chat-dev aws_apigatewayv2_route.Chat_Routeshared_Route_89C1EF5E",
  "chat-dev aws_apigatewayv2_route.Chat_Routesharedagain_Route_47EC6A23",
  "chat-dev aws_apigatewayv2_route.Chat_Routeunknown_Route_5EDBE26C",
  "chat-dev aws_apigatewayv2_route.Far_Routedefault_Route_36883721",
  "chat-dev aws_apigatewayv2_route.Guest_Routedefault_Route_03C483F5",
  "chat-dev aws_apigatewayv2_route.Near_Routedefault_Route_023BD6D5",
  "chat-dev aws_apigatewayv2_route.OnAws_Routedefault_Route_469E8127",
  "chat-dev aws_apigatewayv2_route.OnCloudflare_Routedefault_Route_F5F8C947",
  "chat-dev aws_apigatewayv2_route.OnVercel_Routedefault_Route_963DA828",
  "chat-dev aws_apigatewayv2_route.Quiet_Routedefault_Route_08E8EEEC",
  "chat-dev aws_apigatewayv2_route.Shown_Routeconnect_Route_6139D103",
  "chat-dev aws_apigatewayv2_route.Shown_Routeguarded_Route_F149CBAB",
  "chat-dev aws_apigatewayv2_route_response.Chat_Routedefault_RouteResponse_1E924FDD",
  "chat-dev aws_apigatewayv2_route_response.Shown_Routeguarded_RouteResponse_A5E1D43B",
  "chat-dev aws_apigatewayv2_stage.Asked_Stage_CE20AF90",
  "chat-dev aws_apigatewayv2_stage.Chat_Stage_DE6EC283",
  "chat-dev aws_apigatewayv2_stage.Far_Stage_082FE85B",
  "chat-dev aws_apigatewayv2_stage.Guest_Stage_8D970FFF",
  "chat-dev aws_apigatewayv2_stage.Near_Stage_71D76422",
  "chat-dev aws_apigatewayv2_stage.OnAws_Stage_24D361BE",
  "chat-dev aws_apigatewayv2_stage.OnCloudflare_Stage_3FFD4C20",
  "chat-dev aws_apigatewayv2_stage.OnVercel_Stage_74132390",
  "chat-dev aws_apigatewayv2_stage.Quiet_Stage_C6F0B50D",
  "chat-dev aws_apigatewayv2_stage.Shown_Stage_1765FDFF",
  "chat-dev aws_cloudwatch_log_group.Asked_Authorizera2Fb_Handler_LogGroup_15FB8AC6",
  "chat-dev aws_cloudwatch_log_group.Chat_AccessLog_36DD4384",
  "chat-dev aws_cloudwatch_log_group.Chat_Routea--b_Handler_LogGroup_5ECC7D01",
  "chat-dev aws_cloudwatch_log_group.Chat_Routea2Fb_Handler_LogGroup_0278E8DC",
  "chat-dev aws_cloudwatch_log_group.Chat_Routeconnect_Handler_LogGroup_CF73AD83",
  "chat-dev aws_cloudwatch_log_group.Chat_Routedefault_Handler_LogGroup_E9FE532B",
  "chat-dev aws_cloudwatch_log_group.Far_AccessLog_DAB63D5E",
  "chat-dev aws_cloudwatch_log_group.Guarded_LogGroup_75E0AD9C",
  "chat-dev aws_cloudwatch_log_group.Near_AccessLog_49874184",
  "chat-dev aws_cloudwatch_log_group.Near_Routedefault_Handler_LogGroup_96167000",
  "chat-dev aws_cloudwatch_log_group.Shared_LogGroup_F051F0FB",
  "chat-dev aws_cloudwatch_log_group.Shown_Authorizertokens_Handler_LogGroup_2B36E0B1",
  "chat-dev aws_iam_role.ApiGatewayAccount_Role_19010A8B",
  "chat-dev aws_iam_role.ApiGatewayAccounttokyo_Role_B6B55B3E",
  "chat-dev aws_iam_role.Asked_Authorizera2Fb_Handler_Role_D37D4727",
  "chat-dev aws_iam_role.Chat_Routea--b_Handler_Role_43365CD7",
  "chat-dev aws_iam_role.Chat_Routea2Fb_Handler_Role_C9F42831",
  "chat-dev aws_iam_role.Chat_Routeconnect_Handler_Role_9FA060B2",
  "chat-dev aws_iam_role.Chat_Routedefault_Handler_Role_90D6AB04",
  "chat-dev aws_iam_role.Chat_Routedisconnect_Handler_Role_247BC2B2",
  "chat-dev aws_iam_role.Far_Routedefault_Handler_Role_7D396558",
  "chat-dev aws_iam_role.Guarded_Role_A1BD02DD",
  "chat-dev aws_iam_role.Near_Routedefault_Handler_Role_BF6B9C37",
  "chat-dev aws_iam_role.Quiet_Routedefault_Handler_Role_10201DFE",
  "chat-dev aws_iam_role.Shared_Role_4D781FCC",
  "chat-dev aws_iam_role.Shown_Authorizertokens_Handler_Role_FBBB0704",
  "chat-dev aws_iam_role_policy.Asked_Authorizera2Fb_Handler_Policy_8502C8AC",
  "chat-dev aws_iam_role_policy.Chat_Routea--b_Handler_Policy_05FD7733",
  "chat-dev aws_iam_role_policy.Chat_Routea2Fb_Handler_Policy_7D1C5DFD",
  "chat-dev aws_iam_role_policy.Chat_Routeconnect_Handler_Policy_BF334A7F",
  "chat-dev aws_iam_role_policy.Chat_Routedefault_Handler_Policy_B9366CEC",
  "chat-dev aws_iam_role_policy.Far_Routedefault_Handler_Policy_DD7F111B",
  "chat-dev aws_iam_role_policy.Guarded_Policy_70037081",
  "chat-dev aws_iam_role_policy.Near_Routedefault_Handler_Policy_EE0919EA",
  "chat-dev aws_iam_role_policy.Quiet_Routedefault_Handler_Policy_33F8960B",
  "chat-dev aws_iam_role_policy.Shared_Policy_81E5F052",
  "chat-dev aws_iam_role_policy.Shown_Authorizertokens_Handler_Policy_6478A09C",
  "chat-dev aws_iam_role_policy_attachment.ApiGatewayAccount_Policy_3EC57C1D",
  "chat-dev aws_iam_role_policy_attachment.ApiGatewayAccounttokyo_Policy_3F3257C8",
  "chat-dev aws_lambda_function.Asked_Authorizera2Fb_Handler_Function_69F57BB3",
  "chat-dev aws_lambda_function.Chat_Routea--b_Handler_Function_44FFF91F",
  "chat-dev aws_lambda_function.Chat_Routea2Fb_Handler_Function_F9DBBE43",
  "chat-dev aws_lambda_function.Chat_Routeconnect_Handler_Function_7EAB156F",
  "chat-dev aws_lambda_function.Chat_Routedefault_Handler_Function_214FA595",
  "chat-dev aws_lambda_function.Chat_Routedisconnect_Handler_Function_35909099",
  "chat-dev aws_lambda_function.Far_Routedefault_Handler_Function_B4AAC54E",
  "chat-dev aws_lambda_function.Guarded_Function_21099AB8",
  "chat-dev aws_lambda_function.Near_Routedefault_Handler_Function_C2C62A82",
  "chat-dev aws_lambda_function.Plain",
  "chat-dev aws_lambda_function.Quiet_Routedefault_Handler_Function_A4FFE972",
  "chat-dev aws_lambda_function.Shared_Function_4FCC1712",
  "chat-dev aws_lambda_function.Shown_Authorizertokens_Handler_Function_358CAD82",
  "chat-dev aws_lambda_permission.Asked_Authorizera2Fb_Permission_0F6D4345",
  "chat-dev aws_lambda_permission.Asked_Functionarnawslambdaeu-west-1123456789012functiongivenlive_Permission_EDBC2AAD",
  "chat-dev aws_lambda_permission.Chat_Routea--b_Permission_3635C0A4",
  "chat-dev aws_lambda_permission.Chat_Routea2Fb_Permission_E710831B",
  "chat-dev aws_lambda_permission.Chat_Routeconnect_Permission_8D3C39DA",
  "chat-dev aws_lambda_permission.Chat_Routedefault_Permission_050820E3",
  "chat-dev aws_lambda_permission.Chat_Routedisconnect_Permission_764CD850",
  "chat-dev aws_lambda_permission.Chat_FunctionPlain_Permission_7170D8CB",
  "chat-dev aws_lambda_permission.Chat_FunctionShared_Function_4FCC1712_Permission_CA28C86A",
  "chat-dev aws_lambda_permission.Chat_Functionarnawslambdaeu-west-1123456789012functiongivenlive_Permission_C981C23C",
  "chat-dev aws_lambda_permission.Chat_Functionvararn_Permission_137D1367",
  "chat-dev aws_lambda_permission.Far_Routedefault_Permission_F7ABABB3",
  "chat-dev aws_lambda_permission.Guest_Functionarnawslambdaeu-west-1123456789012functiongivenlive_Permission_07837C0E",
  "chat-dev aws_lambda_permission.Near_Routedefault_Permission_C8BB58C2",
  "chat-dev aws_lambda_permission.OnAws_Functionarnawslambdaeu-west-1123456789012functiongivenlive_Permission_4A181CDD",
  "chat-dev aws_lambda_permission.OnCloudflare_Functionarnawslambdaeu-west-1123456789012functiongivenlive_Permission_075CF58A",
  "chat-dev aws_lambda_permission.OnVercel_Functionarnawslambdaeu-west-1123456789012functiongivenlive_Permission_5CDDABCE",
  "chat-dev aws_lambda_permission.Quiet_Routedefault_Permission_4291886E",
  "chat-dev aws_lambda_permission.Shown_Authorizertokens_Permission_78229AF1",
  "chat-dev aws_lambda_permission.Shown_FunctionGuarded_Function_21099AB8_Permission_D5A230C6",
  "chat-dev aws_lambda_permission.Shown_Functionarnawslambdaeu-west-1123456789012functiongivenlive_Permission_BA8B0C9D",
  "chat-dev aws_route53_record.ValidationRecordawsawsexamplecom_Record_ED2526A7",
  "chat-dev aws_route53_record.OnAws_DomainRecordAAAA_C99554F6",
  "chat-dev aws_route53_record.OnAws_DomainRecordA_FE0C9295",
  "chat-dev cloudflare_dns_record.ValidationRecordcloudflarecloudflareexamplecom_Record_5BFB9945",
  "chat-dev cloudflare_dns_record.CloudflareCaaRecordexamplecom_Record_F1323394",
  "chat-dev cloudflare_dns_record.OnCloudflare_DomainRecord_1CFD7B3C",
  "chat-dev data.archive_file.Asked_Authorizera2Fb_Handler_Archive_AFE83938",
  "chat-dev data.archive_file.Chat_Routea--b_Handler_Archive_FC9D82B9",
  "chat-dev data.archive_file.Chat_Routea2Fb_Handler_Archive_0AA6A742",
  "chat-dev data.archive_file.Chat_Routeconnect_Handler_Archive_32531557",
  "chat-dev data.archive_file.Chat_Routedefault_Handler_Archive_21056AF6",
  "chat-dev data.archive_file.Chat_Routedisconnect_Handler_Archive_BAB868ED",
  "chat-dev data.archive_file.Far_Routedefault_Handler_Archive_81440A23",
  "chat-dev data.archive_file.Guarded_Archive_C000B92C",
  "chat-dev data.archive_file.Near_Routedefault_Handler_Archive_BB1A381E",
  "chat-dev data.archive_file.Quiet_Routedefault_Handler_Archive_541DE64C",
  "chat-dev data.archive_file.Shared_Archive_D7148596",
  "chat-dev data.archive_file.Shown_Authorizertokens_Handler_Archive_CCDB5E3B",
  "chat-dev data.aws_api_gateway_domain_name.Guest_ExistingDomainName_F185AD39",
  "chat-dev data.aws_partition.ApiGatewayAccount_Partition_FE773F9F",
  "chat-dev data.aws_partition.ApiGatewayAccounttokyo_Partition_5AAD7F43",
  "chat-dev data.aws_route53_zone.Route53Zoneexamplecom_Zone_ED93E050",
  "chat-dev data.cloudflare_zone.CloudflareZoneexamplecom_Zone_95F59238",
  "chat-dev vercel_dns_record.ValidationRecordvercelvercelexamplecom_Record_09DE439F",
  "chat-dev vercel_dns_record.OnVercel_DomainRecord_6925A44A",
  "chat-dev vercel_dns_record.VercelCaaRecordexamplecom_Record_F7ECAB0C",
  "games-dev aws_api_gateway_account.ApiGatewayAccount_3F426938",
  "games-dev aws_apigatewayv2_api.Games_Api_4A633085",
  "games-dev aws_apigatewayv2_integration.Games_Routeconnect_Integration_D0C24C15",
  "games-dev aws_apigatewayv2_integration.Games_Routedefault_Integration_F849C1C9",
  "games-dev aws_apigatewayv2_integration.Games_Functionchat-devaws_lambda_functionShared_Function_4FCC1712arn_Integration_C3224C79",
  "games-dev aws_apigatewayv2_route.Games_Routeconnect_Route_0C1F84FB",
  "games-dev aws_apigatewayv2_route.Games_Routedefault_Route_6F35CEAC",
  "games-dev aws_apigatewayv2_route.Games_Routeshared_Route_6149A2D9",
  "games-dev aws_apigatewayv2_route_response.Games_Routedefault_RouteResponse_131AEBEF",
  "games-dev aws_apigatewayv2_stage.Games_Stage_8DBA063A",
  "games-dev aws_cloudwatch_log_group.Games_AccessLog_F652CEC5",
  "games-dev aws_cloudwatch_log_group.Games_Routeconnect_Handler_LogGroup_1B6CBA00",
  "games-dev aws_cloudwatch_log_group.Games_Routedefault_Handler_LogGroup_2AF62057",
  "games-dev aws_iam_role.ApiGatewayAccount_Role_19010A8B",
  "games-dev aws_iam_role.Games_Routeconnect_Handler_Role_12A88934",
  "games-dev aws_iam_role.Games_Routedefault_Handler_Role_A900FAA1",
  "games-dev aws_iam_role_policy.Games_Routeconnect_Handler_Policy_7FE81645",
  "games-dev aws_iam_role_policy.Games_Routedefault_Handler_Policy_CF6F194C",
  "games-dev aws_iam_role_policy_attachment.ApiGatewayAccount_Policy_3EC57C1D",
  "games-dev aws_lambda_function.Games_Routeconnect_Handler_Function_B8BAF059",
  "games-dev aws_lambda_function.Games_Routedefault_Handler_Function_083930DE",
  "games-dev aws_lambda_permission.Games_Routeconnect_Permission_FAD39175",
  "games-dev aws_lambda_permission.Games_Routedefault_Permission_DE2A91D7",
  "games-dev aws_lambda_permission.Games_Functionchat-devaws_lambda_functionShared_Function_4FCC1712arn_Permission_5572CDBE",
  "games-dev data.archive_file.Games_Routeconnect_Handler_Archive_0BD53D73",
  "games-dev data.archive_file.Games_Routedefault_Handler_Archive_3016CDC3",
  "games-dev data.aws_partition.ApiGatewayAccount_Partition_FE773F9F",
];

const library = join(__dirname, "../../lib");

function synthesized(): readonly string[] {
  enter(project(sources));
  return everything(Testing.app()).flatMap((stack) => {
    const { data = {}, resource = {} } = JSON.parse(Testing.synth(stack));
    const names = (kind: Record<string, object>, prefix: string) =>
      Object.entries(kind).flatMap(([type, made]) => Object.keys(made).map((name) => `${prefix}${type}.${name}`));
    return [...names(resource, ""), ...names(data, "data.")].map((address) => `${stack.node.id} ${address}`);
  });
}

/** Every Terraform type that the library creates with `new`. */
function createdTypes(): readonly string[] {
  const files = readdirSync(library, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
  return files.flatMap((file) => {
    const text = readFileSync(join(library, file), "utf8");
    const made = new Set([...text.matchAll(/\bnew (\w+)\(/g)].map(([, name]) => name));
    const imports = [...text.matchAll(/^import \{([^}]+)\} from "(@cdktf\/provider-[\w-]+\/lib\/[\w-]+)";$/gm)];
    return imports.flatMap(([, names = "", path = ""]) => {
      const name = names
        .split(",")
        .map((part) => part.trim())
        .find((part) => made.has(part));
      return name === undefined ? [] : [require(path)[name].tfResourceType as string];
    });
  });
}

afterAll(removeProjects);

describe("the Terraform addresses of an app that uses everything", () => {
  const actual = synthesized();

  it("do not change, because Terraform would replace deployed resources", () => {
    expect([...actual].sort()).toEqual([...addresses].sort());
  });

  it("cover every resource type that the library creates", () => {
    const covered = new Set(actual.map((address) => address.replace(/^\S+ (data\.)?/, "").split(".")[0]));
    const made = [...new Set(createdTypes())].sort();
    expect(made).toContain("aws_apigatewayv2_api");
    expect(made.filter((type) => !covered.has(type))).toEqual([]);
  });
});
