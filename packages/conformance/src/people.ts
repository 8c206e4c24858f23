import type { Content } from '@polychat/core';
import type { ConversationKind } from './conversation-kind.ts';
import { text } from './samples.ts';
import type { ConformanceSubject } from './subject.ts';

/** Those who write to each other in the checks, by the ids that the subject has for their names. */
export class People {
  readonly subject: ConformanceSubject;
  readonly #ids = new Set<string>();

  constructor(subject: ConformanceSubject) {
    this.subject = subject;
  }

  /** The user id of somebody whom a check calls by a name. */
  userId(name: string): string {
    const userId = this.subject.userIdOf?.(name) ?? name;
    this.#ids.add(userId);
    return userId;
  }

  /** Whether somebody, a group or a room was called so. */
  isGivenId(value: string): boolean {
    return this.#ids.has(value);
  }

  /** The id of a group or a room that a check calls by a name. Without one, of the one that everybody is in. */
  conversationId(kind: ConversationKind, name = kind === 'group' ? 'team' : 'hall'): string {
    const id = this.subject.conversationIdOf?.(name, kind) ?? name;
    this.#ids.add(id);
    return id;
  }

  get ann(): string {
    return this.userId('ann');
  }

  get bob(): string {
    return this.userId('bob');
  }

  get carol(): string {
    return this.userId('carol');
  }

  get dave(): string {
    return this.userId('dave');
  }

  /** Nobody's id, until a check makes it somebody's. */
  get stranger(): string {
    return this.userId('stranger');
  }

  /** The id of somebody who is about to be registered. */
  get newcomer(): string {
    return this.userId('newcomer');
  }

  /** Three who can get what the first one writes. */
  get others(): readonly string[] {
    return [this.bob, this.carol, this.dave];
  }

  /** So many ids, of names of one length that begin alike. */
  crowd(count: number, length = 8, prefix = 'u'): readonly string[] {
    return Array.from({ length: count }, (_, index) =>
      this.userId(`${prefix}${String(index).padStart(length - prefix.length, '0')}`),
    );
  }

  /** The text that most checks send, from the first of them. */
  get message(): { readonly from: string; readonly content: Content } {
    return { from: this.ann, content: text };
  }
}
