const partition = "(?<partition>aws[a-z-]*)";
const regionAndAccount = "(?<region>[a-z0-9-]+):(?<account>\\d{12})";

/**
 * The form of a service's ARNs. Regular expressions give the resource, and the region and account where a service has
 * others than usual.
 */
export function arnForm(service: string, resource: string, place = regionAndAccount): RegExp {
  return new RegExp(`^arn:${partition}:${service}:${place}:${resource}$`);
}
