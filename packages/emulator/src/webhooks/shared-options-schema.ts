import * as z from 'zod';

const url = z
  .url({ protocol: /^https?$/ })
  .refine((text) => new URL(text).username === '' && new URL(text).hash === '', 'must hold no credentials');

/** Checks the members of `SharedWebhookOptions` and fills in the defaults. */
export const sharedWebhookShape = {
  url,
  events: z.array(z.string().min(1)).optional(),
  gzip: z.boolean().default(false),
  retrySignature: z.enum(['new', 'repeated']).default('new'),
};
