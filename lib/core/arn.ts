const partition = "(?<partition>aws[a-z-]*)";
const regionAndAccount = "(?<region>[a-z0-9-]+):(?<account>\\d{12})";

/**
 * Returns a regular expression for the ARNs of a service. `resource` is the pattern of the resource. `location` is the
 * pattern of region and account, for ARNs that lack one of them.
 */
export function arnForm(service: string, resource: string, location = regionAndAccount): RegExp {
  return new RegExp(`^arn:${partition}:${service}:${location}:${resource}$`);
}
