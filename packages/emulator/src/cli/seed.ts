import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import type { Emulator } from '../emulator.ts';
import { issuesOf } from '../invalid-input.ts';
import type { EmulatorOptions } from '../options.ts';
import { emulatorOptionsSchema } from '../options-schema.ts';
import { forEachVendor, type Vendor, vendors } from '../vendor.ts';
import { usersSchema } from '../world/user-options.ts';
import { UsageError } from './usage-error.ts';

const vendor = z.enum(vendors as [Vendor, ...Vendor[]]);

/** A seed file: the emulator's options but for the port, and what both vendors share. Strict throughout. */
const seedSchema = emulatorOptionsSchema.omit({ port: true }).extend({
  /** Users that exist at both vendors; those of one vendor stand in `zim.users` and `tencentIm.users`. */
  users: usersSchema,
  /** Who blocked whom, at one vendor or at both. */
  blocklists: z
    .array(
      z.strictObject({
        vendor: vendor.optional(),
        userId: z.string().min(1),
        blocked: z.array(z.string().min(1)).min(1),
      }),
    )
    .default([]),
  /** Messages that users' devices send at the start, in this order, each as its vendor writes it. */
  messages: z
    .array(
      z.strictObject({
        vendor,
        from: z.string().min(1),
        to: z.string().min(1),
        channel: z.enum(['direct', 'group', 'room']).optional(),
        message: z.record(z.string(), z.unknown()),
      }),
    )
    .default([]),
});

/** What a seed file holds. */
export type Seed = z.input<typeof seedSchema>;

/** @throws UsageError that names the file and each member that is wrong */
export async function readSeed(file: string): Promise<Seed> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new UsageError(`--seed: ${file} cannot be read (${reason})`);
  }
  return checkSeed(file, text);
}

/** @throws UsageError */
export function checkSeed(file: string, text: string): Seed {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'no JSON';
    throw new UsageError(`--seed: ${file} is no JSON: ${reason}`);
  }
  const result = seedSchema.safeParse(value);
  if (result.success) return value as Seed;
  const lines = issuesOf(result.error.issues).map(
    ({ field, message }) => `  ${field || '(the whole)'}: ${message}`,
  );
  throw new UsageError(`--seed: ${file} is not a valid seed\n${lines.join('\n')}`);
}

/** The options that a seed stands for, with those of the command line. Allowed hosts are those of both. */
export function optionsOf(
  seed: Seed,
  { port, allowedHosts }: { readonly port: number; readonly allowedHosts: readonly string[] },
): EmulatorOptions {
  const { users = [], blocklists: _blocklists, messages: _messages, ...options } = seed;
  // Which vendor has which options, the type of what is made for each does not keep.
  const apps = forEachVendor((each) => ({
    ...options[each],
    users: [...users, ...(options[each]?.users ?? [])],
  })) as Pick<EmulatorOptions, Vendor>;
  return {
    ...options,
    port,
    allowedHosts: [...(seed.allowedHosts ?? []), ...allowedHosts],
    ...apps,
  };
}

/**
 * Brings in what options cannot say: blocklists and messages.
 *
 * @throws UsageError for a user that does not exist, or a message that the vendor refuses
 */
export async function sow(emulator: Emulator, seed: Seed): Promise<void> {
  for (const { vendor: only, userId, blocked } of seed.blocklists ?? []) {
    const users = vendors
      .filter((each) => only === undefined || each === only)
      .flatMap((each) => emulator[each].users.get(userId) ?? []);
    if (users.length === 0) throw new UsageError(`--seed: blocklists names ${userId}, who is no user`);
    for (const user of users) {
      for (const other of blocked) user.blocked.set(other, emulator.now());
    }
  }
  for (const [index, { vendor: at, ...send }] of (seed.messages ?? []).entries()) {
    const { code } = await emulator.clientSend(at, send);
    if (code === 0) continue;
    const hint = seed.webhooks?.[at] ? `; webhooks.${at} was asked first` : '';
    throw new UsageError(`--seed: messages.${index} is refused by ${at} with code ${code}${hint}`);
  }
}
