/** Runtimes that Lambda makes new functions for and that the provider knows. */
export const runtimesInUse = [
  "nodejs18.x",
  "nodejs20.x",
  "nodejs22.x",
  "nodejs24.x",
  "python3.8",
  "python3.9",
  "python3.10",
  "python3.11",
  "python3.12",
  "python3.13",
  "python3.14",
  "java8.al2",
  "java11",
  "java17",
  "java21",
  "java25",
  "dotnet8",
  "dotnet10",
  "ruby3.2",
  "ruby3.3",
  "ruby3.4",
  "provided.al2",
  "provided.al2023",
] as const;

export function isOffered(runtime: string): boolean {
  return (runtimesInUse as readonly string[]).includes(runtime);
}

/** esbuild's target for a Node.js runtime: "nodejs24.x" reads "node24". */
export function nodeTarget(runtime: string): string | undefined {
  const version = /^nodejs(\d+)\.x$/.exec(runtime)?.[1];
  return version && `node${version}`;
}
