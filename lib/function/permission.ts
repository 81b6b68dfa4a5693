export {
  type PermissionArgs as FunctionPermission,
  type PermissionCondition as FunctionPermissionCondition,
  type PolicyStatement,
  policyStatement,
} from "../link/permission";
