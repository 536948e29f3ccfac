/** How the library is called back. */

/**
 * Calls `onResult` or `onError` once, when `work` is done. It does so in a macrotask of its own, since the library
 * overflows the stack where it is called back at once ("Datafeed API: required methods", "Asynchronous callbacks"); so
 * what a callback throws does not lead to the other callback either. A reason is a string: the library splits it.
 */
export function answer<T>(
  work: Promise<T>,
  onResult: (value: T) => void,
  onError: (reason: string, error: unknown) => void,
): void {
  void work.then(
    (value) => setTimeout(() => onResult(value)),
    (error: unknown) => setTimeout(() => onError(reasonOf(error), error)),
  );
}

function reasonOf(error: unknown): string {
  const { message } = Object(error) as { readonly message?: unknown };
  return String(message ?? error);
}
