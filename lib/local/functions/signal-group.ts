/** Sends a signal to a process and, on POSIX, to its whole process group. Ignores a process that has ended. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    if (process.platform !== "win32") process.kill(-pid, signal);
    else if (signal === "SIGKILL") process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
