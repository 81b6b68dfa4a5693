import type { AcmCertificate } from "@cdktf/provider-aws/lib/acm-certificate";
import type { AcmCertificateValidation } from "@cdktf/provider-aws/lib/acm-certificate-validation";
import type { Construct } from "constructs";
import { changed } from "../core/held";
import { judge } from "../core/judge";
import { resolved } from "../core/resolved";
import { ValidationError } from "../core/validation-error";
import { destroyedFirst } from "./destroyed-first";

/** Holds that a certificate is the domain's, and that the next one is there before it goes. */
export function holdCertificate(scope: Construct, certificate: AcmCertificate, domainName: string): void {
  judge(scope, (read) => {
    const attributes = read(certificate);
    const difference = changed(attributes, { domain_name: resolved(scope, domainName) }) ?? destroyedFirst(attributes);
    if (difference === undefined) return;
    throw new ValidationError(
      scope,
      `"nodes.domain.certificate" has to stay the certificate of the domain; got ${difference}. Leave it as it is, or give a certificate of your own as "cert".`,
    );
  });
}

interface Validated {
  readonly certificateArn: string;
  readonly validationRecordFqdns: readonly string[];
}

/** Holds that the domain waits for its own certificate, and that one for its own proof. */
export function holdValidation(
  scope: Construct,
  validation: AcmCertificateValidation,
  { certificateArn, validationRecordFqdns }: Validated,
): void {
  judge(scope, (read) => {
    const expected = { certificate_arn: certificateArn, validation_record_fqdns: validationRecordFqdns };
    const difference = changed(read(validation), resolved(scope, expected) as typeof expected);
    if (difference === undefined) return;
    throw new ValidationError(
      scope,
      `"nodes.domain.validation" has to wait for the certificate and the proof of the domain; got ${difference}. Leave it as it is, or give a certificate of your own as "cert".`,
    );
  });
}
