import type { JsonObject } from '../../vendor.ts';
import type { RecipientFault } from './fault.ts';

/** The reply without the recipients that `omit` names, whichever of the vendor's lists they stand in. */
export function omitRecipients(
  reply: JsonObject,
  recipients: ReadonlyMap<string, RecipientFault>,
): JsonObject {
  const omitted = new Set<unknown>();
  for (const [userId, fault] of recipients) if (fault.kind === 'omit') omitted.add(userId);
  if (omitted.size === 0) return reply;
  return mapLists(reply, (list) => list.filter((item) => !names(item, omitted)));
}

/** The reply with every list turned round. */
export function shuffleLists(reply: JsonObject): JsonObject {
  return mapLists(reply, (list) => list.toReversed());
}

/** A page as a proxy in front of the vendor would answer. */
export function htmlPage(status: number): string {
  const title = status === 502 ? '502 Bad Gateway' : `${status}`;
  return `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n</body>\r\n</html>\r\n`;
}

function mapLists(reply: JsonObject, change: (list: unknown[]) => unknown[]): JsonObject {
  return Object.fromEntries(
    Object.entries(reply).map(([name, value]) => [name, Array.isArray(value) ? change(value) : value]),
  );
}

function names(item: unknown, userIds: ReadonlySet<unknown>): boolean {
  if (typeof item === 'string') return userIds.has(item);
  if (typeof item !== 'object' || item === null) return false;
  return Object.values(item).some((value) => userIds.has(value));
}
