import { randomUUID } from 'node:crypto';
import { systemClock } from '@polychat/core';
import { misconfigured } from '@polychat/core/adapter';
import { type Definition, messageOf, packDefinition } from './definition.ts';
import { createEmbeddedEngine } from './engines/embedded.ts';
import { appendRecipients } from './handle/append-recipients.ts';
import type { Campaign } from './handle/campaign.ts';
import { type HandleContext, StoredCampaignHandle } from './handle/stored-campaign-handle.ts';
import {
  type CampaignsOptions,
  completeOptions,
  completeStartOptions,
  type StartOptions,
} from './options.ts';
import type { StoredCampaign } from './ports/stored-campaign.ts';
import { startWorker, type Worker } from './worker/start-worker.ts';

/** Durable sends: what is started here is sent by whichever processes work, and survives them. */
export interface Campaigns {
  /**
   * Starts a campaign, or goes on with the one that has this key. Resolves as soon as the campaign stands in the store;
   * its recipients are read and stored meanwhile: see `Campaign.appended`.
   *
   * @throws ChatError for a message that breaks a rule, and with code `misconfigured` for other options, or where the
   *   campaign with this key has another message, chat or delivery
   */
  start(options: StartOptions): Promise<Campaign>;
  /** The campaign with this key, started by whichever process. */
  find(key: string): Promise<Campaign | undefined>;
  /** Begins to work on the campaigns of these chats, in this process. Any number of processes may. */
  work(): Worker;
}

/**
 * Makes durable sends out of a store, an engine and chats. Every process that starts campaigns or works on them makes
 * its own, with the same store.
 *
 * @throws ChatError with code `misconfigured` for options that do not fit
 */
export function createCampaigns(options: CampaignsOptions): Campaigns {
  const complete = completeOptions(options);
  const { store, chats, chunkSize, pollMs } = complete;
  const { clock = systemClock } = options;
  const engine = options.engine ?? createEmbeddedEngine({ clock });
  const context: HandleContext = { store, clock, pollMs, enqueue: (chunks) => engine.enqueue(chunks) };

  return {
    async start(given) {
      const { key, delivery, chat } = completeStartOptions(given, chats);
      const definition = { message: given.message, delivery };
      // Throws for a message that breaks a rule, and starts nothing.
      chat.deliver(messageOf(definition, chat, 'campaign', 1), []);
      const wanted = {
        id: randomUUID(),
        key,
        chat: chat.name,
        definition: packDefinition(definition),
        chunkSize,
      };
      const { campaign } = await store.create(wanted);
      if (campaign.isPruned) return new StoredCampaignHandle(campaign, context, Promise.resolve());
      refuseAnother(campaign, wanted, definition);
      const appended =
        campaign.control === 'cancelled'
          ? Promise.resolve()
          : appendRecipients(given.recipients, {
              store,
              campaign,
              onChunk: (chunk) => engine.enqueue([chunk]),
            });
      return new StoredCampaignHandle(campaign, context, appended);
    },
    async find(key) {
      const campaign = await store.find({ key });
      return campaign && new StoredCampaignHandle(campaign, context);
    },
    work: () => startWorker(complete, engine, clock),
  };
}

function refuseAnother(
  campaign: StoredCampaign,
  wanted: Pick<StoredCampaign, 'chat' | 'definition'>,
  { delivery }: Definition,
): void {
  const { key, chat, definition } = campaign;
  if (chat !== wanted.chat) {
    throw misconfigured(`start: the campaign "${key}" was started before with the chat "${chat}"`, 'chat');
  }
  if (definition === wanted.definition) return;
  const field = definition.includes(`"delivery":"${delivery}"`) ? 'message' : 'delivery';
  throw misconfigured(`start: the campaign "${key}" was started before with another ${field}`, field);
}
