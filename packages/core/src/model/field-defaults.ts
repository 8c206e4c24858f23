/** What a direct message means where it does not say; exported for adapters' tests and doubles. */
export const fieldDefaults = {
  priority: 'normal',
  senderCopy: true,
  countsAsUnread: true,
  readReceipt: false,
} as const;

/** Values that ask for nothing, so that every vendor can keep them: leaving the field out means the same. */
export const valuesThatAskForNothing: Readonly<Record<string, unknown>> = {
  priority: fieldDefaults.priority,
  readReceipt: fieldDefaults.readReceipt,
};
