import * as z from 'zod';
import { parseAuthority } from './guard/authority.ts';
import { tencentImOptionsSchema } from './tencent-im/options.ts';
import { webhookOptionsSchema } from './webhooks/options.ts';
import { zimOptionsSchema } from './zim/options.ts';

const hostSchema = z
  .string()
  .refine(
    (text) => parseAuthority(text) !== undefined,
    'must be a host name, with or without a port, such as emulator.internal or emulator.internal:8080',
  );

/** Strict: an option that the emulator does not know is an error. */
export const emulatorOptionsSchema = z.strictObject({
  /** The port on 127.0.0.1; 0, the default, takes a free one. */
  port: z.int().min(0).max(65_535).default(0),
  /**
   * Names by which the emulator is reached besides loopback addresses, such as `emulator.internal` or
   * `emulator.internal:8080`, behind a proxy or with an entry in a hosts file. Requests for other names are refused.
   */
  allowedHosts: z.array(hostSchema).default([]),
  /** ZIM's app, users and switches. */
  zim: zimOptionsSchema.prefault({}),
  /** Tencent IM's app, users and switches. */
  tencentIm: tencentImOptionsSchema.prefault({}),
  /** Where each vendor's webhooks go; without this nothing is sent. */
  webhooks: webhookOptionsSchema.prefault({}),
  /** How many messages are kept, newest first, counting a message once for each user that has it. */
  maxMessages: z.int().min(1).default(50_000),
  /** How many requests `emulator.requests` keeps, newest first. */
  maxRequests: z.int().min(1).default(1000),
  /**
   * How many bytes are kept of requests with their replies, and as many again of webhook deliveries and of messages;
   * newest first. Of a single body or reply of a request, 256 KiB are kept at most.
   */
  maxRecordedBytes: z
    .int()
    .min(64 * 1024)
    .default(64 * 1024 * 1024),
  /** A request with a larger body is cut off without an answer. */
  maxBodyBytes: z
    .int()
    .min(1)
    .default(4 * 1024 * 1024),
});

/** What `createEmulator` takes; everything has a default. */
export type EmulatorOptions = z.input<typeof emulatorOptionsSchema>;
