/** Wraps a function so that only the first call has an effect. */
export function once<Args extends unknown[]>(call: (...args: Args) => void): (...args: Args) => void {
  let called = false;
  return (...args) => {
    if (called) return;
    called = true;
    call(...args);
  };
}
