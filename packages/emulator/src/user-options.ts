import * as z from 'zod';

export const presenceSchema = z.enum(['never', 'offline', 'online']);

/** Users that exist from the start, by id or in full. */
export const usersSchema = z
  .array(
    z.union([
      z.string().min(1),
      z.strictObject({
        userId: z.string().min(1),
        name: z.string().optional(),
        avatarUrl: z.string().optional(),
        presence: presenceSchema.optional(),
      }),
    ]),
  )
  .default([]);

/**
 * Presence of users that come without one: those made over the API, and seeds that do not say.
 * `never` is what the vendors' own registration does; `online` spares tests the logging in.
 */
export const newUserPresenceSchema = presenceSchema.default('never');
