import type { RedisConnection } from './redis-connection.ts';

/** What is used of a `Redis` or a `Cluster` of ioredis. */
export interface IoredisClient {
  call(command: string, ...args: string[]): Promise<unknown>;
}

/** A connection over ioredis: `ioredis(new Redis(…))`, or a `Cluster`. */
export function ioredis(client: IoredisClient): RedisConnection {
  return { send: ([name, ...args]) => client.call(name, ...args) };
}

/** What is used of a client of node-redis (`redis`, `@redis/client`). */
export interface NodeRedisClient {
  sendCommand(command: string[]): Promise<unknown>;
}

/** A connection over node-redis: `nodeRedis(createClient(…))`, connected. */
export function nodeRedis(client: NodeRedisClient): RedisConnection {
  return { send: (command) => client.sendCommand([...command]) };
}

/** What is used of a cluster of node-redis. */
export interface NodeRedisClusterClient {
  sendCommand(firstKey: string, isReadonly: boolean, command: string[]): Promise<unknown>;
}

/** A connection over a cluster of node-redis: `nodeRedisCluster(createCluster(…))`, connected. */
export function nodeRedisCluster(client: NodeRedisClusterClient): RedisConnection {
  // Of every command that this package sends, the first key is the fourth word: EVAL, the script, how many keys.
  return { send: (command) => client.sendCommand(command[3] ?? '', false, [...command]) };
}

/** What is used of a `GlideClient` or a `GlideClusterClient` of Valkey GLIDE. */
export interface GlideConnection {
  customCommand(command: string[]): Promise<unknown>;
}

/** A connection over Valkey GLIDE: `glide(await GlideClient.createClient(…))`, or a `GlideClusterClient`. */
export function glide(client: GlideConnection): RedisConnection {
  return { send: (command) => client.customCommand([...command]) };
}

/** What is used of Bun's `RedisClient`. */
export interface BunRedisClient {
  send(command: string, args: string[]): Promise<unknown>;
}

/** A connection over the client that comes with Bun: `bunRedis(new RedisClient(…))`. */
export function bunRedis(client: BunRedisClient): RedisConnection {
  return { send: ([name, ...args]) => client.send(name, args) };
}
