import type { RedisConnection } from './redis-connection.ts';

/** A script that the server runs as one step. */
export interface Script {
  /**
   * Runs it by its digest, and in full where the server does not have it yet or any more. Rejects as the connection
   * does; then it may have run.
   */
  run(connection: RedisConnection, keys: readonly string[], args: readonly string[]): Promise<unknown>;
}

/** A script of this source, in Lua. */
export function createScript(source: string): Script {
  let digest: Promise<string> | undefined;
  return {
    async run(connection, keys, args) {
      digest ??= sha1Of(source);
      const rest = [String(keys.length), ...keys, ...args];
      try {
        return await connection.send(['EVALSHA', await digest, ...rest]);
      } catch (error) {
        if (!isUnknownScript(error)) throw error;
        return connection.send(['EVAL', source, ...rest]);
      }
    },
  };
}

/** Clients pass the server's words on, `NOSCRIPT No matching script`, or make words of their own of the first one. */
function isUnknownScript(error: unknown): boolean {
  return error instanceof Error && /NOSCRIPT|no matching script/i.test(error.message);
}

async function sha1Of(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-1', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
