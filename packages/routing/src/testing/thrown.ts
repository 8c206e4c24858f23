import { ChatError } from '@polychat/core';

/** The `ChatError` with which a promise rejects; a test that gets none fails. */
export async function thrown(promise: Promise<unknown>): Promise<ChatError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!ChatError.is(error)) throw new Error(`no ChatError was thrown, but ${String(error)}`);
  return error;
}
