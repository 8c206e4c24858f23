import * as z from 'zod';

const id = z.string().min(1);
const message = z.int().min(1);
const gathering = z.enum(['group', 'room']);
const texts = z.record(z.string().min(1), z.string());
const content = z.record(z.string(), z.unknown());

/** Checks a `ClientAct`. */
export const clientActSchema = z.discriminatedUnion('act', [
  z.strictObject({
    act: z.literal('send'),
    to: id,
    channel: z.enum(['direct', 'group', 'room']).optional(),
    message: content,
  }),
  z.strictObject({
    act: z.literal('read'),
    with: id,
    channel: z.enum(['direct', 'group']).optional(),
    upTo: message.optional(),
  }),
  z.strictObject({ act: z.literal('recall'), message }),
  z.strictObject({ act: z.literal('edit'), message, content }),
  z.strictObject({ act: z.literal('extend'), message, extensions: texts }),
  z.strictObject({ act: z.literal('open_push'), message }),
  z.strictObject({ act: z.literal('online'), platform: id.optional() }),
  z.strictObject({
    act: z.literal('offline'),
    reason: z.enum(['logout', 'disconnected', 'timeout']).optional(),
  }),
  z.strictObject({ act: z.literal('set_status'), status: z.string() }),
  z.strictObject({
    act: z.literal('set_profile'),
    name: z.string().optional(),
    avatarUrl: z.string().optional(),
  }),
  z.strictObject({ act: z.enum(['block', 'unblock', 'befriend', 'unfriend']), user: id }),
  z.strictObject({
    act: z.literal('create'),
    channel: gathering,
    id: id.optional(),
    name: z.string().optional(),
    users: z.array(id).optional(),
    type: id.optional(),
  }),
  z.strictObject({ act: z.literal('join'), channel: gathering, id }),
  z.strictObject({ act: z.literal('leave'), channel: gathering, id }),
  z.strictObject({ act: z.literal('dissolve'), channel: gathering, id }),
  z.strictObject({
    act: z.literal('change_group'),
    id,
    name: z.string().optional(),
    introduction: z.string().optional(),
    notice: z.string().optional(),
    avatarUrl: z.string().optional(),
    attributes: texts.optional(),
  }),
  z.strictObject({
    act: z.literal('change_member'),
    id,
    user: id,
    role: z.enum(['admin', 'member']).optional(),
    nickname: z.string().optional(),
  }),
  z.strictObject({ act: z.literal('transfer'), id, user: id }),
  z.strictObject({ act: z.literal('invite'), channel: z.literal('group'), id, users: z.array(id).min(1) }),
  z.strictObject({ act: z.literal('remove'), channel: z.literal('group'), id, users: z.array(id).min(1) }),
]);
