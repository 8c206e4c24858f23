import type { Transport } from '@polychat/core';
import type { ChatAdapter, ContentTranslation } from '@polychat/core/adapter';
import type { Awaitable, VendorDouble } from './vendor-double.ts';

/** What is put to the test. */
export interface ConformanceSubject {
  /** Talks to the double. It has no default sender, and the vendor's default limits. */
  readonly adapter: ChatAdapter;
  readonly double: VendorDouble;
  /**
   * How the vendor's form of a content is read. Says what is left of a content once the vendor has carried it.
   * Default: everything is.
   */
  readonly content?: ContentTranslation;
  /** Every secret that the adapter was given. Nobody may ever see one. */
  readonly secrets: readonly string[];
  /** Carries the requests to the double. Default: the chat's own. */
  readonly transport?: Transport;
  /** How long a chat waits for a double that is silent, in milliseconds. Default 150. */
  readonly silenceMs?: number;
  /** Called at the end of every check. */
  close?(): Awaitable<void>;
}

/** Makes a subject that has seen nothing yet. Called for every check. */
export type StartSubject = () => Awaitable<ConformanceSubject>;
