import assert from 'node:assert/strict';
import type {
  CampaignStore,
  ClaimedChunk,
  ClaimRequest,
  CommitAnswer,
  HeldChunk,
  NewChunk,
  NewIntent,
  OutcomeEntry,
  SettledOutcomes,
  UnsettledChunk,
} from '../ports/campaign-store.ts';
import type { NewCampaign } from '../ports/stored-campaign.ts';
import type { CampaignStoreCheck } from './store-subject.ts';

/** What the checks have in common: campaigns of two recipients a chunk, and outcomes in plain words. */

export function check(name: string, run: CampaignStoreCheck['run']): CampaignStoreCheck {
  return { name, run };
}

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
export const textOf = (bytes: Uint8Array | undefined): string | undefined =>
  bytes && new TextDecoder().decode(bytes);

export function campaign(key: string, changes: Partial<NewCampaign> = {}): NewCampaign {
  return { id: `id of ${key}`, key, chat: 'pigeon', definition: '{"a":1}', chunkSize: 2, ...changes };
}

export function chunk(number: number, changes: Partial<NewChunk> = {}): NewChunk {
  return {
    number,
    recipients: bytesOf(`recipients ${number}`),
    count: 2,
    hash: `hash ${number}`,
    duplicates: 0,
    ...changes,
  };
}

/** Stores a campaign with so many chunks, and seals it. Returns its id. */
export async function sealed(store: CampaignStore, key: string, chunks = 1): Promise<string> {
  const { id } = (await store.create(campaign(key))).campaign;
  for (let number = 0; number < chunks; number += 1) {
    assert.equal((await store.append(id, chunk(number))).status, 'appended');
  }
  assert.equal(await store.seal(id, chunks, 0), 'appended');
  return id;
}

export function request(leaseMs: number, changes: Partial<ClaimRequest> = {}): ClaimRequest {
  return { worker: 'worker', leaseMs, chats: ['pigeon', 'owl'], ...changes };
}

/** Claims a chunk that must be there. */
export async function claimed(
  store: CampaignStore,
  leaseMs: number,
  changes: Partial<ClaimRequest> = {},
): Promise<ClaimedChunk> {
  const { chunk: found } = await store.claim(request(leaseMs, changes));
  return found ?? assert.fail('a chunk that nobody holds cannot be claimed');
}

/** Fails where a chunk can be claimed. */
export async function nothingToClaim(
  store: CampaignStore,
  leaseMs: number,
  why: string,
  changes: Partial<ClaimRequest> = {},
): Promise<void> {
  const { chunk: found } = await store.claim(request(leaseMs, changes));
  assert.equal(found, undefined, why);
}

export function intent(callId: string, changes: Partial<NewIntent> = {}): NewIntent {
  return {
    callId,
    bytes: bytesOf(`bytes of ${callId}`),
    firstAttemptAt: 1_000,
    runsForMs: 5_000,
    ...changes,
  };
}

/** Stores calls that are about to leave. */
export async function begin(
  store: CampaignStore,
  { campaign: of, chunk: number, epoch }: HeldChunk,
  ...intents: readonly NewIntent[]
): Promise<boolean> {
  const { begins } = await store.commit({
    outcomes: [],
    begins: [{ campaign: of, chunk: number, epoch, intents }],
  });
  return begins[0] ?? assert.fail('the answer to a commit does not speak of its entries');
}

/** Stores two outcomes, both accepted unless told otherwise. */
export async function report(
  store: CampaignStore,
  { campaign: of, chunk: number }: Pick<HeldChunk, 'campaign' | 'chunk'>,
  text: string,
  changes: Partial<OutcomeEntry> = {},
): Promise<CommitAnswer> {
  const entry = {
    campaign: of,
    chunk: number,
    round: 1,
    bytes: bytesOf(text),
    counts: { accepted: 2, failed: 0, unconfirmed: 0 },
    endedCalls: [],
    ...changes,
  };
  return store.commit({ outcomes: [entry], begins: [] });
}

export const counts = (accepted: number, failed = 0, unconfirmed = 0) => ({ accepted, failed, unconfirmed });

/** Joins by putting all that is known in a row. */
export function joinAs(changes: Partial<SettledOutcomes> = {}): (known: UnsettledChunk) => SettledOutcomes {
  return ({ outcomes, segments }) => ({
    bytes: bytesOf(
      [textOf(outcomes), ...segments.map(({ bytes }) => textOf(bytes))].filter(Boolean).join('+'),
    ),
    counts: counts(2),
    isChanged: true,
    ...changes,
  });
}

/** Claims the next chunk and settles it. */
export async function settleNext(
  store: CampaignStore,
  leaseMs: number,
  text: string,
  changes: Partial<SettledOutcomes> = {},
): Promise<ClaimedChunk> {
  const held = await claimed(store, leaseMs);
  await report(store, held, text);
  assert.equal(await store.settle(held, joinAs(changes)), 'settled');
  return held;
}

export async function found(store: CampaignStore, id: string) {
  return (await store.find({ id })) ?? assert.fail('a campaign is gone');
}
