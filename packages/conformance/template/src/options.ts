import { parseOptions, type Secret, secretSchema } from '@polychat/core/adapter';
import * as z from 'zod/mini';
import { vendor } from './vendor.ts';

export interface PigeonOptions {
  readonly app: string;
  /** The app's token, or a function that returns it. */
  readonly token: Secret;
}

export const tokenPattern = /^[0-9a-f]{32}$/;
const optionsSchema = z.strictObject({
  app: z.string().check(z.minLength(1)),
  token: secretSchema(tokenPattern, '32 hexadecimal digits'),
});

/** The options. Throws a `ChatError` with code `misconfigured` that names the option at fault. */
export const checkOptions = (options: PigeonOptions): PigeonOptions =>
  parseOptions(optionsSchema, options, vendor.name);
