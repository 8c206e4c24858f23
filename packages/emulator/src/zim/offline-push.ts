import * as z from 'zod';
import type { Push } from '../world/message.ts';
import { flag } from './fields.ts';

/** `OfflinePush`, "MessageBody introduction". Lengths of title, content and payload are not documented. */
export const offlinePushSchema = z.looseObject({
  Enable: flag.optional(),
  Title: z.string().optional(),
  Content: z.string().optional(),
  Payload: z.string().optional(),
  PushStrategyId: z.string().max(32).optional(),
  PushImageInfo: z.looseObject({}).optional(),
  EnableBadge: z.boolean().optional(),
  /** Above 99 counts as 99. */
  BadgeIncrement: z.number().min(0).optional(),
  ThreadId: z.string().optional(),
  PrivateMessageTemplate: z.looseObject({}).optional(),
});

/** The push that a block asks for; none unless it is switched on. */
export function pushOf(block: z.output<typeof offlinePushSchema> | undefined): Push | undefined {
  if (block?.Enable !== 1) return undefined;
  return { title: block.Title ?? '', body: block.Content ?? '', block };
}
