import * as z from 'zod';

export const presenceSchema = z.enum(['never', 'offline', 'online']);

/** Users that exist from the start, by id or in full. */
export const usersSchema = z
  .array(
    z.union(
      [
        z.string().min(1),
        z.strictObject({
          userId: z.string().min(1),
          name: z.string().optional(),
          avatarUrl: z.string().optional(),
          presence: presenceSchema.optional(),
        }),
      ],
      { error: 'must be a user id, or an object with a userId' },
    ),
  )
  .default([]);

/** Presence of users that come without one. */
export const newUserPresenceSchema = presenceSchema.default('never');
