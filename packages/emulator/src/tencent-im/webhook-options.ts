import type { SharedWebhookOptions } from '../webhooks/shared-options.ts';

/** Tencent's console: where events go, and whether they are signed. */
export interface TencentImWebhookOptions extends SharedWebhookOptions {
  /** Without one, events carry no `Sign`. */
  readonly token?: string;
  /**
   * How often an event that tells what happened is tried again, at most 10; the console switches it on. Default 0.
   */
  readonly repeats?: number;
}
