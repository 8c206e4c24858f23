import type { Content, ContentTranslation } from '@polychat/core/adapter';

interface SemaphoreContent {
  readonly kind: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** A content travels member by member, under its own names. */
export const semaphoreContent: ContentTranslation<SemaphoreContent> = {
  toWire({ type, ...data }) {
    return { kind: type, data };
  },
  fromWire: ({ kind, data }) => ({ type: kind, ...data }) as Content,
  canonicalize: (said: Content) => semaphoreContent.fromWire(semaphoreContent.toWire(said)) ?? said,
};
