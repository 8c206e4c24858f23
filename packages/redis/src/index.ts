export { createRedisClaimStore, type RedisClaimStoreOptions } from './claims/redis-claim-store.ts';
export {
  type BunRedisClient,
  bunRedis,
  type GlideConnection,
  glide,
  type IoredisClient,
  ioredis,
  type NodeRedisClient,
  type NodeRedisClusterClient,
  nodeRedis,
  nodeRedisCluster,
} from './client/connections.ts';
export type { RedisConnection } from './client/redis-connection.ts';
export type { FallbackOptions } from './pacer/fallback.ts';
export { createRedisPacer, type RedisPacerOptions } from './pacer/redis-pacer.ts';
