import * as z from 'zod';

/** A 32-bit unsigned integer, as MsgSeq, MsgRandom and Random are. */
export const uint32 = z.int().min(0).max(0xffff_ffff);

/** A moment in Unix seconds, or another whole number from 0. */
export const wholeNumber = z.int().min(0);

/** An Integer field that is a switch. */
export const zeroOrOne = z.literal([0, 1]);

/** An account named in a body. Whether it exists is another check. */
export const account = z.string().min(1);
