/** What GitHub says no to. */

export const hasStatus = (error: unknown, status: number): boolean =>
  typeof error === 'object' && error !== null && 'status' in error && error.status === status;

/** GitHub answers so for what may not be seen too. */
export const isMissing = (error: unknown): boolean => hasStatus(error, 404);

/** A no that is about this and not about how often we ask: https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api#rate-limit-errors */
export const isDenied = (error: unknown): boolean =>
  isMissing(error) || (hasStatus(error, 403) && error instanceof Error && !/rate limit/i.test(error.message));

/** Undefined for a no that means there is nothing. @throws whatever else went wrong. */
export async function unless<T>(isNothing: (error: unknown) => boolean, asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (isNothing(error)) return undefined;
    throw error;
  }
}
