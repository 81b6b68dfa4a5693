/** Sorted numbers as pairs: a first one, and how many follow it without a gap, itself included. */
export type Runs = readonly number[];

export function toRuns(numbers: Iterable<number>): Runs {
  const runs: number[] = [];
  let next = -1;
  for (const number of numbers) {
    if (number === next) runs[runs.length - 1] = (runs.at(-1) as number) + 1;
    else runs.push(number, 1);
    next = number + 1;
  }
  return runs;
}

/** Whether something is true of every number. */
export function everyOf(runs: Runs, isTrue: (number: number) => boolean): boolean {
  for (let index = 0; index < runs.length; index += 2) {
    const start = runs[index] as number;
    const end = start + (runs[index + 1] as number);
    for (let number = start; number < end; number++) if (!isTrue(number)) return false;
  }
  return true;
}

export function fromRuns(runs: Runs): readonly number[] {
  const numbers: number[] = [];
  everyOf(runs, (number) => numbers.push(number) > 0);
  return numbers;
}

/** The numbers that have a mark. */
export function* marked(marks: Uint8Array): Iterable<number> {
  for (let number = marks.indexOf(1); number >= 0; number = marks.indexOf(1, number + 1)) yield number;
}
