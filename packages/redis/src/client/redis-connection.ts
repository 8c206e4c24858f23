/**
 * What this package needs of a Redis client: it sends one command and resolves to the reply. Make one with `ioredis`,
 * `nodeRedis`, `nodeRedisCluster`, `glide` or `bunRedis`, or write the one line yourself for another client.
 */
export interface RedisConnection {
  /**
   * Sends a command, such as `['EVALSHA', …]`, and resolves to its reply with strings as strings; rejects with an error
   * whose message is the server's where the server refused it, and with any other where it could not be reached.
   */
  send(command: readonly [name: string, ...args: string[]]): Promise<unknown>;
}
