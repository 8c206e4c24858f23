import { sleep } from '@polychat/core/combine';
import type { MigrationChat } from '@polychat/routing';
import type { Flags } from '../app/flags.ts';
import type { People } from '../app/people.ts';
import { repairCopies } from '../app/repair.ts';
import type { Ledger } from '../compare/ledger.ts';
import type { VendorIds } from '../compare/vendor-ids.ts';
import type { World } from '../world/vendors.ts';
import { plant } from './incidents.ts';
import type { Post, PostMaker } from './posts.ts';
import { messageOf, sendPost } from './send-post.ts';
import type { Step } from './steps.ts';

const week = 7 * 24 * 3_600_000;

/** What a week of the app needs. */
export interface Scene {
  readonly world: World;
  readonly people: People;
  readonly flags: Flags;
  readonly posts: PostMaker;
  readonly ledger: Ledger;
  readonly idAt: VendorIds;
}

/** Plays the weeks of the move, one after the other. */
export class Player {
  readonly #scene: Scene;
  /** The product's own messages, by their id. */
  readonly #posts = new Map<string, Post>();
  /** Ran at the end of the week before, and its worker was gone before it could say so. */
  #job: { readonly post: Post; readonly step: Step } | undefined;

  #met = 0;

  constructor(scene: Scene) {
    this.#scene = scene;
  }

  /** Plays a week, and returns how often something went wrong at a vendor. */
  async play(step: Step, chat: MigrationChat): Promise<number> {
    const { world, flags, posts, ledger } = this.#scene;
    this.#met = 0;
    flags.stage = step.stage;
    flags.rollout = step.rollout;
    // The queue gives the job to another worker within seconds. Its message goes the way that it went first.
    if (this.#job) await this.#send(chat, this.#job.step, this.#job.post);
    for (const post of posts.week()) await this.#send(chat, step, post);
    await sleep(world.clock, week);
    this.#job = { post: posts.job(), step };
    await this.#send(chat, step, this.#job.post);

    const repairs = await repairCopies(chat, ({ correlationId = '' }) =>
      messageOf(this.#post(correlationId)),
    );
    for (const { missing, accepted } of repairs) ledger.writtenLater(missing, accepted);
    return this.#met;
  }

  async #send(chat: MigrationChat, step: Step, post: Post): Promise<void> {
    const { ledger } = this.#scene;
    this.#posts.set(post.id, post);
    const wasMet = this.#plantIncident(post);
    ledger.begin(step, post);
    ledger.sent(post, await sendPost(chat, post));
    await chat.drain();
    if (wasMet?.()) this.#met += 1;
  }

  #plantIncident({ incident, to: [recipient = ''] }: Post): (() => boolean) | undefined {
    const { world, people, idAt } = this.#scene;
    const region = people.regionOf(recipient);
    if (!incident || !region) return undefined;
    return plant(incident, world.vendors[region], idAt(incident.vendor, recipient) ?? recipient);
  }

  #post(id: string): Post {
    const post = this.#posts.get(id);
    if (!post) throw new Error(`no message has the id ${id}`);
    return post;
  }
}
