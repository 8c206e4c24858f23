/** What everybody sends. */
export const message = {
  from: 'alice',
  to: 'bob',
  content: { type: 'text', text: 'The table is booked' },
} as const;
