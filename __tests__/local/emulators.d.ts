// The parts of the emulators that the tests use; they bring no types of their own.
declare module "s3rver" {
  class S3rver {
    constructor(options: {
      readonly address: string;
      readonly port: number;
      readonly silent: boolean;
      readonly directory: string;
    });
    run(): Promise<{ readonly port: number }>;
    close(): Promise<void>;
  }
  export = S3rver;
}

declare module "sqslite" {
  function sqslite(options: { readonly logger: false }): {
    listen(port: number, host: string): Promise<string>;
    close(): Promise<void>;
  };
  export = sqslite;
}
